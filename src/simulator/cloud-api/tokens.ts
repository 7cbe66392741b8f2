import type { Clock } from "../clock.ts";
import { GraphFailure } from "./graph-error.ts";

/** Access tokens: each opens one business account. */
export interface Tokens {
  issue(token: string, wabaId: string, expiresAt?: number): void;
  /** From now on calls with it fail with 190. */
  expire(token: string): void;
  /** Makes an expired token good again, as an administrator does by pasting a new one. */
  renew(token: string): void;
  /** @throws GraphFailure 0 without a token, 190 unknown or expired, 10 for another account's. */
  check(header: string | undefined, wabaId: string | undefined): void;
}

const expired = "Error validating access token: Session has expired";

/** Creates an empty book of tokens. */
export function createTokens(clock: Clock): Tokens {
  const tokens = new Map<string, { wabaIds: Set<string>; expiresAt: number }>();
  const setExpiry = (token: string, expiresAt: number): void => {
    const known = tokens.get(token);
    if (known !== undefined) known.expiresAt = expiresAt;
  };
  return {
    issue: (token, wabaId, expiresAt = Infinity) => {
      const known = tokens.get(token) ?? { wabaIds: new Set<string>(), expiresAt };
      known.wabaIds.add(wabaId);
      tokens.set(token, { ...known, expiresAt });
    },
    expire: (token) => setExpiry(token, clock.now()),
    renew: (token) => setExpiry(token, Infinity),
    check: (header, wabaId) => {
      const token = bearer(header);
      if (token === undefined) throw new GraphFailure(0);
      const known = tokens.get(token);
      if (known === undefined) throw new GraphFailure(190, "Invalid OAuth access token");
      if (known.expiresAt <= clock.now()) throw new GraphFailure(190, expired, 463);
      if (wabaId !== undefined && !known.wabaIds.has(wabaId)) throw new GraphFailure(10);
    },
  };
}

/** The token of an `Authorization: Bearer` header. */
export function bearer(header: string | undefined): string | undefined {
  return /^Bearer (\S+)$/i.exec(header ?? "")?.[1];
}
