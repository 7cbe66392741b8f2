import type { Clock } from "../../clock.ts";
import type { RunLog } from "../../store/automation-store.ts";

/** Drops what flows thought of events long ago. */
export type ForgetEvaluations = () => Promise<void>;

/** Long enough to ask why a flow did not start last month; what runs did is kept. */
const KEPT_MS = 30 * 86_400_000;
/** So many at a go, so that nobody waits for it; the next sweep goes on. */
const BATCH_MAX = 1_000;

/** Every message may be an evaluation of each flow that listens: without an end they would be most of the store. */
export function createForgetEvaluations({
  store,
  clock,
}: {
  store: Pick<RunLog, "forgetEvaluations">;
  clock: Clock;
}): ForgetEvaluations {
  return async () => {
    await store.forgetEvaluations({ before: clock.now() - KEPT_MS, limit: BATCH_MAX });
  };
}
