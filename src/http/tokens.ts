import { createHash } from "node:crypto";
import type { Clock } from "../clock.ts";
import { DEFAULT_WORKSPACE } from "../domain/ids.ts";
import type { Token, User } from "../domain/user.ts";
import type { Ids } from "../ids.ts";
import type { SettingsStore } from "../store/settings-store.ts";

/*
 * A token is `vt_`, 32 characters of [0-9a-v] that hold 160 random bits, and 7 more that hold their CRC-32 (reliability.md 4.3):
 * scanners that look for leaked secrets can tell a token from chance, and a mistyped one is refused without asking the store.
 * An operator's own ADMIN_TOKEN may look like anything else.
 */

const PREFIX = "vt_";
const RANDOM_BYTES = 20;
const OURS = /^vt_[0-9a-v]{39}$/;
const HINT_CHARS = 8;

/** A new token. It is shown once and never stored. */
export function createToken(ids: Pick<Ids, "bytes">): string {
  const hex = Buffer.from(ids.bytes(RANDOM_BYTES)).toString("hex");
  const random = BigInt(`0x${hex}`).toString(32).padStart(32, "0");
  return PREFIX + random + checkOf(random);
}

/** SHA-256 in lower-case hex, the form at rest. Unsalted: 160 random bits cannot be guessed, and it must be looked up. */
export function hashToken(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

/** What is kept of a user's new token. The hint is too short to help anybody guess. */
export function tokenAtRest(
  token: string,
  user: Pick<User, "workspaceId" | "id">,
  createdAt: number,
): Token {
  const hint = token.slice(0, Math.min(HINT_CHARS, Math.floor(token.length / 4)));
  const { workspaceId, id: userId } = user;
  return { workspaceId, userId, hash: hashToken(token), hint, createdAt, revokedAt: null };
}

/** Whether this begins like a token of ours and cannot be one: cut off, or with a character wrong. */
export function isMistyped(token: string): boolean {
  if (!token.startsWith(PREFIX)) return false;
  return !OURS.test(token) || checkOf(token.slice(3, 35)) !== token.slice(35);
}

function checkOf(random: string): string {
  return crc32(random).toString(32).padStart(7, "0");
}

/** CRC-32 as in zip and PNG. */
function crc32(text: string): number {
  let crc = ~0;
  for (const byte of Buffer.from(text, "latin1")) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

/** The user that exists from the first start. */
export const ADMIN_ID = "admin";

/**
 * Makes the first administrator of the workspace `default`, with a token, so that somebody can get in. Run at every start;
 * changes nothing when there is nothing to do.
 *
 * - With `adminToken` exactly that token works: when it is new, all earlier ones of this user are revoked.
 * - Without, a token is made when the user is new, and given back to be shown once; null later on.
 *
 * @throws RangeError when `adminToken` begins like a token of ours and cannot be one: it was copied incompletely
 */
export async function bootstrapAdmin(
  store: Pick<SettingsStore, "user" | "putUser" | "tokenByHash" | "putToken" | "revokeTokens">,
  { adminToken, clock, ids }: { adminToken?: string | undefined; clock: Clock; ids: Ids },
): Promise<{ token: string | null }> {
  if (adminToken !== undefined && isMistyped(adminToken)) {
    throw new RangeError("ADMIN_TOKEN begins with vt_ but is not a whole token; copy it again");
  }
  const known = await store.user(DEFAULT_WORKSPACE, ADMIN_ID);
  if (adminToken === undefined) {
    if (known !== null) return { token: null };
    const token = createToken(ids);
    await replaceTokens(store, token, clock.now());
    await store.putUser(adminOf(clock.now()));
    return { token };
  }
  const valid = await store.tokenByHash(hashToken(adminToken));
  if (!isAdmin(valid?.user)) await replaceTokens(store, adminToken, clock.now());
  if (!isAdmin(known)) await store.putUser({ ...(known ?? adminOf(clock.now())), ...RIGHTS });
  return { token: adminToken };
}

const RIGHTS = { role: "administrator", active: true } as const satisfies Partial<User>;

function adminOf(now: number): User {
  const names = { workspaceId: DEFAULT_WORKSPACE, id: ADMIN_ID, name: "Administrator" };
  return { ...names, ...RIGHTS, createdAt: now };
}

function isAdmin(user: User | null | undefined): boolean {
  return (
    user?.workspaceId === DEFAULT_WORKSPACE &&
    user.id === ADMIN_ID &&
    user.active &&
    user.role === "administrator"
  );
}

/** The token before the user: after a crash between the two, the next start finds no user and begins again. */
async function replaceTokens(
  store: Pick<SettingsStore, "putToken" | "revokeTokens">,
  token: string,
  now: number,
): Promise<void> {
  await store.revokeTokens(DEFAULT_WORKSPACE, ADMIN_ID, now);
  await store.putToken(tokenAtRest(token, adminOf(now), now));
}
