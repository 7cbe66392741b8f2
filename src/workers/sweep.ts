import type { Clock } from "../clock.ts";
import type { LineId, WorkspaceId } from "../domain/ids.ts";
import type { Log } from "../log.ts";
import { TIMER_HORIZON_MS } from "../queues/catalogue.ts";
import type { ConversationAddress, Doorbell } from "../queues/doorbell.ts";
import type { StartFeedStore } from "../store/automation-store.ts";
import type { ConversationStore } from "../store/conversation-store.ts";
import type { DeliveryStore } from "../store/delivery-store.ts";
import type { IntakeStore } from "../store/intake-store.ts";
import type { FeedStore } from "../store/feed-store.ts";
import { StoreUnavailableError } from "../store/store.ts";
import type { AutomationWork } from "./automation/automation-work.ts";
import type { AdvanceConversation } from "./advance.ts";
import type { DeliverToEndpoint } from "./deliver.ts";
import type { FetchMedia } from "./media/fetch-media.ts";
import type { RelayEvents } from "./relay.ts";
import type { ReleaseConversations } from "./release-conversations.ts";
import type { SyncTemplates } from "./templates/sync-templates.ts";
import type { Suspects } from "./suspects.ts";
import type { SendLines } from "./send/send-lines.ts";

/** Conversations advanced side by side, so that they share the store's transactions. */
const SIDE_BY_SIDE = 64;
const BATCH_MAX = 512;
/** Each kind of work gets at most this long; the next sweep goes on. Keeps a mountain of one from hiding the others. */
const DRAIN_MS_MAX = 20_000;
const ENDPOINTS_MAX = 200;
const MIRROR_MAX = 5_000;

export interface SweepDeps {
  store: ConversationStore &
    FeedStore &
    DeliveryStore &
    Pick<IntakeStore, "linesToReplay"> &
    Pick<StartFeedStore, "unstarted">;
  clock: Clock;
  doorbell: Doorbell;
  log: Log;
  advance: AdvanceConversation;
  relay: RelayEvents;
  deliver: DeliverToEndpoint;
  /** Brings in what waits for a line that is registered now; in its order, as far as it goes at one go. */
  replayLine: (line: { workspaceId: WorkspaceId; lineId: LineId }) => Promise<unknown>;
  /** Gives back conversations of people who can have none any more. Left out where nobody can be switched off. */
  release?: ReleaseConversations;
  /** What automations do outside, the starts that are no steps, and the ends of runs. Left out where there are no flows. */
  automations?: AutomationWork;
  /** Left out where no process can die over a turn: the simulation. */
  suspects?: Pick<Suspects, "refresh">;
  /** Left out where nothing is sent. */
  sends?: Pick<SendLines, "sweep" | "idle">;
  /** Left out where files and templates are of no concern: the simulation. */
  fetchMedia?: FetchMedia;
  syncTemplates?: SyncTemplates;
  /** Aborted when the process stops: a sweep under way ends after what it has begun. */
  stopping?: AbortSignal;
}

export interface Sweep {
  /**
   * Looks through the store for everything that is due or was left behind, and does it here and now: it needs no Redis. Entries count as
   * left behind when they have waited for `graceMs`. Returns whether there was any such entry. Throws `StoreUnavailableError`.
   */
  run(options: { graceMs: number }): Promise<{ leftBehind: boolean }>;
  /**
   * Mirrors the deadlines of the next minutes into the doorbell, for precision: those that were not mirrored before, or with
   * `afresh` all of them, because the mirror is empty.
   */
  mirror(options?: { afresh: boolean }): Promise<void>;
  /** Waits for deliveries, sends, files and templates that sweeps began: a sweep does not, so that a slow far side cannot hold it up. */
  idle(): Promise<void>;
}

/** The safety net under every ring: whatever Redis loses costs seconds, never the event (architecture section 2). */
export function createSweep(deps: SweepDeps): Sweep {
  const { store, clock } = deps;
  const drain = createDrain(deps);
  const deliveries = createDeliveries(deps);
  const media = createFetching(deps, deps.fetchMedia, "Files");
  const templates = createFetching(deps, deps.syncTemplates, "Templates");
  const apart = createApart(deps);
  return {
    async run({ graceMs }) {
      let waited = 0;
      await apart(async () => deps.suspects?.refresh());
      await apart(() => store.repair({ limit: BATCH_MAX }));
      await apart(async () => {
        for (const line of await store.linesToReplay()) await apart(() => deps.replayLine(line));
      });
      await apart(async () => {
        const before = () => clock.now() - graceMs;
        waited = await drain(() => store.waiting({ before: before(), limit: BATCH_MAX }));
      });
      await apart(() => drain(() => store.due({ now: clock.now(), limit: BATCH_MAX })));
      await apart(async () => deps.release?.());
      await apart(async () => {
        for (const { workspaceId } of await store.unrelayed()) {
          await apart(() => deps.relay(workspaceId));
        }
      });
      await apart(() => deliveries.begin());
      await apart(async () => deps.sends?.sweep());
      if (deps.automations !== undefined) await sweepAutomations(deps.automations, deps, apart);
      media.begin();
      templates.begin();
      return { leftBehind: waited > 0 };
    },
    mirror: createMirror(deps),
    async idle() {
      const apiece = [deliveries, media, templates, deps.sends, deps.automations?.effects];
      await Promise.all(apiece.flatMap((one) => one?.idle() ?? []));
    },
  };
}

async function sweepAutomations(
  { effects, stopRuns, startOnContacts, forgetEvaluations }: AutomationWork,
  { store }: SweepDeps,
  apart: (part: () => Promise<unknown>) => Promise<void>,
): Promise<void> {
  effects.wake();
  await apart(stopRuns);
  await apart(async () => {
    for (const workspaceId of await store.unstarted()) {
      await apart(() => startOnContacts(workspaceId, "swept"));
    }
  });
  await apart(forgetEvaluations);
}

/** A defect in one part must not hide the work of the others. A store that is away is no defect, and ends the sweep. */
function createApart({ log, stopping }: SweepDeps) {
  return async (part: () => Promise<unknown>): Promise<void> => {
    if (stopping?.aborted === true) return;
    try {
      await part();
    } catch (err) {
      if (err instanceof StoreUnavailableError) throw err;
      log.error({ err }, "A part of the sweep failed; the others go on");
    }
  };
}

/** Advances what is found, and looks again until less than a full batch is found, or the time for it is over. Returns how many. */
function createDrain({ advance, clock, log, stopping }: SweepDeps) {
  const advanceAll = async (addresses: readonly ConversationAddress[]): Promise<void> => {
    const results = await Promise.allSettled(addresses.map((one) => advance(one, "bulk")));
    for (const [index, result] of results.entries()) {
      if (result.status === "fulfilled") continue;
      // The same would happen to every conversation that waits, and to all of them again in the next round.
      if (result.reason instanceof StoreUnavailableError) throw result.reason;
      const conversationId = addresses[index]?.conversationId;
      log.error({ err: result.reason, conversationId }, "A conversation could not be advanced");
    }
  };

  return async (find: () => Promise<ConversationAddress[]>): Promise<number> => {
    const endsAt = clock.now() + DRAIN_MS_MAX;
    const isOver = (): boolean => stopping?.aborted === true || clock.now() >= endsAt;
    for (let count = 0; ;) {
      const found = await find();
      for (let start = 0; start < found.length && !isOver(); start += SIDE_BY_SIDE) {
        await advanceAll(found.slice(start, start + SIDE_BY_SIDE));
      }
      count += found.length;
      if (found.length < BATCH_MAX || isOver()) return count;
    }
  };
}

function createDeliveries({ store, clock, log, deliver }: SweepDeps) {
  const underWay = new Set<Promise<void>>();
  return {
    async begin(): Promise<void> {
      const due = await store.dueEndpoints({ now: clock.now(), limit: ENDPOINTS_MAX });
      for (const { workspaceId, endpointId } of due) {
        const delivered = deliver(workspaceId, endpointId)
          .catch((err: unknown) =>
            log.error({ err, endpointId }, "Deliveries to an endpoint failed"),
          )
          .finally(() => underWay.delete(delivered));
        underWay.add(delivered);
      }
    },
    async idle(): Promise<void> {
      await Promise.all(underWay);
    },
  };
}

/** One round of fetching at a time; the next sweep begins another. */
function createFetching(
  { log }: SweepDeps,
  fetchDue: FetchMedia | SyncTemplates | undefined,
  what: "Files" | "Templates",
) {
  let underWay: Promise<unknown> | null = null;
  return {
    begin(): void {
      if (fetchDue === undefined || underWay !== null) return;
      underWay = fetchDue(null)
        .catch((err: unknown) =>
          log.warn({ err }, `${what} could not be fetched; the next sweep tries`),
        )
        .finally(() => {
          underWay = null;
        });
    },
    async idle(): Promise<void> {
      await underWay;
    },
  };
}

function createMirror({ store, clock, doorbell }: SweepDeps): Sweep["mirror"] {
  let mirroredUntil = 0;
  return async ({ afresh } = { afresh: false }) => {
    const now = clock.now();
    const query = {
      after: afresh ? now : Math.max(mirroredUntil, now),
      until: now + TIMER_HORIZON_MS,
    };
    const upcoming = await store.upcoming({ ...query, limit: MIRROR_MAX });
    for (const { workspaceId, conversationId, dueAt } of upcoming) {
      doorbell.schedule({ workspaceId, conversationId }, dueAt);
    }
    // A full page ends inside the horizon: the next look goes on from there. Others of that very millisecond are the sweep's.
    mirroredUntil = upcoming.length < MIRROR_MAX ? query.until : (upcoming.at(-1)?.dueAt ?? now);
  };
}
