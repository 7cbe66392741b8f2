import type { StopLine } from "../domain/sending/line-sending.ts";
import type { Registry } from "prom-client";
import type { LookupAll } from "../channels/endpoint/checked-lookup.ts";
import type { EndpointUrlPolicy } from "../channels/endpoint/endpoint-url.ts";
import type { Clock } from "../clock.ts";
import type { Ids } from "../ids.ts";
import type { Log } from "../log.ts";
import type { Backtests } from "../domain/automation/backtest-jobs.ts";
import type { BlobStore } from "../media/blob-store.ts";
import type { Scanner } from "../media/scanner.ts";
import type { Outcomes } from "../outcomes.ts";
import type { Doorbell } from "../queues/doorbell.ts";
import type { FeedHints } from "../queues/feed-hints.ts";
import type { RateCounter } from "../queues/rate-counter.ts";
import type { AutomationStore } from "../store/automation-store.ts";
import type { CrmStore } from "../store/crm-store.ts";
import type { DeadEntryStore } from "../store/dead-entry-store.ts";
import type { DeliveryStore } from "../store/delivery-store.ts";
import type { FeedStore } from "../store/feed-store.ts";
import type { IntakeStore } from "../store/intake-store.ts";
import type { LineSendingStore } from "../store/line-sending-store.ts";
import type { MediaStore } from "../store/media-store.ts";
import type { RecordStore } from "../store/record-store.ts";
import type { RequestStore } from "../store/request-store.ts";
import type { Reader } from "../store/reader.ts";
import type { SendStore } from "../store/send-store.ts";
import type { PeopleStore } from "../store/people-store.ts";
import type { SettingsStore } from "../store/settings-store.ts";
import type { Store } from "../store/store.ts";
import type { TemplateStore } from "../store/template-store.ts";
import type { SendableTemplates } from "./templates/sendable-templates.ts";
import type { Automations } from "./commands/rearmed-automations.ts";
import type { WebhookAnswer } from "./intake/accept-webhook.ts";
import { NO_RATE_LIMITS, type RateLimits } from "./access/rate-limits.ts";
import { STREAM_SETTINGS_DEFAULTS, type StreamSettings } from "./stream/settings.ts";

/**
 * What the API may do with the store: everything but loading, committing and delivering. HTTP never writes conversation
 * state (architecture section 4), and without these methods it cannot.
 */
export type HttpStore = IntakeStore &
  DeadEntryStore &
  Reader &
  RequestStore &
  SettingsStore &
  Omit<PeopleStore, "workspaces" | "usersToRelease" | "endRelease"> &
  Pick<SendStore, "send"> &
  Pick<LineSendingStore, "lineSending" | "lineSendings" | "resumeLine"> &
  CrmStore &
  RecordStore &
  Pick<FeedStore, "events" | "lastSeq"> &
  Pick<DeliveryStore, "deliveries" | "delivery" | "replayDeliveries"> &
  Pick<
    MediaStore,
    "mediaFiles" | "mediaFile" | "retryMedia" | "addAsset" | "asset" | "assets" | "deleteAsset"
  > &
  Pick<
    TemplateStore,
    | "template"
    | "templateByKey"
    | "templates"
    | "rememberedBindings"
    | "rememberBindings"
    | "requestTemplateSync"
    | "templateSyncs"
  > &
  Pick<
    AutomationStore,
    | "addFlow"
    | "changeFlow"
    | "deleteFlow"
    | "flow"
    | "flowByHook"
    | "flows"
    | "flowVersion"
    | "flowVersions"
    | "liveFlows"
    | "run"
    | "runs"
    | "runSteps"
    | "evaluations"
    | "submitStart"
  > &
  Pick<Store, "ping">;

/** Waits so many milliseconds. A port, because the simulation turns its own time. */
export type Pause = (ms: number) => Promise<void>;

/** Everything that `buildApp` needs, put together by the composition root. */
export interface HttpDeps {
  store: HttpStore;
  /** Bytes of files. */
  blobs: BlobStore;
  /** Looks into what is uploaded. */
  scanner: Scanner;
  doorbell: Doorbell;
  outcomes: Outcomes;
  clock: Clock;
  ids: Ids;
  log: Log;
  pause: Pause;
  /** Answered at `/metrics`. `buildApp` adds the figures of HTTP itself: one app per registry. */
  metrics: Registry;
  /** Whether Redis answers now. Must settle within a second or two, whatever Redis does; a rejection counts as `down`. */
  probeRedis: () => Promise<"up" | "down">;
  /** Which URLs an endpoint may have, and the DNS that judges host names (`node:dns` `lookup`). */
  endpoints: { policy: EndpointUrlPolicy; lookup: LookupAll };
  automations: Automations;
  /** Of this process. */
  backtests: Backtests;
  /** Tells when events were committed. */
  feedHints: Pick<FeedHints, "listen">;
  /** Counts requests over all processes; null: each counts for itself. */
  rates: RateCounter | null;
  templates: SendableTemplates;
  /** Stops a line of which a webhook tells what has to be mended. */
  stopLine: StopLine;
  settings: HttpSettings;
  /** Told of every webhook's answer and the seconds it took, for the figures. */
  onWebhook?: (answer: WebhookAnswer, seconds: number) => void;
}

export interface HttpSettings {
  /** A process that only works answers its probes and figures, and nothing else. */
  serves: "everything" | "probes";
  whatsapp: {
    /** The app's secrets; more than one while a secret is being replaced. Empty: every webhook is refused. */
    appSecrets: readonly string[];
    /** Empty: no handshake succeeds. */
    verifyToken: string;
  };
  /** Lines a workspace may have (Q18). */
  linesMax: number;
  /** Who may read `/metrics`: an administrator's token always; `loopback` also this machine without one. */
  metricsAccess: "loopback" | "token";
  /** Address or network of the reverse proxy whose `X-Forwarded-For` is believed; null: nobody's. */
  trustProxy: string | null;
  /** How long a command's caller waits for its outcome before the answer is 202. */
  outcomeWaitMs: number;
  /** Load at which everything but the probes is answered 503 (reliability.md 2.6, backpressure); 0 switches a limit off. */
  overload: { eventLoopDelayMs: number; rssBytes: number };
  streams: StreamSettings;
  rateLimits: RateLimits;
}

export const HTTP_SETTINGS_DEFAULTS: HttpSettings = {
  serves: "everything",
  whatsapp: { appSecrets: [], verifyToken: "" },
  linesMax: 10,
  metricsAccess: "loopback",
  trustProxy: null,
  outcomeWaitMs: 5_000,
  overload: { eventLoopDelayMs: 500, rssBytes: 1_500_000_000 },
  streams: STREAM_SETTINGS_DEFAULTS,
  // Set by the configuration; off where an app is put together by hand.
  rateLimits: NO_RATE_LIMITS,
};
