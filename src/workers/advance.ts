import type { Clock } from "../clock.ts";
import { DEFECT, type StartClaim } from "../domain/automation/run.ts";
import type { Commit } from "../domain/commit.ts";
import { diesByItself, killsProcesses, type Crash } from "../domain/intake/crash.ts";
import { nextDueAt } from "../domain/conversation/conversation.ts";
import type { Lane } from "../domain/intake/intake.ts";
import { mediaFileOf } from "../domain/media/media.ts";
import type { Log } from "../log.ts";
import { advance, type AdvanceInput } from "../machines/advance.ts";
import type { Metrics } from "../metrics.ts";
import type { Outcomes } from "../outcomes.ts";
import { TIMER_HORIZON_MS } from "../queues/catalogue.ts";
import type { ConversationAddress, Doorbell } from "../queues/doorbell.ts";
import type { ConversationStore, Mailbox } from "../store/conversation-store.ts";
import type { RunLog } from "../store/automation-store.ts";
import { withClaims } from "./automation/claims.ts";
import { createFlowBookKeeper, type FlowBookStore } from "./automation/flow-books.ts";
import { NO_JOURNAL, type CrashJournal } from "./crash-journal.ts";
import { oneAtATime } from "./one-at-a-time.ts";
import { createOwnerDuties, type OwnerStore } from "./owner-duties.ts";
import { isolatePoison, setAsideKiller } from "./poison.ts";
import type { Pause } from "./pause.ts";
import { NO_SUSPECTS, type Suspects } from "./suspects.ts";

const ENTRIES_MAX = 200;
const TRIES_MAX = 6;

export interface AdvanceDeps {
  store: ConversationStore & OwnerStore & FlowBookStore & Pick<RunLog, "claimStarts">;
  clock: Clock;
  doorbell: Doorbell;
  outcomes: Outcomes;
  log: Log;
  pause: Pause;
  /** In [0, 1); spreads the retries of two workers that met on one conversation. */
  random: () => number;
  /** Left out where no process can die over a turn and leave word of it: the simulation. */
  journal?: CrashJournal;
  suspects?: Suspects;
  metrics?: Pick<Metrics, "advanceSeconds" | "commits" | "timerLatenessSeconds">;
  /** Told of every commit after it stands; the demo's narrator listens here. */
  onCommitted?: (commit: Commit) => void;
}

/**
 * - committed: the mailbox was taken a turn further
 * - nothing: no entry waited and no deadline was due
 * - contended: others kept committing first; rung again
 */
export type Advanced = "committed" | "nothing" | "contended";

export type AdvanceConversation = (address: ConversationAddress, lane: Lane) => Promise<Advanced>;

/**
 * Takes one conversation a turn further: load, fold, commit. The only place that commits conversations. May run any number of times, at
 * once and in several processes: the version decides who was first, and the other looks again. Within one process nobody is let into that
 * race: under load the sweep and the queue meet on the same conversations all the time, and the loser's work would be for nothing.
 */
export function createAdvance(deps: AdvanceDeps): AdvanceConversation {
  return oneAtATime(
    ({ workspaceId, conversationId }) => `${workspaceId} ${conversationId}`,
    createTurn(deps),
  );
}

function createTurn(deps: AdvanceDeps): AdvanceConversation {
  const { suspects = NO_SUSPECTS } = deps;
  const attendToOwner = createOwnerDuties(deps);
  const bookFor = createFlowBookKeeper(deps);
  return async (address, lane) => {
    for (let attempt = 1; attempt <= TRIES_MAX; attempt++) {
      const crashes = suspects.of(address);
      const maxEntries = crashes.length === 0 ? ENTRIES_MAX : 1;
      const { workspaceId, conversationId } = address;
      const mailbox = await deps.store.load(workspaceId, conversationId, { maxEntries });
      const now = deps.clock.now();
      if (mailbox === null || !hasWork(mailbox, now) || diesByItself(crashes, now))
        return "nothing";
      const book = await bookFor(mailbox);
      const decide = (claimed: readonly StartClaim[]): Commit =>
        workOut(deps, {
          address,
          crashes,
          work: { ...mailbox, now, automation: { book, claimed } },
        });
      const draft = decide([]);
      // Of every draft: whoever was faster may have given it to somebody else. What was asked for once is not asked for again, though it may
      // stand behind more entries than one turn takes.
      if ((await attendToOwner({ mailbox, commit: draft, now })) === "asked") continue;
      const commit = await withClaims(draft, decide, deps.store);
      const isOther = commit !== draft;
      if (isOther && (await attendToOwner({ mailbox, commit, now })) === "asked") continue;
      const result = await deps.store.commit(commit);
      deps.metrics?.commits.inc({ result });
      if (result === "committed") {
        follow(deps, { mailbox, commit, lane });
        if (crashes.length > 0 && !mailbox.more) await suspects.clear(address);
        return "committed";
      }
      await deps.pause(Math.ceil(2 ** attempt * (1 + deps.random())));
    }
    deps.doorbell.ringConversations(lane, [address]);
    return "contended";
  };
}

function hasWork({ conversation, entries }: Mailbox, now: number): boolean {
  if (entries.length > 0) return true;
  const dueAt = conversation === null ? null : nextDueAt(conversation.facts.timers);
  return dueAt !== null && dueAt <= now;
}

/** The only place where an entry can end the process; the journal says which one, if it does. */
function workOut(
  deps: AdvanceDeps,
  turn: { address: ConversationAddress; work: AdvanceInput; crashes: readonly Crash[] },
): Commit {
  const { log, journal = NO_JOURNAL } = deps;
  const { address, work, crashes } = turn;
  const isKiller = killsProcesses(work.entries[0]?.key ?? "", crashes);
  journal.enter(address, isKiller ? [] : work.entries.map(({ key }) => key));
  try {
    return isKiller ? setAsideKiller(work, log) : fold(deps, work);
  } finally {
    journal.leave();
  }
}

function fold(deps: AdvanceDeps, work: AdvanceInput): Commit {
  try {
    return advance(work);
  } catch (error) {
    return isolatePoison(work, error, deps.log);
  }
}

/** Runs that failed over a defect of ours, which the machine isolated. */
function reportDefects({ automation, conversationId }: Commit, log: Log): void {
  for (const { id: runId, flowId, stepId, reason } of automation.runs) {
    if (reason?.startsWith(DEFECT) === true) {
      log.error(
        { conversationId, runId, flowId, stepId, reason },
        "An automation run failed over a defect",
      );
    }
  }
}

/** What follows from a commit. All of it is hints and figures: a crash here costs nothing but a moment. */
function follow(
  { doorbell, outcomes, clock, log, metrics, onCommitted }: AdvanceDeps,
  { mailbox, commit, lane }: { mailbox: Mailbox; commit: Commit; lane: Lane },
): void {
  const { workspaceId, conversationId, conversation } = commit;
  const now = clock.now();
  reportDefects(commit, log);
  if (commit.events.length > 0) doorbell.ringRelay(workspaceId);
  if (commit.sends.length > 0) doorbell.ringLine(workspaceId, conversation.lineId);
  if (commit.automation.effects.length > 0) doorbell.ringEffects(workspaceId);
  if (hasFileToFetch(commit)) doorbell.ringMedia({ workspaceId, conversationId });
  // Fewer than were loaded when one of them is poison.
  const isEmptied = !mailbox.more && commit.applied.length === mailbox.entries.length;
  if (!isEmptied) doorbell.ringConversations(lane, [{ workspaceId, conversationId }]);
  const dueAt = nextDueAt(conversation.facts.timers);
  const dueBefore = mailbox.conversation && nextDueAt(mailbox.conversation.facts.timers);
  if (dueAt !== null && dueAt !== dueBefore && dueAt <= now + TIMER_HORIZON_MS) {
    doorbell.schedule({ workspaceId, conversationId }, dueAt);
  }
  for (const { key, version, outcome } of commit.applied) {
    outcomes.tell({ workspaceId, key, version, outcome });
  }
  for (const entry of mailbox.entries) {
    metrics?.advanceSeconds.observe(Math.max(0, now - entry.receivedAt) / 1_000);
  }
  for (const { entry } of commit.fired) {
    if (entry.input.kind !== "timer") continue;
    const { timer, dueAt: firedAt } = entry.input;
    metrics?.timerLatenessSeconds.observe({ timer }, Math.max(0, now - firedAt) / 1_000);
  }
  onCommitted?.(commit);
}

function hasFileToFetch({ workspaceId, conversation: { lineId }, items }: Commit): boolean {
  return items.some((item) => mediaFileOf(item, { workspaceId, lineId })?.state === "pending");
}
