import type { Clock } from "../../clock.ts";
import type { Token } from "../../domain/people/token.ts";
import type { Log } from "../../log.ts";
import type { TokenStore } from "../../store/people-store.ts";
import { StoreUnavailableError } from "../../store/store.ts";

/** How coarse "last used" is. A write for each request would cost more than the request. */
const COARSE_MS = 60_000;

/** Notes that a token is used and its user at work, in the background: no request waits for it, and none fails by it. */
export function createTokenUses({
  store,
  clock,
  log,
}: {
  store: Pick<TokenStore, "noteUse">;
  clock: Clock;
  log: Log;
}): (token: Token) => void {
  const underWay = new Set<string>();
  return (token) => {
    const { hash, lastUsedAt } = token;
    const now = clock.now();
    if (underWay.has(hash) || now - (lastUsedAt ?? 0) < COARSE_MS) return;
    underWay.add(hash);
    store
      .noteUse(token, now)
      .catch((err: unknown) => {
        if (err instanceof StoreUnavailableError) return;
        log.warn({ err }, "The use of a token could not be noted");
      })
      .finally(() => underWay.delete(hash));
  };
}
