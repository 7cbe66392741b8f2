import type { StatusId, WorkspaceId } from "../ids.ts";
import type { User } from "./user.ts";

/** The status that everybody has at first (R11.1). */
export const ONLINE: StatusId = "online";
export const ONLINE_NAME = "En línea";

/** A way of being away that the workspace has defined (R11.1 to R11.5). */
export interface OfflineStatus {
  workspaceId: WorkspaceId;
  id: StatusId;
  name: string;
  /** Whether whoever is in it still receives newly assigned conversations (R11.2). It warns when one is assigned by hand (Q47). */
  receives: boolean;
  /** Sent to contacts who write meanwhile, once for each conversation (R11.3, Q48); null: nothing is sent. */
  reply: string | null;
  /** Whoever is online and makes no request for so long is put into it (R11.5); null: nobody is. */
  afterIdleMs: number | null;
  createdAt: number;
  updatedAt: number;
}

/** The status that somebody is in, and since when: the same stretch is always named by the same moment. */
export interface StatusNow {
  /** Null: online. */
  offline: OfflineStatus | null;
  /** Null: since they were added. */
  since: number | null;
}

/**
 * The status of a user at `now`. Idleness is not stored: of the statuses that come by it, whoever is online is in the one with the longest
 * time that has passed since their last request, and back online with their next one. A status that was removed means online.
 */
export function statusNow(
  user: Pick<User, "statusId" | "statusSince" | "lastActiveAt" | "createdAt">,
  statuses: readonly OfflineStatus[],
  now: number,
): StatusNow {
  const chosen = statuses.find(({ id }) => id === user.statusId);
  if (chosen !== undefined) return { offline: chosen, since: user.statusSince };
  const since = user.statusId === null ? user.statusSince : null;
  const activeAt = Math.max(user.lastActiveAt ?? user.createdAt, since ?? 0);
  let idle: StatusNow = { offline: null, since };
  let longest = 0;
  for (const offline of statuses) {
    const { afterIdleMs } = offline;
    if (afterIdleMs === null || afterIdleMs <= longest || activeAt + afterIdleMs > now) continue;
    longest = afterIdleMs;
    idle = { offline, since: activeAt + afterIdleMs };
  }
  return idle;
}
