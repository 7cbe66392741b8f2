import { createHash } from "node:crypto";

const LENGTH = 22;

/**
 * Public id of what is kept beside the mailboxes. Derived from the item's key, so that the same item has the same id in every
 * process; hashed, because a key may hold what should not stand in a URL.
 */
export function outsideId(prefix: "p" | "n" | "d", key: string): string {
  return prefix + createHash("sha256").update(key).digest("base64url").slice(0, LENGTH);
}
