import type { AssignTarget } from "../../domain/conversation/commands.ts";
import type { ConversationRow } from "../../store/reader.ts";
import type { HttpDeps } from "../deps.ts";
import { currentStatusSchema, currentStatusView, type CurrentStatus } from "../views/user.ts";

export const ownerStatusSchema = currentStatusSchema.meta({
  description: "Of whom it was given to: by hand they are given it also when they are away.",
});

/**
 * The status of whoever was given a conversation by hand: that they are away does not stop anybody, and is no surprise (Q47). Nothing when it was
 * given to nobody.
 */
export async function ownerStatusOf(
  target: AssignTarget | null,
  { conversation: { workspaceId }, contact }: ConversationRow,
  { store, clock }: Pick<HttpDeps, "store" | "clock">,
): Promise<{ ownerStatus?: CurrentStatus }> {
  const userId = userIn(target, contact.ownerId);
  const user = userId === null ? null : await store.user(workspaceId, userId);
  if (user === null) return {};
  const statuses = await store.statuses(workspaceId);
  return { ownerStatus: currentStatusView(user, { statuses, now: clock.now() }) };
}

function userIn(target: AssignTarget | null, contactOwnerId: string | null): string | null {
  switch (target?.kind) {
    case "user":
      return target.userId;
    case "contactOwner":
      return contactOwnerId;
    case "nobody":
    case undefined:
      return null;
  }
}
