import type { Clock } from "../../clock.ts";
import { DEFAULT_WORKSPACE } from "../../domain/ids.ts";
import { ADMINISTRATOR } from "../../domain/people/role.ts";
import { newUser, type User } from "../../domain/people/user.ts";
import { ADD_ONS } from "../../domain/people/workspace.ts";
import type { Ids } from "../../ids.ts";
import type { PeopleStore } from "../../store/people-store.ts";
import { createToken, hashToken, isMistyped, tokenAtRest } from "./tokens.ts";

type BootStore = Pick<
  PeopleStore,
  "workspace" | "putWorkspace" | "user" | "putUser" | "bearer" | "putToken" | "revokeTokens"
>;

/** The user that exists from the first start. */
export const ADMIN_ID = "admin";

/**
 * Makes the workspace `default` with everything there is, and its first administrator with a token, so that somebody can get in. Run at
 * every start; changes nothing when there is nothing to do.
 *
 * - With `adminToken` exactly that token works: when it is new, all earlier ones of this user are revoked.
 * - Without, a token is made when the user is new, and given back to be shown once; null later on.
 *
 * @throws RangeError when `adminToken` begins like a token of ours and cannot be one: it was copied incompletely
 */
export async function bootstrapAdmin(
  store: BootStore,
  { adminToken, clock, ids }: { adminToken?: string | undefined; clock: Clock; ids: Ids },
): Promise<{ token: string | null }> {
  if (adminToken !== undefined && isMistyped(adminToken)) {
    throw new RangeError("ADMIN_TOKEN begins with vt_ but is not a whole token; copy it again");
  }
  await ensureWorkspace(store, clock.now());
  const known = await store.user(DEFAULT_WORKSPACE, ADMIN_ID);
  if (adminToken === undefined) {
    if (known !== null) return { token: null };
    const token = createToken(ids);
    await replaceTokens(store, token, clock.now());
    await store.putUser(adminOf(clock.now()));
    return { token };
  }
  const valid = await store.bearer(hashToken(adminToken));
  if (!isAdmin(valid?.user)) await replaceTokens(store, adminToken, clock.now());
  if (!isAdmin(known)) await store.putUser({ ...(known ?? adminOf(clock.now())), ...RIGHTS });
  return { token: adminToken };
}

async function ensureWorkspace(store: BootStore, now: number): Promise<void> {
  if ((await store.workspace(DEFAULT_WORKSPACE)) !== null) return;
  const plan = { plan: "pro", addOns: ADD_ONS } as const;
  const at = { createdAt: now, updatedAt: now };
  await store.putWorkspace({ id: DEFAULT_WORKSPACE, name: "Default", ...plan, ...at });
}

const RIGHTS = {
  role: ADMINISTRATOR,
  active: true,
  releaseAt: null,
} as const satisfies Partial<User>;

function adminOf(now: number): User {
  const names = { workspaceId: DEFAULT_WORKSPACE, id: ADMIN_ID, name: "Administrator" };
  return newUser({ ...names, role: ADMINISTRATOR, createdAt: now });
}

function isAdmin(user: User | null | undefined): boolean {
  return (
    user?.workspaceId === DEFAULT_WORKSPACE &&
    user.id === ADMIN_ID &&
    user.active &&
    user.role === ADMINISTRATOR
  );
}

/** The token before the user: after a crash between the two, the next start finds no user and begins again. */
async function replaceTokens(
  store: Pick<BootStore, "putToken" | "revokeTokens">,
  token: string,
  now: number,
): Promise<void> {
  await store.revokeTokens(DEFAULT_WORKSPACE, ADMIN_ID, now);
  await store.putToken(tokenAtRest(token, adminOf(now), now));
}
