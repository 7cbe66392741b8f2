import type { Clock } from "../clock.ts";
import type { Contact } from "../contact.ts";
import type { IdMint } from "../ids.ts";
import type { LineRef, Update } from "../payloads/update.ts";
import type { People } from "../people.ts";
import type { Random } from "../random.ts";
import type { WindowBook } from "../windows.ts";
import type { FaultPlan } from "./faults.ts";
import type { Limit } from "./limits.ts";
import type { MediaShelf } from "./media.ts";
import type { SendLog } from "./send-log.ts";
import type { TemplateShelf } from "./templates.ts";
import type { Tokens } from "./tokens.ts";

/** How long after the send a status happens, drawn between both, on the simulator's clock. */
export interface Span {
  min: number;
  max: number;
}

/** How the fake behaves towards sends. */
export interface ApiRules {
  /**
   * A free-form send outside the window: refused at once, or accepted and failed later, as Meta often
   * does (section 7); `both` draws.
   */
  windowRefusal: "sync" | "async" | "both";
  /** Accept to `sent`, `sent` to `delivered`, `delivered` to `read`. */
  sentAfterMs: Span;
  deliveredAfterMs: Span;
  readAfterMs: Span;
  /** Share of sends whose `delivered` is left out because `read` implies it (section 3). */
  skipDeliveredShare: number;
}

/** Everything the fake API knows; one per simulator. */
export interface World {
  clock: Clock;
  ids: IdMint;
  random: Random;
  rules: ApiRules;
  lines: Map<string, LineRef>;
  people: People;
  contacts: Map<string, Contact>;
  windows: WindowBook;
  tokens: Tokens;
  media: MediaShelf;
  templates: TemplateShelf;
  sends: SendLog;
  faults: FaultPlan;
  pairLimit: Limit;
  throughput: Limit;
  /** Accounts whose webhooks an app asked for through `subscribed_apps`. */
  subscribed: Set<string>;
  /** wamids that contacts sent: what may be marked as read or reacted to. */
  inboundIds: Set<string>;
  emit: (update: Update) => void;
}
