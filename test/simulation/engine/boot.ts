import { createSigner } from "../../../src/channels/endpoint/sign.ts";
import type { ContactProblem } from "../../../src/http/crm/save-contact.ts";
import { resumeLine } from "../../../src/http/intake/resume-line.ts";
import { acceptWebhook, type WebhookAnswer } from "../../../src/http/intake/accept-webhook.ts";
import { replayLine, type ReplayDeps } from "../../../src/http/intake/replay-parked.ts";
import {
  submitCommand,
  type CommandAnswer,
  type CommandRequest,
} from "../../../src/http/commands/submit-command.ts";
import type { Ids } from "../../../src/ids.ts";
import type { Log } from "../../../src/log.ts";
import { Outcomes } from "../../../src/outcomes.ts";
import { createAdvance } from "../../../src/workers/advance.ts";
import { createAutomationWork } from "../../../src/workers/automation/automation-work.ts";
import { createOriginGate } from "../../../src/workers/automation/origin-gate.ts";
import { createDeliver, type DeliverDeps } from "../../../src/workers/deliver.ts";
import { createHandlers, type Handlers } from "../../../src/workers/handlers.ts";
import { createMediaIdForLine } from "../../../src/workers/media/send-media.ts";
import { createNearDoorbell } from "../../../src/workers/near-doorbell.ts";
import { createRelay } from "../../../src/workers/relay.ts";
import { createReleaseConversations } from "../../../src/workers/release-conversations.ts";
import { createSendLines } from "../../../src/workers/send/send-lines.ts";
import { createStopLine } from "../../../src/workers/send/stop-line.ts";
import { createSweep } from "../../../src/workers/sweep.ts";
import type { MemoryStore } from "../../support/memory-store/memory-store.ts";
import type { Graph } from "../outside/graph.ts";
import type { AskedMerge } from "../outside/mergers.ts";
import type { Sabotage } from "../bugs/sabotage.ts";
import type { Life, World } from "../core/life.ts";
import type { Ask } from "../flows/hook.ts";
import { BLOBS } from "../flows/library.ts";
import { callHook, type AskedCall, type Called } from "./call-flow.ts";
import { changeUser, type UserTurn } from "./change-user.ts";
import { createSimulatedDoorbell } from "./doorbell.ts";
import { readFeed, type FeedPage } from "./read-feed.ts";
import type { SimulatedRedis } from "./redis.ts";
import { mergeAsked } from "./merge-asked.ts";
import { turnFlow, type FlowTurn, type FlowTurned } from "./save-flow.ts";
import { saveLine, type LineDraft, type LineSaved } from "./save-line.ts";
import { startFlow, type AskedStart } from "./start-flow.ts";
import { storePort } from "./store-port.ts";
import type { WorkFinder } from "./work-finder.ts";
import { switchOn } from "./switch-on.ts";
import { startSimulatedSweeper, type SimulatedSweeper } from "./sweeper.ts";

/** Everything that runs in one process of the engine, put together of the production handlers. */
export interface App {
  handlers: Handlers;
  /** Begins the end: nothing more is taken on. */
  stop(): void;
  sweeper: SimulatedSweeper;
  acceptWebhook(request: { rawBody: Buffer; signature: string }): Promise<WebhookAnswer>;
  submitCommand(request: CommandRequest): Promise<CommandAnswer>;
  saveLine(draft: LineDraft): Promise<LineSaved>;
  mergeContacts(asked: AskedMerge): Promise<"merged" | ContactProblem["code"]>;
  resumeLine(line: { workspaceId: string; lineId: string }): Promise<void>;
  switchOn(workspaceId: string, endpointId: string): Promise<void>;
  changeUser(user: { workspaceId: string; userId: string }, turn: UserTurn): Promise<void>;
  readFeed(workspaceId: string, query: { after: number; limit: number }): Promise<FeedPage>;
  turnFlow(flow: { workspaceId: string; flowId: string }, turn: FlowTurn): Promise<FlowTurned>;
  startFlow(asked: AskedStart): ReturnType<typeof startFlow>;
  callHook(asked: AskedCall): Promise<Called>;
}

export interface BootOptions {
  world: World;
  store: MemoryStore;
  finder: WorkFinder;
  storeIsDown: () => boolean;
  redis: SimulatedRedis;
  ids: Ids;
  log: Log;
  appSecret: string;
  /** The way to WhatsApp. */
  graph: Pick<Graph, "post" | "askCapacity" | "upload">;
  /** The way to customers' endpoints. */
  post: (life: Life) => DeliverDeps["post"];
  /** The way to the programs that flows call; null in a world without flows. */
  ask: ((life: Life) => Ask) | null;
  sabotage: Sabotage | null;
  /** A handler failed that nobody waits for. */
  onFailed: (error: unknown) => void;
}

/** What is drawn for a process once, whatever becomes of its lives. */
export interface ProcessTraits {
  /** How far its queue's clock is from the true time. */
  queueSkewMs: number;
  /** Whether it does itself what it rings for, as a process with all roles does. */
  hearsItself: boolean;
}

/** How long the API waits for a command's outcome, as in production. */
const OUTCOME_WAIT_MS = 5_000;
const IN_FLIGHT_MAX = 4;
const AT_ORIGIN_MAX = 8;
const REPLAYED_PER_SWEEP = 2_000;

/** Starts a process: what `compose` and `startWorkers` do, on simulated ports. */
export function boot(options: BootOptions, life: Life, process: ProcessTraits): App {
  const { world, redis, log, ids, appSecret } = options;
  const { faults } = world;
  const { pause } = life;
  const { queueSkewMs, hearsItself } = process;
  const honest = {
    store: storePort(options.store, life, { faults, isDown: options.storeIsDown }),
    sign: createSigner(),
    graphPost: options.graph.post(life),
    acceptWebhook,
  };
  const wrong = options.sabotage?.process?.({ ...honest, world, life, queueSkewMs }) ?? {};
  const { store, sign, graphPost } = { ...honest, ...wrong };
  const doorbell = createNearDoorbell({
    far: createSimulatedDoorbell(redis, life, { queueSkewMs, onLost: () => sweeper.soon() }),
    clock: life.clock,
    log,
    soon: (task) => world.scheduler.after(0, () => life.resume(task)),
  });
  const outcomes = new Outcomes();
  const stopping = new AbortController();
  const clock = wrong.workerClock ?? life.clock;
  const worker = {
    store,
    clock,
    doorbell,
    log,
    random: () => world.chance.next(),
    pause,
    stopping: stopping.signal,
  };

  const advance = createAdvance({ ...worker, outcomes });
  const relay = createRelay(worker);
  const post = options.post(life);
  const deliver = createDeliver({
    ...worker,
    post,
    sign,
    schedule: "28h",
    inFlightMax: IN_FLIGHT_MAX,
  });
  const sends = createSendLines({
    ...worker,
    pause,
    holder: life.name,
    post: graphPost,
    askCapacity: options.graph.askCapacity(life),
    mediaIdForLine: createMediaIdForLine({
      store,
      clock,
      blobs: BLOBS,
      graph: { upload: options.graph.upload(life) },
    }),
    stopLine: createStopLine(worker),
  });
  const automations =
    options.ask === null
      ? null
      : createAutomationWork({
          ...worker,
          ask: options.ask(life),
          sign,
          gate: createOriginGate(AT_ORIGIN_MAX),
        });
  const sweepStore = wrong.sweepStore ?? store;
  const replay: ReplayDeps = { store, doorbell, clock: life.clock, ids, pause };
  const sweep = createSweep({
    ...worker,
    sends,
    store: sweepStore,
    advance,
    relay,
    release: createReleaseConversations(worker),
    deliver,
    ...(automations !== null && { automations }),
    replayLine: (line) =>
      replayLine({ ...line, reason: "unknown_line", limit: REPLAYED_PER_SWEEP }, replay),
  });
  const sweeper = startSimulatedSweeper({
    world,
    life,
    sweep,
    redis,
    stopping: stopping.signal,
    store: options.store,
    finder: options.finder,
    onFailed: options.onFailed,
  });
  life.onDeath(() => redis.abandoned(life));

  const http = { store, doorbell, clock: life.clock, ids, stopLine: createStopLine(worker) };
  const accept = wrong.acceptWebhook ?? acceptWebhook;
  const handlers = createHandlers({
    advance,
    relay,
    deliver,
    sweep,
    fetchMedia: async () => 0,
    syncTemplates: async () => 0,
    sends,
    ...(automations !== null && { automations }),
  });
  const worked = wrong.handlers?.(handlers) ?? handlers;
  if (hearsItself) doorbell.attend(worked);
  return {
    handlers: worked,
    stop() {
      stopping.abort();
      void doorbell.leave();
    },
    sweeper,
    acceptWebhook: (request) => accept(request, { ...http, secrets: [appSecret] }),
    submitCommand: (request) =>
      submitCommand(request, { ...http, outcomes, pause, waitMs: OUTCOME_WAIT_MS }),
    saveLine: (draft) => saveLine(draft, { ...http, pause }),
    mergeContacts: (asked) => mergeAsked(asked, http),
    resumeLine: ({ workspaceId, lineId }) => resumeLine(http, workspaceId, lineId),
    switchOn: (workspaceId, endpointId) => switchOn(http, workspaceId, endpointId),
    changeUser: (user, turn) => changeUser(http, user, turn),
    readFeed: (workspaceId, query) => readFeed(store, workspaceId, query),
    turnFlow: (flow, turn) => turnFlow(http, flow, turn),
    startFlow: (asked) => startFlow(http, asked),
    callHook: (asked) => callHook(asked, http),
  };
}
