import { lookup } from "node:dns";
import { setImmediate as turnOfTheLoop } from "node:timers/promises";
import type { FastifyInstance } from "fastify";
import { createAddressGuard } from "./channels/endpoint/address-guard.ts";
import { createEndpointClient } from "./channels/endpoint/client.ts";
import { createGraphMedia } from "./channels/whatsapp/graph/media.ts";
import { createGraphMessages } from "./channels/whatsapp/graph/messages.ts";
import { createServerTime } from "./channels/whatsapp/graph/server-time.ts";
import { createGraphTemplates } from "./channels/whatsapp/graph/templates.ts";
import { systemClock, type Clock } from "./clock.ts";
import type { Config } from "./config.ts";
import type { Commit } from "./domain/commit.ts";
import { buildApp } from "./http/app.ts";
import { createStoredAutomations } from "./http/automations/stored-automations.ts";
import { replayLine, type ReplayDeps } from "./http/intake/replay-parked.ts";
import { HTTP_SETTINGS_DEFAULTS, type HttpDeps, type HttpSettings } from "./http/deps.ts";
import { createSendableTemplates } from "./http/templates/sendable-on.ts";
import { randomIds } from "./ids.ts";
import type { Log } from "./log.ts";
import { createMetrics, type Metrics } from "./metrics.ts";
import { openBlobs, scannerOf } from "./open-media.ts";
import { openStore } from "./open-store.ts";
import { Outcomes } from "./outcomes.ts";
import { connectQueues, type Queues } from "./queues/connect-queues.ts";
import { tellIfSlow } from "./queues/tell-if-slow.ts";
import type { Store } from "./store/store.ts";
import { createBacktests } from "./workers/automation/backtest/backtest-jobs.ts";
import { startClockWatch } from "./workers/clock-watch.ts";
import { createNearDoorbell } from "./workers/near-doorbell.ts";
import { realPause } from "./workers/pause.ts";
import { watchCrashes } from "./watch-crashes.ts";
import { createStopLine } from "./workers/send/stop-line.ts";
import { startWorkers, type StartWorkersOptions, type Workers } from "./workers/start-workers.ts";

/** Longest time for requests under way at a stop (reliability.md 2.6, shutdown). A command waits for its outcome for 5 s. */
const HTTP_CLOSE_MS = 10_000;

/** How often this machine's clock is compared with WhatsApp's. */
const CLOCK_WATCH_MS = 600_000;

/** Parked items of a line that one sweep brings in at most; the next one goes on. */
const REPLAYED_PER_SWEEP = 2_000;

export interface ComposeOptions {
  config: Config;
  log: Log;
  /** Null: this process goes without Redis, and the sweep does all the work. */
  redisUrl: string | null;
  /** Secrets and token of the webhook; the demo brings its own. */
  whatsapp: { appSecrets: readonly string[]; verifyToken: string };
  /** Base of the Graph API instead of the configured one; the demo brings its own WhatsApp. */
  graphUrl?: string;
  /** Networks that endpoints may be in besides those of the configuration. */
  endpointAllow?: readonly string[];
  onCommitted?: (commit: Commit) => void;
  /** Default: this machine's. */
  clock?: Clock;
  /** Limits of load and time that are not as in production: a test is not to fail because the machine does other things. */
  patience?: Partial<Pick<HttpSettings, "overload" | "outcomeWaitMs">> & {
    rateAnswerMsMax?: number;
    /** How long a MongoDB is looked for. */
    reachMs?: number;
  };
}

/** A running engine. */
export interface Engine {
  store: Store;
  app: FastifyInstance;
  metrics: Metrics;
  /** Stops in order: no more requests, no more jobs, then the connections. Bounded by `SHUTDOWN_MS` and a little. */
  close(): Promise<void>;
}

/**
 * The one file that knows every concrete part. Whoever is opened here is closed here, workers before queues before the store.
 * Throws when the store cannot be opened, or when the endpoint guard does not hold.
 */
export async function compose(options: ComposeOptions): Promise<Engine> {
  const { config, log, redisUrl, clock = systemClock } = options;
  const store = await openStore(config, options.patience);
  const blobs = await openBlobs(config);
  const scanner = scannerOf(config);
  const outcomes = new Outcomes();
  let workers: Workers | null = null;
  const queues = connectQueues({
    url: redisUrl,
    prefix: config.REDIS_PREFIX,
    clock,
    log,
    onLost: () => workers?.ringLost(),
    rateAnswerMsMax: options.patience?.rateAnswerMsMax,
  });
  const metrics = metricsOf(store, queues, clock);
  const doorbell = createNearDoorbell({
    far: queues.doorbell,
    clock,
    log,
    metrics,
    soon: (task) => void setImmediate(task),
  });
  const parts = { store, clock, outcomes, queues, doorbell, metrics, blobs, scanner };
  workers = await openWorkers(options, parts);
  const clockWatch = watchClock(options, { clock, metrics });
  const backtests = createBacktests({
    store,
    clock,
    log,
    ids: randomIds,
    breathe: () => turnOfTheLoop(),
  });
  const app = buildApp({
    store,
    blobs,
    scanner,
    doorbell,
    feedHints: queues.feedHints,
    rates: queues.rates,
    outcomes,
    clock,
    ids: randomIds,
    log,
    pause: realPause,
    metrics: metrics.registry,
    probeRedis: () => queues.probe(),
    endpoints: { policy: endpointPolicy(options), lookup },
    automations: createStoredAutomations(store),
    backtests,
    templates: createSendableTemplates(store),
    stopLine: createStopLine({ store, clock, log, metrics }),
    onWebhook: countWebhooks(metrics),
    settings: httpSettings(options),
  });
  return {
    store,
    app,
    metrics,
    async close() {
      await clockWatch.close();
      await tellIfSlow(closeApp(app), () => log.info("The stop waits for requests under way"));
      await backtests.close();
      await workers?.close(config.SHUTDOWN_MS);
      await queues.close();
      await blobs.close();
      await store.close();
    },
  };
}

function countWebhooks({ webhooks, webhookSeconds }: Metrics): NonNullable<HttpDeps["onWebhook"]> {
  return ({ kind }, seconds) => {
    webhooks.inc({ outcome: kind });
    webhookSeconds.observe(seconds);
  };
}

/** Compares this machine's clock with WhatsApp's, now and then. */
function watchClock(
  { config, log, graphUrl = config.WHATSAPP_GRAPH_URL }: ComposeOptions,
  parts: { clock: Clock; metrics: Metrics },
) {
  const serverTime = createServerTime({ baseUrl: graphUrl });
  return startClockWatch({ ...parts, serverTime, log, everyMs: CLOCK_WATCH_MS });
}

/** What works the store in this process; null where it only serves HTTP. */
async function openWorkers(
  options: ComposeOptions,
  parts: Pick<
    StartWorkersOptions,
    "store" | "outcomes" | "queues" | "doorbell" | "metrics" | "blobs" | "scanner"
  > & { clock: Clock },
): Promise<Workers | null> {
  const { config, log } = options;
  if (config.ROLE === "http") return null;
  const { journal, suspects, ...watch } = await watchCrashes(config.DATA_DIR, { ...parts, log });
  const workers = startWorkers({
    ...options,
    ...parts,
    journal,
    suspects,
    onCommitted: tellStreams(options, parts.queues),
    client: await endpointClient(options),
    ...graphClients(options),
    replayLine: lineReplayer(parts),
  });
  return {
    ringLost: () => workers.ringLost(),
    async close(limitMs) {
      await workers.close(limitMs);
      await watch.close();
    },
  };
}

function graphClients({ config, graphUrl = config.WHATSAPP_GRAPH_URL }: ComposeOptions) {
  const graph = { baseUrl: graphUrl, version: config.WHATSAPP_GRAPH_VERSION };
  const timeouts = { totalMs: config.WHATSAPP_SEND_TIMEOUT_MS };
  return {
    graphMedia: createGraphMedia(graph),
    graphMessages: createGraphMessages({ ...graph, timeouts }),
    graphTemplates: createGraphTemplates(graph),
  };
}

/** What the sweep does for lines of which parked items still wait. */
function lineReplayer(
  parts: Pick<ReplayDeps, "store" | "clock" | "doorbell">,
): StartWorkersOptions["replayLine"] {
  const deps = { ...parts, ids: randomIds, pause: realPause };
  return (line) => replayLine({ ...line, reason: "unknown_line", limit: REPLAYED_PER_SWEEP }, deps);
}

/** Live streams here and in other processes hear of every commit, and so does whoever composed this. */
function tellStreams({ onCommitted }: ComposeOptions, { feedHints }: Queues) {
  return (commit: Commit): void => {
    if (commit.events.length > 0) feedHints.tell(commit.workspaceId);
    onCommitted?.(commit);
  };
}

/** Requests under way are answered; whoever has not even sent all of theirs by the limit is cut off, and holds up nobody. */
async function closeApp(app: FastifyInstance): Promise<void> {
  const timer = setTimeout(() => app.server.closeAllConnections(), HTTP_CLOSE_MS);
  try {
    await app.close();
  } finally {
    clearTimeout(timer);
  }
}

function metricsOf(store: Store, queues: Queues, clock: Clock): Metrics {
  return createMetrics({
    intake: () => store.depth(),
    outboxDepth: () => store.outboxDepth(),
    sends: () => store.sendDepth(),
    effects: () => store.effectDepth(),
    unrelayed: async () => (await store.unrelayed()).reduce((sum, { events }) => sum + events, 0),
    queues: () => queues.counts(),
    now: () => clock.now(),
  });
}

function httpSettings({ config, whatsapp, patience = {} }: ComposeOptions): HttpSettings {
  const { streams, overload, outcomeWaitMs } = HTTP_SETTINGS_DEFAULTS;
  return {
    ...HTTP_SETTINGS_DEFAULTS,
    overload: patience.overload ?? overload,
    outcomeWaitMs: patience.outcomeWaitMs ?? outcomeWaitMs,
    serves: config.ROLE === "worker" ? "probes" : "everything",
    whatsapp,
    linesMax: config.LINES_MAX,
    metricsAccess: config.METRICS_ACCESS,
    trustProxy: config.TRUST_PROXY ?? null,
    rateLimits: {
      perToken: config.RATE_LIMIT,
      perWorkspace: config.RATE_LIMIT_WORKSPACE,
      refused: config.RATE_LIMIT_REFUSED,
    },
    streams: { ...streams, max: config.STREAMS_MAX, perUserMax: config.STREAMS_PER_USER_MAX },
  };
}

function endpointAllow({ config, endpointAllow: more = [] }: ComposeOptions): string[] {
  return [...config.ENDPOINT_ALLOW, ...more];
}

function endpointPolicy(options: ComposeOptions) {
  return {
    guard: createAddressGuard({ allow: endpointAllow(options) }),
    allowHttp: options.config.ENDPOINT_ALLOW_HTTP,
    ports: options.config.ENDPOINT_PORTS,
  };
}

/** The client that posts to customers. Proves that it refuses what it must before it is let loose (reliability.md 4.4). */
async function endpointClient(options: ComposeOptions) {
  const { config } = options;
  const client = createEndpointClient({
    allow: endpointAllow(options),
    allowHttp: config.ENDPOINT_ALLOW_HTTP,
    ports: config.ENDPOINT_PORTS,
    connectionsPerOrigin: config.ENDPOINT_IN_FLIGHT,
  });
  const proof = await client.selfTest();
  if (proof.kind === "open") {
    await client.close();
    throw new Error("the endpoint guard let a loopback address through; refusing to start");
  }
  return client;
}
