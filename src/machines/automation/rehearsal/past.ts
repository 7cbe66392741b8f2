import { effectIdOf, type Run, type RunId } from "../../../domain/automation/run.ts";
import type { EffectTask } from "../../../domain/automation/effect.ts";
import type { HistoryEntry, IntakeEntry } from "../../../domain/intake/intake.ts";
import { isStep } from "../../fold.ts";
import { effectIn } from "../effect-entry.ts";

/**
 * Where an entry of the past comes from. `world`: people, WhatsApp, programs; `deadline`: one that came; `result`: of something that a run asked for, or a
 * command that a run gave in its own turn, which looks the same; `own`: everything else that automations brought about.
 */
export type Origin = "world" | "deadline" | "result" | "own";

export function originOf(entry: IntakeEntry): Origin {
  const { input, cause } = entry;
  if (input.kind === "timer") return "deadline";
  if (input.kind === "effectResult") return "result";
  if (cause.kind !== "automation") return "world";
  if (input.kind === "start") return input.trigger.type === "flow" ? "own" : "world";
  return effectIn(entry) === null ? "own" : "result";
}

/**
 * In the order in which it happened. Entries that changed nothing have the version that they found, and so happened behind the step that led to it; a store
 * that sorts by version and arrival may have them before it.
 */
export function inOrder(history: readonly HistoryEntry[]): readonly HistoryEntry[] {
  const isMisplaced = history.some(({ applied }, place) => {
    const before = history[place - 1]?.applied;
    return (
      before?.version === applied.version && isStep(applied.outcome) && !isStep(before.outcome)
    );
  });
  if (!isMisplaced) return history;
  const rank = ({ applied }: HistoryEntry): number => (isStep(applied.outcome) ? 0 : 1);
  return history.toSorted(
    (a, b) => a.applied.version - b.applied.version || rank(a) - rank(b) || a.seq - b.seq,
  );
}

/** What runs really asked for in a conversation, and what came of it. */
export class PastEffects {
  readonly #asked = new Map<string, { runId: RunId; input: Run["input"]; place: number }>();
  readonly #results = new Map<string, { entry: HistoryEntry; place: number }>();

  constructor(history: readonly HistoryEntry[]) {
    for (const [place, entry] of history.entries()) {
      const { input } = entry;
      if (input.kind === "automation") {
        for (const run of input.state.runs) this.#note(run, place);
      } else if (originOf(entry) === "result" && entry.applied.outcome.kind !== "dead") {
        this.#results.set(effectIn(entry) ?? "", { entry, place });
      }
    }
  }

  #note({ id: runId, stepId, visit, wait, input }: Run, place: number): void {
    // A command of its own turn is asked of nobody, and has a name instead of a kind.
    if (wait.kind !== "effect" || !("kind" in input)) return;
    const effectId = effectIdOf(runId, stepId, visit);
    if (!this.#asked.has(effectId)) this.#asked.set(effectId, { runId, input, place });
  }

  /** The run that asked for it at one of the first `places` entries; null when none did. */
  askedBefore(effectId: string, places: number): RunId | null {
    const asked = this.#asked.get(effectId);
    return asked !== undefined && asked.place < places ? asked.runId : null;
  }

  /** Whether the same was really asked for, and if so what came of it; nothing, if nobody answered before the run or the past was over. */
  of(
    effectId: string,
    task: EffectTask,
  ): { asked: false } | { asked: true; result: { entry: HistoryEntry; place: number } | null } {
    const asked = this.#asked.get(effectId);
    return asked !== undefined && isSame(task, asked.input)
      ? { asked: true, result: this.#results.get(effectId) ?? null }
      : { asked: false };
  }
}

/** To endpoints, the same address is the same question, for what is told in it names versions; of all else the same words. */
function isSame(task: EffectTask, asked: Run["input"]): boolean {
  if (task.kind !== asked["kind"]) return false;
  switch (task.kind) {
    case "respond":
      return task.url === asked["url"];
    case "webhook":
      return (
        task.url === asked["url"] && JSON.stringify(task.save) === JSON.stringify(asked["save"])
      );
    default:
      return JSON.stringify(task) === JSON.stringify(asked);
  }
}
