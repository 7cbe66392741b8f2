import type { EndpointClient } from "../channels/endpoint/client.ts";
import { createSigner } from "../channels/endpoint/sign.ts";
import type { GraphMedia } from "../channels/whatsapp/graph/media.ts";
import type { GraphMessages } from "../channels/whatsapp/graph/messages.ts";
import type { GraphTemplates } from "../channels/whatsapp/graph/templates.ts";
import type { Clock } from "../clock.ts";
import type { Commit } from "../domain/commit.ts";
import type { RetryScheduleName } from "../channels/endpoint/retry-schedule.ts";
import { randomIds } from "../ids.ts";
import type { Log } from "../log.ts";
import type { BlobStore } from "../media/blob-store.ts";
import type { Scanner } from "../media/scanner.ts";
import type { Metrics } from "../metrics.ts";
import type { Outcomes } from "../outcomes.ts";
import type { Queues } from "../queues/connect-queues.ts";
import { tellIfSlow } from "../queues/tell-if-slow.ts";
import { within } from "../queues/within.ts";
import type { Store } from "../store/store.ts";
import { createAdvance } from "./advance.ts";
import { createAutomationWork } from "./automation/automation-work.ts";
import { createOriginGate } from "./automation/origin-gate.ts";
import { createDeliver } from "./deliver.ts";
import { createFarCalls, type FarCalls } from "./far-calls.ts";
import { createHandlers } from "./handlers.ts";
import { createFetchMedia } from "./media/fetch-media.ts";
import { createMediaIdForLine } from "./media/send-media.ts";
import type { NearDoorbell } from "./near-doorbell.ts";
import { realPause } from "./pause.ts";
import { startQueueWorkers, type QueueWorkers } from "./queue-workers.ts";
import { createRelay } from "./relay.ts";
import { createReleaseConversations } from "./release-conversations.ts";
import type { CrashJournal } from "./crash-journal.ts";
import type { Suspects } from "./suspects.ts";
import { createSweep, type SweepDeps } from "./sweep.ts";
import { createSendLines, type SendLines, type SendLinesDeps } from "./send/send-lines.ts";
import { createStopLine } from "./send/stop-line.ts";
import { startSweeper } from "./sweeper.ts";
import { createSyncTemplates } from "./templates/sync-templates.ts";

/** The scheduled sweep looks less often than each process's own: it is for processes that have none. */
const SCHEDULED_SWEEP_MS = 60_000;

/** Time for connections to endpoints to end, when all deliveries have, or were given up. */
const CLIENT_CLOSE_MS = 1_000;

export interface StartWorkersOptions {
  config: {
    SWEEP_MS: number;
    TEMPLATE_SYNC_MS: number;
    ENDPOINT_IN_FLIGHT: number;
    ENDPOINT_RETRIES: RetryScheduleName;
  };
  log: Log;
  clock: Clock;
  store: Store;
  outcomes: Outcomes;
  queues: Queues;
  /** What is rung for is done here from now on, as far as there is room. */
  doorbell: NearDoorbell;
  metrics: Metrics;
  client: EndpointClient;
  blobs: BlobStore;
  scanner: Scanner;
  graphMedia: GraphMedia;
  graphMessages: GraphMessages;
  graphTemplates: GraphTemplates;
  replayLine: SweepDeps["replayLine"];
  /** Says over what this process would have died. */
  journal: CrashJournal;
  suspects: Suspects;
  onCommitted?: (commit: Commit) => void;
}

/** Everything in a process that works the store. */
export interface Workers {
  /** A ring went nowhere: look into the store soon. */
  ringLost(): void;
  /** Workers first, then what they use. Jobs under way have `limitMs` to finish; it takes a few seconds more at most. */
  close(limitMs: number): Promise<void>;
}

export function startWorkers(options: StartWorkersOptions): Workers {
  const { config, log, clock, store, outcomes, queues, metrics, onCommitted } = options;
  const { doorbell, blobs, scanner, replayLine } = options;
  const stop = new AbortController();
  const calls = createFarCalls(options);
  const base = {
    store,
    clock,
    doorbell,
    log,
    metrics,
    random: Math.random,
    pause: realPause,
    stopping: stop.signal,
    journal: options.journal,
    suspects: options.suspects,
  };
  const advance = createAdvance({
    ...base,
    outcomes,
    ...(onCommitted === undefined ? {} : { onCommitted }),
  });
  const relay = createRelay(base);
  const deliver = createDeliveries(options, { ...base, post: calls.post });
  const fetchMedia = createFetchMedia({ ...base, blobs, scanner, graph: calls.media });
  const syncTemplates = createSyncTemplates({
    ...base,
    graph: calls.templates,
    everyMs: config.TEMPLATE_SYNC_MS,
  });
  const sends = createSends(options, { ...base, post: calls.send });
  const release = createReleaseConversations(base);
  const automations = createAutomationWork({
    ...base,
    ask: calls.ask,
    sign: createSigner(),
    gate: createOriginGate(config.ENDPOINT_IN_FLIGHT),
  });
  const work = { advance, relay, release, deliver, fetchMedia, syncTemplates, sends };
  const sweep = createSweep({ ...base, ...work, automations, replayLine });
  const handlers = createHandlers({ ...work, automations, sweep });
  const queueWorkers = startQueues(options, handlers);
  doorbell.attend(handlers);
  const sweeper = startSweeper({
    sweep,
    queueWorkers,
    redisIsReady: () => queues.isReady(),
    scheduleSweep: () => queues.scheduleSweep(SCHEDULED_SWEEP_MS),
    clock,
    log,
    everyMs: config.SWEEP_MS,
  });
  queues.onReady(() => void sweeper.refresh());
  return {
    ringLost: () => sweeper.soon(),
    async close(limitMs) {
      stop.abort();
      const ended = Promise.all([
        within(limitMs, sweeper.close()),
        queueWorkers.close(limitMs),
        endNearWork(options, limitMs),
      ]);
      await tellIfSlow(ended, () => tellWhatIsAwaited(log, calls));
      await closeClients(options);
    },
  };
}

/** What brings events to endpoints. */
function createDeliveries(
  { config }: StartWorkersOptions,
  base: Omit<Parameters<typeof createDeliver>[0], "sign" | "schedule" | "inFlightMax">,
) {
  return createDeliver({
    ...base,
    sign: createSigner(),
    schedule: config.ENDPOINT_RETRIES,
    inFlightMax: config.ENDPOINT_IN_FLIGHT,
  });
}

/** What sends, under a name of this process's own. */
function createSends(
  { store, clock, blobs, graphMedia, graphMessages, log, metrics }: StartWorkersOptions,
  base: Pick<SendLinesDeps, "doorbell" | "random" | "pause" | "post"> & { stopping: AbortSignal },
): SendLines {
  const parts = { store, clock, log, metrics };
  return createSendLines({
    ...base,
    ...parts,
    holder: randomIds.next("wrk"),
    askCapacity: (line) => graphMessages.askCapacity(line),
    mediaIdForLine: createMediaIdForLine({ ...parts, blobs, graph: graphMedia }),
    stopLine: createStopLine(parts),
  });
}

function startQueues(
  { queues, clock, log, metrics }: StartWorkersOptions,
  handlers: ReturnType<typeof createHandlers>,
): QueueWorkers {
  const { connectWorker, prefix } = queues;
  if (connectWorker === null) return NO_QUEUE_WORKERS;
  return startQueueWorkers({
    handlers,
    connect: connectWorker,
    prefix,
    clock,
    log,
    metrics,
  });
}

/** Said once, so that nobody takes a stop that waits for one that hangs. */
function tellWhatIsAwaited(log: Log, { underWay: { endpoints, whatsapp } }: FarCalls): void {
  if (endpoints > 0)
    log.info({ count: endpoints }, "The stop waits for endpoints that have not answered yet");
  if (whatsapp > 0)
    log.info({ count: whatsapp }, "The stop waits for WhatsApp, which has not answered yet");
  if (endpoints + whatsapp === 0) log.info("The stop waits for the work under way");
}

/** Connections to others, when what went over them has ended, or was given up. */
async function closeClients(options: StartWorkersOptions): Promise<void> {
  const { client, graphMedia, graphTemplates, graphMessages } = options;
  const closed = [client, graphMedia, graphTemplates, graphMessages].map((one) => one.close());
  await within(CLIENT_CLOSE_MS, Promise.all(closed));
}

/** What this process does without a job has the same time to finish, and ends with the process when that is over. */
async function endNearWork({ doorbell, log }: StartWorkersOptions, limitMs: number): Promise<void> {
  if (await within(limitMs, doorbell.leave())) return;
  log.warn({ durationMs: limitMs }, "Jobs were still running when their time to finish was over");
}

const NO_QUEUE_WORKERS: QueueWorkers = {
  lastJobAt: () => Number.POSITIVE_INFINITY,
  rebuild: () => Promise.resolve(),
  close: () => Promise.resolve(),
};
