/**
 * What a token is good for, at most: never more than the rights of its user. `settings` is for what one may set: their own tokens, and for
 * administrators the workspace. Names of people and lines are read with any token.
 */
export const SCOPES = [
  "inbox:read",
  "inbox:write",
  "contacts:read",
  "contacts:write",
  "events",
  "settings",
] as const;

export type Scope = (typeof SCOPES)[number];

/** Scopes of a token; null: all there are and will be. */
export type Scopes = readonly Scope[] | null;

export function includesScope(scopes: Scopes, scope: Scope): boolean {
  return scopes === null || scopes.includes(scope);
}

/** Whether everything that `wanted` opens is open to `given`: a token makes none that is good for more than itself. */
export function isWithinScopes(wanted: Scopes, given: Scopes): boolean {
  if (given === null) return true;
  return wanted !== null && wanted.every((scope) => given.includes(scope));
}
