import type { Commit } from "../../../src/domain/commit.ts";
import { createMemoryStore, type MemoryStore } from "../../support/memory-store/memory-store.ts";
import { createProcess, type SimulatedProcess } from "../core/process.ts";
import type { Patience } from "../invariants/promptness.ts";
import {
  watchAutomations,
  type AutomationsWatch,
} from "../invariants/automations/automations-watch.ts";
import { watchSteps } from "../invariants/steps-watch.ts";
import { watchTimers, type TimersWatch } from "../invariants/timers-watch.ts";
import type { Graph } from "../outside/graph.ts";
import { createCustomers, type Customers } from "../outside/customers.ts";
import { createHooks } from "../flows/hook.ts";
import { libraryAt } from "../flows/library.ts";
import { templatesAt } from "../flows/templates.ts";
import { hireStaff } from "../outside/staff.ts";
import { createNemesis, type Nemesis } from "../outside/nemesis.ts";
import type { Sabotage } from "../bugs/sabotage.ts";
import { STORM_MS, type Universe } from "../universe.ts";
import { createAvailability } from "./availability.ts";
import { boot, type App, type BootOptions } from "./boot.ts";
import { createRedis } from "./redis.ts";
import { createStrictLog, noteUnexpected } from "./strict-log.ts";
import { createWorkFinder } from "./work-finder.ts";
import { watchStore } from "./watched-store.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** The engine under test: three processes on one store and one Redis, and whoever attacks them. */
export interface Engine {
  database: MemoryStore;
  /** The first one also serves HTTP. */
  processes: SimulatedProcess<App>[];
  nemesis: Nemesis;
  customers: Customers;
  timers: TimersWatch;
  acceptedAt: ReadonlyMap<string, number>;
  patience: Patience;
  automations: AutomationsWatch | null;
  appSecret: string;
  /** Conversations that were committed at least once, by workspace, oldest first. */
  conversationsOf(workspaceId: string): readonly string[];
}

export function startEngine(
  universe: Universe,
  options: {
    sabotage: Sabotage | null;
    graph: Graph;
    onCommitted: (commit: Commit) => void;
    onStopped: (workspaceId: string, lineId: string) => void;
  },
): Engine {
  const { world, verdict, ledger, startAt, fork } = universe;
  const { scheduler } = world;
  const { sabotage, graph, onCommitted, onStopped } = options;
  const processes: SimulatedProcess<App>[] = [];
  const availability = createAvailability();
  const patience = { calmFrom: startAt + STORM_MS, lostWithin: availability.lostWithin };
  const timers = watchTimers({ now: scheduler.now, patience, verdict });
  const judgeSteps = watchSteps(verdict);
  const acceptedAt = new Map<string, number>();
  const conversations = new Map<string, Set<string>>();

  const store = createMemoryStore();
  const automations = universe.hasFlows
    ? watchAutomations({ store, now: scheduler.now, verdict })
    : null;
  const watched = watchStore(store, {
    automations,
    onChange() {
      finder.noteChange();
      for (const process of processes) process.running()?.app.sweeper.wake();
    },
    onCommitted(commit) {
      const { workspaceId, conversationId } = commit;
      const known = conversations.get(workspaceId) ?? new Set();
      conversations.set(workspaceId, known.add(conversationId));
      judgeSteps(commit);
      timers.onCommitted(commit);
      onCommitted(commit);
    },
    onStopped,
    onAccepted: (workspaceId, key) => void acceptedAt.set(`${workspaceId} ${key}`, scheduler.now()),
    isPoison: (sourceId) => ledger.poison.has(sourceId),
  });
  const database = sabotage?.database?.(watched, world) ?? watched;
  const finder = createWorkFinder(database, universe.hasFlows);
  const redis = createRedis({
    world,
    workers: () => processes,
    onFailed: (queue, error) => noteUnexpected(verdict, `a job of ${queue}`, error),
    onUp() {
      for (const process of processes) process.running()?.app.sweeper.refresh();
    },
    onFlushed() {
      // Each process brings Redis up to date once a minute; the first of them sees that it was emptied.
      for (const process of processes) {
        scheduler.after(world.chance.int(0, MINUTE), () =>
          process.running()?.app.sweeper.refresh(),
        );
      }
    },
  });
  const onChange = (): void => {
    const isAble = processes.some((process) => process.isHealthy()) && !nemesis.storeIsDown();
    availability.note(scheduler.now(), isAble);
    redis.lookAround();
  };
  const nemesis = createNemesis({
    world,
    random: fork("nemesis"),
    processes,
    redis,
    spanMs: STORM_MS,
    onChange,
  });
  const customers = createCustomers(world, fork("customers"), ledger);
  for (const endpoint of customers.endpoints) void database.putEndpoint(endpoint);
  void hireStaff(database, startAt);
  if (universe.hasFlows) {
    void database.putTemplates(templatesAt(startAt));
    for (const asset of libraryAt(startAt)) void database.addAsset(asset);
  }

  const appSecret = `app secret of ${startAt}`;
  const bootOptions: BootOptions = {
    world,
    store: database,
    finder,
    storeIsDown: nemesis.storeIsDown,
    redis,
    ids: universe.ids,
    log: createStrictLog(verdict),
    appSecret,
    post: customers.post,
    graph,
    ask: universe.hasFlows ? createHooks(world, fork("hooks"), ledger) : null,
    sabotage,
    onFailed: (error) => noteUnexpected(verdict, "a sweep", error),
  };
  processes.push(...createProcesses(universe, bootOptions, onChange));
  for (const process of processes) process.start();
  return {
    database,
    processes,
    nemesis,
    customers,
    timers,
    acceptedAt,
    patience,
    automations,
    appSecret,
    conversationsOf: (workspaceId) => [...(conversations.get(workspaceId) ?? [])],
  };
}

/**
 * Three processes, and how their clocks go. The clock by which handlers decide is right to within 900 ms: reliability.md 2.6 asks for one
 * source of time, and a machine without NTP is out of bounds. The wall clock that BullMQ reads for its delayed jobs is the one thing that
 * may be an hour off, either way: nothing may depend on it.
 */
function createProcesses(
  { world, fork }: Universe,
  bootOptions: BootOptions,
  onChange: () => void,
): SimulatedProcess<App>[] {
  const random = fork("processes");
  const near = fork("near");
  const skewMsMax = random.pick([0, 50, 900]);
  return ["n1", "n2", "n3"].map((name, index) => {
    const queueSkewMs = index === 0 ? 0 : random.pick([0, -HOUR, HOUR, random.int(-HOUR, HOUR)]);
    // Bugs are planted, and were found, in a world in which every ring goes through Redis.
    const hearsItself = bootOptions.sabotage === null && near.chance(0.5);
    return createProcess(world, {
      name,
      skewMs: random.int(-skewMsMax, skewMsMax),
      queueSkewMs,
      boot: (life) => boot(bootOptions, life, { queueSkewMs, hearsItself }),
      stop: (app) => app.stop(),
      drawDownMs: () => random.pick([1_000, 5_000, MINUTE, random.int(1_000, 30 * MINUTE)]),
      onChange,
    });
  });
}
