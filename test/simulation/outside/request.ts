import { StoreUnavailableError } from "../../../src/store/store.ts";
import type { World } from "../core/life.ts";
import type { SimulatedProcess } from "../core/process.ts";

/** What somebody outside sees of a request to the API. */
export type Reply<T> =
  | { kind: "answer"; value: T }
  /** 503: the store was away. The request may have taken effect. */
  | { kind: "unavailable" }
  /** No connection, or it broke, or nothing came in time. The request may have taken effect, but for `refused`. */
  | { kind: "refused" | "reset" | "timeout" };

const TIMEOUT_MS = 10_000;

/**
 * Sends requests over a network that loses some, and some answers, to a process that may die in the middle.
 * @param onDefect told of a handler that threw what no handler may throw
 */
export function createRequester<App>(
  { scheduler, faults, chance }: World,
  server: SimulatedProcess<App>,
  onDefect: (error: unknown) => void,
): <T>(handle: (app: App) => Promise<T>) => Promise<Reply<T>> {
  const travel = (): number => chance.int(0, 3);

  return <T>(handle: (app: App) => Promise<T>) =>
    new Promise<Reply<T>>((resolve) => {
      let ended = false;
      const end = (reply: Reply<T>): void => {
        if (ended) return;
        ended = true;
        scheduler.after(travel(), () => resolve(reply));
      };
      scheduler.after(TIMEOUT_MS, () => end({ kind: "timeout" }));
      if (faults.strikes("requestLost")) return;

      scheduler.after(travel(), () => {
        const running = server.running();
        if (running === null) return end({ kind: "refused" });
        const { app, life } = running;
        const unwatch = life.onDeath(() => end({ kind: "reset" }));
        life.resume(() => {
          handle(app)
            .then(
              (value): Reply<T> => ({ kind: "answer", value }),
              (error: unknown): Reply<T> => {
                if (!(error instanceof StoreUnavailableError)) onDefect(error);
                return { kind: "unavailable" };
              },
            )
            .then((reply) => {
              unwatch();
              end(faults.strikes("answerLost") ? { kind: "reset" } : reply);
            }, onDefect);
        });
      });
    });
}
