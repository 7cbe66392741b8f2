import { createClock, type Clock, type ClockOptions } from "./clock.ts";
import { createCloudApi } from "./cloud-api.ts";
import type { FaultPlan } from "./cloud-api/faults.ts";
import type { MediaShelf } from "./cloud-api/media.ts";
import type { AcceptedSend, Receipt, Violation } from "./cloud-api/send-log.ts";
import type { Tokens } from "./cloud-api/tokens.ts";
import type { World } from "./cloud-api/world.ts";
import { createContact, type Contact, type ContactProfile } from "./contact.ts";
import { createLine, type SimulatedLine } from "./line.ts";
import type { Update } from "./payloads/update.ts";
import { createWebhookSender, type WebhookSender } from "./webhooks.ts";
import type { WebhookOptions } from "./webhooks/options.ts";
import { createWorld, type WorldOptions } from "./create-world.ts";

/** Everything has a default: a virtual clock, seed 1, faultless delivery, all of Meta's limits. */
export interface SimulatorOptions extends WorldOptions {
  /** Ids differ between runs of one seed, so that a store that outlives a run sees no repeats. */
  runId?: string;
  seed?: number | string;
  clock?: ClockOptions;
  /** Default `simulated-app-secret`. */
  appSecret?: string;
  /** Where webhooks go; or later, by `connect`. */
  webhookUrl?: string;
  webhooks?: Omit<WebhookOptions, "url" | "appSecret" | "seed">;
  /** Port of the fake Graph API. Default 0: a free one. */
  port?: number;
}

/** A WhatsApp of one's own: `await using sim = await createSimulator({ ... })`. */
export interface Simulator extends AsyncDisposable {
  readonly clock: Clock;
  /** Base URL of the fake Graph API: what WHATSAPP_GRAPH_URL is set to. */
  readonly graphUrl: string;
  readonly appSecret: string;
  readonly faults: FaultPlan;
  readonly tokens: Tokens;
  readonly media: MediaShelf;
  readonly webhooks: WebhookSender;
  /** Posts webhooks to this URL from now on. */
  connect(webhookUrl: string): void;
  /** Registers a business number. Its token defaults to `token-<phoneNumberId>`. */
  line(
    phoneNumberId: string,
    displayPhoneNumber: string,
    wabaId: string,
    accessToken?: string,
  ): SimulatedLine;
  contact(profile: ContactProfile): Contact;
  /** Sends any update, such as one made by the payload builders. */
  emit(update: Update): void;
  /** Posts what is queued and waits for the answers. What is due later stays. */
  flush(): Promise<void>;
  /**
   * Lets time run until nothing is due any more: retries, delays, statuses. A virtual clock jumps.
   * @returns false if something was still pending after `limitMs` (default 8 days) of its clock.
   */
  settle(limitMs?: number): Promise<boolean>;
  sends(): readonly AcceptedSend[];
  receipts(): readonly Receipt[];
  /** What a correct program never does (section 12). */
  violations(): readonly Violation[];
  isSubscribed(wabaId: string): boolean;
  close(): Promise<void>;
}

const eightDaysMs = 691_200_000;
const settlePollMs = 10;

/** Starts a simulator: clock, webhook sender and API server. */
export async function createSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const seed = options.seed ?? 1;
  const appSecret = options.appSecret ?? "simulated-app-secret";
  const clock = createClock(options.clock);
  const webhooks = createWebhookSender(
    {
      ...options.webhooks,
      appSecret,
      seed,
      ...(options.webhookUrl !== undefined && { url: options.webhookUrl }),
    },
    clock,
  );
  clock.onStep(webhooks.flush);
  const scope = `${seed}/${options.runId ?? "run"}`;
  const world = createWorld(options, {
    clock,
    seed,
    scope,
    emit: (update) => webhooks.send(update),
  });
  const api = await createCloudApi(world, {
    flushWebhooks: webhooks.flush,
    ...(options.port !== undefined && { port: options.port }),
  });
  const close = async (): Promise<void> => {
    clock.close();
    await Promise.all([webhooks.close(), api.close()]);
  };
  return {
    clock,
    graphUrl: api.origin,
    appSecret,
    faults: world.faults,
    tokens: world.tokens,
    media: world.media,
    webhooks,
    connect: webhooks.target,
    ...residents(world),
    emit: world.emit,
    flush: webhooks.flush,
    settle: (limitMs = eightDaysMs) => settle({ clock, webhooks, options, limitMs }),
    sends: world.sends.accepted,
    receipts: world.sends.receipts,
    violations: world.sends.violations,
    isSubscribed: (wabaId) => world.subscribed.has(wabaId),
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** Who lives in this world: lines and contacts. */
function residents(world: World): Pick<Simulator, "line" | "contact"> {
  return {
    line: (phoneNumberId, displayPhoneNumber, wabaId, token = `token-${phoneNumberId}`) => {
      const ref = { phoneNumberId, displayPhoneNumber, wabaId };
      world.lines.set(phoneNumberId, ref);
      world.tokens.issue(token, wabaId);
      return createLine(ref, token, world);
    },
    contact: (profile) => {
      const id = `contact-${world.contacts.size + 1}`;
      const contact = createContact(id, profile, {
        ...world,
        reached: ({ line, contactId, id: messageId, at, opens }) => {
          world.inboundIds.add(messageId);
          world.throughput.force(line.phoneNumberId, world.clock.now());
          if (opens) world.windows.touched(line.phoneNumberId, contactId, at);
        },
      });
      world.contacts.set(id, contact);
      return contact;
    },
  };
}

async function settle(parts: {
  clock: Clock;
  webhooks: WebhookSender;
  options: SimulatorOptions;
  limitMs: number;
}): Promise<boolean> {
  const { clock, webhooks, limitMs } = parts;
  const deadline = clock.now() + limitMs;
  const isReal = parts.options.clock?.realTime === true;
  await webhooks.flush();
  for (let next = clock.nextAt(); next !== undefined; next = clock.nextAt()) {
    if (next > deadline) return false;
    if (isReal) await new Promise((resolve) => setTimeout(resolve, settlePollMs));
    else await clock.set(Math.max(next, clock.now()));
    await webhooks.flush();
  }
  return webhooks.pending() === 0;
}
