import type { WorkspaceId } from "../../domain/ids.ts";
import type { Outcome } from "../../domain/intake/intake.ts";
import type { Outcomes, SettledEntry } from "../../outcomes.ts";
import type { IntakeStore } from "../../store/intake-store.ts";
import { StoreUnavailableError } from "../../store/store.ts";
import type { Pause } from "../deps.ts";

const FIRST_PAUSE_MS = 5;
const LONGEST_PAUSE_MS = 250;

export type AwaitedOutcome =
  | { kind: "settled"; version: number; outcome: Outcome }
  | { kind: "pending" };

export interface OutcomeWait {
  /** Waits for the outcome, `pending` when it takes longer than `waitMs`. */
  outcome(): Promise<AwaitedOutcome>;
  /** Ends the listening; whoever waits calls it in the end. */
  stop(): void;
}

/**
 * Waits for an entry of this process or of another: listens for the word of a worker here, and asks the store after pauses
 * that grow from 5 to 250 ms. Time is counted in pauses, so a clock that stands still cannot hold anybody for ever.
 */
export function awaitOutcome(
  entry: { workspaceId: WorkspaceId; key: string },
  deps: {
    outcomes: Outcomes;
    store: Pick<IntakeStore, "outcome">;
    pause: Pause;
    waitMs: number;
  },
): OutcomeWait {
  const { workspaceId, key } = entry;
  const told = Promise.withResolvers<SettledEntry>();
  const stop = deps.outcomes.listen(workspaceId, key, told.resolve);

  async function ask(): Promise<AwaitedOutcome> {
    try {
      const found = await deps.store.outcome(workspaceId, key);
      return found?.kind === "settled"
        ? { kind: "settled", version: found.version, outcome: found.outcome }
        : { kind: "pending" };
    } catch (error) {
      // The command stands; a store that is away for a moment is no reason to say otherwise.
      if (error instanceof StoreUnavailableError) return { kind: "pending" };
      throw error;
    }
  }

  return {
    stop,
    async outcome() {
      let answer = await ask();
      let pauseMs = FIRST_PAUSE_MS;
      for (let waitedMs = 0; answer.kind === "pending" && waitedMs < deps.waitMs;) {
        const word = await Promise.race([told.promise, deps.pause(pauseMs)]);
        if (word) return { kind: "settled", version: word.version, outcome: word.outcome };
        answer = await ask();
        waitedMs += pauseMs;
        pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS, Math.max(1, deps.waitMs - waitedMs));
      }
      return answer;
    },
  };
}
