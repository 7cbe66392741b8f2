import type { Clock } from "../../clock.ts";
import type { Log } from "../../log.ts";
import type { SendStore } from "../../store/send-store.ts";
import type { Pause } from "../pause.ts";

/** What is due later than this is the sweep's. */
const HORIZON_MS = 10_000;
/** What is overdue is somebody's already, as a rule: whoever sweeps first. */
const OVERDUE_MS = 1_000;

export interface SendAlarmDeps {
  store: Pick<SendStore, "nextSendAt">;
  clock: Clock;
  pause: Pause;
  log: Log;
  sweep: () => Promise<void>;
  stopping?: AbortSignal;
}

/**
 * Goes off when the next send is due that waits for its time: a person's pair rate, another try. For precision only; whatever it misses,
 * the sweep of some process finds a little later.
 */
export interface SendAlarm {
  /** Sends may have got a time: asks the store, and sets itself. */
  look(): void;
}

export function createSendAlarm(deps: SendAlarmDeps): SendAlarm {
  const { store, clock, pause, log, sweep, stopping } = deps;
  /** The earliest time at which it will go off. */
  let setFor = Number.POSITIVE_INFINITY;

  const set = async (): Promise<void> => {
    const now = clock.now();
    const at = await store.nextSendAt({ now });
    if (at === null || at > now + HORIZON_MS || at >= setFor) return;
    setFor = at;
    await pause(at > now ? at - now : OVERDUE_MS);
    if (setFor === at) setFor = Number.POSITIVE_INFINITY;
    if (stopping?.aborted === true) return;
    await sweep();
    await set();
  };

  return {
    look() {
      if (stopping?.aborted === true) return;
      set().catch((err: unknown) =>
        log.warn({ err }, "The next send to come could not be looked for; the sweep finds it"),
      );
    },
  };
}
