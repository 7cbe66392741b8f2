import type { Cause } from "../domain/actor.ts";
import type { UserId } from "../domain/ids.ts";
import type { EffectiveSettings } from "../domain/line.ts";

/** Why and when one step happens. */
export interface StepContext {
  cause: Cause;
  /** When the entry was received, or the deadline was due: the machine's clock. */
  at: number;
  /** When it happened outside, by the provider's clock. */
  occurredAt: number;
  /** When the step is taken and recorded. */
  now: number;
  settings: EffectiveSettings;
  contactOwnerId: UserId | null;
}
