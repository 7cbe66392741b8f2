import type { NewEffect } from "../../domain/automation/effect.ts";
import type { Evaluation } from "../../domain/automation/evaluation.ts";
import type { RunId, RunRecord, StartClaim, StepRecord } from "../../domain/automation/run.ts";
import { NOTHING_AUTOMATED, type AutomationLog } from "../../domain/commit.ts";

/** What the commit of one turn says of automations. Of a run, and of a visit of a step, the last word counts. */
export class TurnLog {
  readonly #runs = new Map<RunId, RunRecord>();
  /** By the effects that they have or would have. */
  readonly #steps = new Map<string, StepRecord>();
  readonly #evaluations: Evaluation[] = [];
  readonly #effects = new Map<string, NewEffect>();
  readonly #claims: StartClaim[] = [];

  run(record: RunRecord): void {
    this.#runs.set(record.id, record);
  }

  step(effectId: string, record: StepRecord): void {
    this.#steps.set(effectId, record);
  }

  evaluated(evaluation: Evaluation): void {
    this.#evaluations.push(evaluation);
  }

  claim(claim: StartClaim): void {
    this.#claims.push(claim);
  }

  effect(effect: NewEffect): void {
    this.#effects.set(effect.id, effect);
  }

  /** What was asked for in this turn is not done any more. */
  dropEffect(id: string): void {
    this.#effects.delete(id);
  }

  /** What was asked for since this was asked last. Whoever asks answers it too: it stands in no log. */
  takeEffects(): NewEffect[] {
    if (this.#effects.size === 0) return [];
    const effects = [...this.#effects.values()];
    this.#effects.clear();
    return effects;
  }

  /** How much the commit says of automations by now. */
  get recordCount(): number {
    return this.#runs.size + this.#evaluations.length + this.#steps.size;
  }

  /** Everything that the commit says of automations. */
  get written(): AutomationLog {
    if (this.recordCount === 0) return NOTHING_AUTOMATED;
    return {
      runs: [...this.#runs.values()],
      steps: [...this.#steps.values()],
      evaluations: this.#evaluations,
      effects: [...this.#effects.values()],
      claims: this.#claims,
    };
  }
}
