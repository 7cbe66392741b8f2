import type { FlowBook } from "../../domain/automation/flow-book.ts";
import type { FlowId } from "../../domain/automation/flow.ts";
import {
  DEFECT,
  type Run,
  type RunEnd,
  type RunId,
  type RunNews,
  type StartClaim,
} from "../../domain/automation/run.ts";
import { NO_AUTOMATION, type AutomationState } from "../../domain/automation/state.ts";
import type { EntryInput } from "../../domain/intake/intake.ts";
import type { Turn } from "../turn.ts";
import type { Queued } from "./queued.ts";
import { isAwaiting } from "./effect-entry.ts";
import { effectOf, runRecord, stepRecord } from "./records.ts";
import type { StepOutcome } from "./move.ts";
import type { StepId, StepKind } from "../../domain/automation/step.ts";
import { TurnLog } from "./turn-log.ts";

/**
 * Working state of what automations have under way, over one turn of a mailbox. The reactor changes it; `advance` reads off it what is to
 * be applied next, and at the end what the commit says of automations. It lives for one call of `advance`, as the turn does.
 */
export class Automata {
  readonly turn: Turn;
  readonly book: FlowBook;
  /** Keys of starts that belong to runs elsewhere. */
  readonly claimed: ReadonlySet<string>;
  /** When the step was taken that is reacted to. */
  at = 0;
  /** What the commit will say of it. */
  readonly log = new TurnLog();
  readonly #queue: Queued[] = [];
  #state: AutomationState;
  #news: RunNews[] = [];

  constructor(turn: Turn, world: { book: FlowBook; claimed: readonly StartClaim[] }) {
    this.turn = turn;
    this.book = world.book;
    this.claimed = new Set(world.claimed.map(({ key }) => key));
    this.#state = turn.conversation.automation ?? NO_AUTOMATION;
  }

  get state(): AutomationState {
    return this.#state;
  }

  change(changes: Partial<AutomationState>): void {
    this.#state = { ...this.#state, ...changes };
  }

  run(id: RunId): Run | undefined {
    return this.#state.runs.find((run) => run.id === id);
  }

  /** A run has begun. */
  add(run: Run): void {
    const { episode } = this.turn.conversation.facts;
    const starts = {
      ...this.#state.starts,
      [run.flowId]: { at: this.at, episode: episode.number },
    };
    this.change({ runs: [...this.#state.runs, run], starts });
    this.#news.push({ kind: "started", run: nameOf(run), trigger: run.trigger });
    this.log.run(runRecord(run, this.turn.conversation, null));
  }

  /** A run is somewhere else now. */
  put(run: Run): void {
    if (run.wait.kind !== "draft") this.#dropDraft(run);
    const runs = this.#state.runs.map((other) => (other.id === run.id ? run : other));
    this.change({ runs });
    this.log.run(runRecord(run, this.turn.conversation, null));
  }

  end(run: Run, end: RunEnd, reason: string): void {
    this.#dropDraft(run);
    this.change({ runs: this.#state.runs.filter(({ id }) => id !== run.id) });
    if (run.wait.kind === "effect") this.log.dropEffect(effectOf(run));
    this.#news.push({ kind: "ended", run: nameOf(run), end, reason, stepId: run.stepId });
    const over = { end, reason, at: this.at };
    this.log.run(runRecord(run, this.turn.conversation, over));
  }

  /** Lets a run do something. If that throws, it is a defect of ours: the run fails, and its neighbours and the conversation go on. */
  guard(id: RunId, work: () => void): void {
    try {
      work();
    } catch (error) {
      const run = this.run(id);
      const name = error instanceof Error ? error.name : "unknown";
      if (run !== undefined) this.end(run, "failed", `${DEFECT}${name}`);
    }
  }

  /** An answer waits for a person's approval, instead of any that waited before. */
  draft({ id: runId, flowId, ...run }: Run, text: string): void {
    const { lastInboundId } = this.turn.conversation.facts;
    const id = effectOf({ id: runId, flowId, ...run });
    this.change({
      draft: { id, runId, flowId, text, writtenAt: this.at, answersId: lastInboundId },
    });
  }

  /** The visit of a step has begun or ended. */
  tell(
    about: { run: Run; kind: StepKind },
    ended: { outcome: StepOutcome; next: StepId | null } | null,
  ): void {
    const { workspaceId } = this.turn.conversation;
    const at = ended === null ? null : { at: this.at, ...ended };
    this.log.step(effectOf(about.run), stepRecord(workspaceId, about, at));
  }

  queue(entry: Queued): void {
    this.#queue.push(entry);
  }

  /** Runs that want to do something yet are cut, and nothing more is done (Q60). */
  cut(reason: string): void {
    const wanted = this.#queue.splice(0).flatMap(({ awaited }) => awaited?.runId ?? []);
    for (const id of wanted) {
      const run = this.run(id);
      if (run !== undefined) this.end(run, "cut", reason);
    }
  }

  /** The next entry to apply; one whose run does not wait for it any more is left out. */
  next(): Queued | null {
    for (;;) {
      const entry = this.#queue.shift();
      if (entry === undefined) return null;
      const { awaited } = entry;
      if (awaited === null) return entry;
      const run = this.run(awaited.runId);
      if (run !== undefined && isAwaiting(run, awaited.effectId)) return entry;
    }
  }

  /** What is to be written into the conversation, and counts as written; null when it stands there. */
  take(): (EntryInput & { kind: "automation" }) | null {
    const { automation, facts } = this.turn.conversation;
    const dueAt = earliestIn(this.#state);
    const isKnown = this.#state === (automation ?? NO_AUTOMATION) && this.#news.length === 0;
    if (isKnown && dueAt === facts.timers.automation) return null;
    const news = this.#news;
    this.#news = [];
    return { kind: "automation", state: this.#state, dueAt, news };
  }

  /** What it wrote is approved, or stale. */
  #dropDraft({ id }: Run): void {
    if (this.#state.draft?.runId === id) this.change({ draft: null });
  }

  isLive(flowId: FlowId): boolean {
    return (this.book.standing(flowId)?.live ?? null) !== null;
  }
}

/** The earliest deadline of what is under way. */
function earliestIn({ runs, watches }: AutomationState): number | null {
  let earliest: number | null = null;
  const note = (at: number): void => {
    if (earliest === null || at < earliest) earliest = at;
  };
  for (const { wait } of runs) if (wait.kind !== "effect") note(wait.dueAt);
  for (const { dueAt } of watches) note(dueAt);
  return earliest;
}

function nameOf({ id, flowId, flowVersion, depth }: Run): RunNews["run"] {
  return { id, flowId, flowVersion, depth };
}
