import { createHash } from "node:crypto";
import type { WorkspaceId } from "../domain/ids.ts";

/**
 * Name of a workspace's blob: nothing in it was chosen by a stranger. Workspaces do not share blobs, although they could: whether
 * another one has a file must not show in how long storing it takes.
 */
export function blobKeyOf(workspaceId: WorkspaceId, sha256: string): string {
  const workspace = createHash("sha256").update(workspaceId).digest("hex").slice(0, 16);
  return `${workspace}/${sha256}`;
}

/** Whether a name is one of ours; anything else must never become a path or a URL. */
export function isBlobKey(key: string): boolean {
  return /^[0-9a-f]{16}\/[0-9a-f]{64}$/.test(key);
}
