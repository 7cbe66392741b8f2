import type { AskCapacity } from "../../channels/whatsapp/graph/messages.ts";
import type { Clock } from "../../clock.ts";
import type { Line } from "../../domain/line.ts";
import type { LineCapacity } from "../../domain/sending/line-sending.ts";
import type { Log } from "../../log.ts";
import type { LineSendingStore } from "../../store/line-sending-store.ts";
import type { LinePace } from "./line-pace.ts";

/** Until WhatsApp has told: what every line may do, coexistence ones too. */
export const UNKNOWN_PER_SECOND = 20;
/** When WhatsApp does not tell (WhatsApp section 10). */
const DEFAULT_PER_SECOND = 80;

const VALID_MS = 3_600_000;
const ASK_AGAIN_MS = 600_000;

export interface LearnDeps {
  store: Pick<LineSendingStore, "learnCapacity">;
  askCapacity: AskCapacity;
  clock: Clock;
  log: Log;
}

/** What WhatsApp allows one line: as it was told last, asked for again when that is old, beside the sending and never before it. */
export interface CapacityLearner {
  /** A duty begins, and this is what is known. */
  apply(line: Line & { accessToken: string }, known: LineCapacity | null): void;
  /** See `LineCapacity`. */
  messagingLimit(): number | null;
}

export function createLearner(deps: LearnDeps, pace: LinePace): CapacityLearner {
  const { store, askCapacity, clock, log } = deps;
  let messagingLimit: number | null = null;
  let askAt = 0;

  const ask = async (
    { workspaceId, id: lineId, accessToken }: Line & { accessToken: string },
    known: LineCapacity | null,
  ): Promise<void> => {
    askAt = clock.now() + ASK_AGAIN_MS;
    const told = await askCapacity({ lineId, accessToken });
    if (told === null) {
      if (known === null) pace.allow(DEFAULT_PER_SECOND);
      return;
    }
    pace.allow(told.perSecond);
    ({ messagingLimit } = told);
    await store.learnCapacity(workspaceId, lineId, { ...told, learnedAt: clock.now() });
  };

  return {
    apply(line, known) {
      const now = clock.now();
      if (known !== null) {
        pace.allow(known.perSecond);
        ({ messagingLimit } = known);
      }
      const isFresh = known !== null && now - known.learnedAt < VALID_MS;
      if (isFresh || now < askAt) return;
      ask(line, known).catch((err: unknown) =>
        log.warn({ err, lineId: line.id }, "What WhatsApp allows a line was not written down"),
      );
    },
    messagingLimit: () => messagingLimit,
  };
}
