import type { TokenId, UserId, WorkspaceId } from "../ids.ts";
import type { Scopes } from "./scope.ts";

/** A bearer token at rest: only its SHA-256 is known. */
export interface Token {
  workspaceId: WorkspaceId;
  id: TokenId;
  userId: UserId;
  /** What its holder calls it. */
  name: string;
  /** SHA-256 of the token, lower-case hex. */
  hash: string;
  /** First characters, so that people can tell tokens apart. */
  hint: string;
  scopes: Scopes;
  createdAt: number;
  /** From then on it is refused; null: never. */
  expiresAt: number | null;
  /** Of the last request with it, to within a minute; null: none yet. */
  lastUsedAt: number | null;
  /** When a successor was issued: then two are live, until this one expires. */
  rotatedAt: number | null;
  revokedAt: number | null;
}

export function hasExpired({ expiresAt }: Pick<Token, "expiresAt">, now: number): boolean {
  return expiresAt !== null && expiresAt <= now;
}
