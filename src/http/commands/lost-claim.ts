import { covers } from "../../domain/people/visibility.ts";
import type { TimelineItem } from "../../domain/conversation/message.ts";
import type { ConversationId } from "../../domain/ids.ts";
import type { ConversationRow, Reader } from "../../store/reader.ts";
import type { Principal } from "../access/auth.ts";
import type { HttpDeps } from "../deps.ts";

/** Whoever claims so soon after somebody else looked at the same queue. */
const RACE_MS = 10_000;
/** Newest items of a timeline among which a claim of the last seconds stands, if there is one. */
const LOOKED_MAX = 20;

const OF_OWNERS: readonly string[] = ["assigned", "unassigned", "handed_over"];

/**
 * The conversation that somebody claims, and that another has just taken from the queue that both of them see. It is out of sight since, and yet
 * its claim is let through, to be told in its turn who was faster (Q44): how late it came, in milliseconds, must not decide over the answer. Null
 * for everything else that they may not see.
 */
export async function conversationJustClaimed(
  { workspaceId, access }: Pick<Principal, "workspaceId" | "access">,
  id: ConversationId,
  { store, clock }: { store: Pick<Reader, "conversation" | "timeline"> } & Pick<HttpDeps, "clock">,
): Promise<ConversationRow | null> {
  if (!covers(access.act, null)) return null;
  const row = await store.conversation(workspaceId, id);
  const since = clock.now() - RACE_MS;
  if (row === null || row.conversation.updatedAt < since) return null;
  const { items } = await store.timeline(workspaceId, id, { cursor: null, limit: LOOKED_MAX });
  const newest = items.find(
    (item) => item.kind === "activity" && OF_OWNERS.includes(item.activity),
  );
  return newest !== undefined && isClaim(newest) && newest.occurredAt >= since ? row : null;
}

/** Whether somebody has taken for themselves what was nobody's. */
function isClaim(item: TimelineItem): boolean {
  if (item.kind !== "activity" || item.activity !== "assigned") return false;
  const { actor, data } = item;
  const isOwn = actor.kind === "user" && actor.id === data["ownerId"];
  return isOwn && data["previousOwnerId"] === null;
}
