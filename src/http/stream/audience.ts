import { createHash } from "node:crypto";
import type { EventType } from "../../domain/events.ts";
import type { Visibility } from "../../domain/people/visibility.ts";

/** What a stream is to tell: to whoever has this access, of these types. Streams that agree in both get the same bytes. */
export interface Audience {
  access: Visibility;
  /** Null: all. */
  types: readonly EventType[] | null;
  /** The access in a few letters, the same for the same access. */
  accessMark: string;
  /** Access and types in one word. */
  name: string;
}

export function audienceOf(access: Visibility, types: readonly EventType[] | null): Audience {
  const accessMark = markOf(access);
  const name = `${accessMark} ${types === null ? "*" : [...types].sort().join()}`;
  return { access, types, accessMark, name };
}

const MARK_CHARS = 12;

/**
 * Says nothing about the access but whether it is another one: a reader that comes back under another mark than the one it left with
 * must read its lists again.
 */
function markOf(access: Visibility): string {
  if (access.kind === "all") return "all";
  const whose = [...access.ownerIds].sort();
  const text = JSON.stringify([whose, access.unassigned]);
  return createHash("sha256").update(text).digest("base64url").slice(0, MARK_CHARS);
}
