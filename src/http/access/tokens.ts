import { createHash } from "node:crypto";
import type { Token } from "../../domain/people/token.ts";
import type { User } from "../../domain/people/user.ts";
import type { Ids } from "../../ids.ts";

/*
 * A token is `vt_`, 32 characters of [0-9a-v] that hold 160 random bits, and 7 more that hold their CRC-32 (reliability.md 4.3):
 * scanners that look for leaked secrets can tell a token from chance, and a mistyped one is refused without asking the store.
 * An operator's own ADMIN_TOKEN may look like anything else.
 */

const PREFIX = "vt_";
const RANDOM_BYTES = 20;
const OURS = /^vt_[0-9a-v]{39}$/;
const HINT_CHARS = 8;
const ID_CHARS = 20;

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

/** What is kept of a user's new token. The hint is too short to help anybody guess, and so is the part of the hash that makes the id. */
export function tokenAtRest(
  token: string,
  user: Pick<User, "workspaceId" | "id">,
  createdAt: number,
  terms: Partial<Pick<Token, "name" | "scopes" | "expiresAt">> = {},
): Token {
  const { workspaceId, id: userId } = user;
  const hash = hashToken(token);
  return {
    workspaceId,
    id: `tok_${hash.slice(0, ID_CHARS)}`,
    userId,
    name: "",
    hash,
    hint: token.slice(0, Math.min(HINT_CHARS, Math.floor(token.length / 4))),
    scopes: null,
    createdAt,
    expiresAt: null,
    lastUsedAt: null,
    rotatedAt: null,
    revokedAt: null,
    ...terms,
  };
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
