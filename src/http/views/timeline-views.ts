import type { Actor } from "../../domain/actor.ts";
import { displayNameOf } from "../../domain/contact/contact.ts";
import type { UserId, WorkspaceId } from "../../domain/ids.ts";
import type { TimelineItem } from "../../domain/conversation/message.ts";
import type { ConversationRow } from "../../store/reader.ts";
import type { UserStore } from "../../store/people-store.ts";
import { timelineFiles } from "./media.ts";
import { timelineItemView, type TimelineItemView } from "./timeline.ts";

type Store = Pick<UserStore, "user"> & Parameters<typeof timelineFiles>[0];

/** Items of a conversation's timeline with their files and with the names of those who made them, in the order given. */
export async function timelineViews(
  store: Store,
  { conversation, contact }: Pick<ConversationRow, "conversation" | "contact">,
  items: readonly TimelineItem[],
): Promise<TimelineItemView[]> {
  const { workspaceId, id: conversationId } = conversation;
  const [files, names] = await Promise.all([
    timelineFiles(store, { workspaceId, conversationId }, items),
    userNames(store, workspaceId, items),
  ]);
  const contactName = displayNameOf(contact);
  const nameOf = ({ kind, id }: Pick<Actor, "kind" | "id">): string | null => {
    if (kind === "user") return names.get(id) ?? null;
    return kind === "contact" && contactName !== "" ? contactName : null;
  };
  return items.map((item) => timelineItemView(item, { files, nameOf }));
}

/** Names of the users who made these items, or were given the conversation: a handful, each asked for once. */
async function userNames(
  store: Store,
  workspaceId: WorkspaceId,
  items: readonly TimelineItem[],
): Promise<ReadonlyMap<UserId, string>> {
  const ids = [...new Set(items.flatMap(usersIn))];
  const users = await Promise.all(ids.map((id) => store.user(workspaceId, id)));
  return new Map(users.flatMap((user) => (user === null ? [] : [[user.id, user.name]])));
}

function usersIn(item: TimelineItem): UserId[] {
  switch (item.kind) {
    case "message":
      return userOf(item.sender);
    case "note":
      return userOf(item.author);
    case "activity": {
      const owners = [item.data["ownerId"], item.data["previousOwnerId"]];
      return [...userOf(item.actor), ...owners.filter((id) => typeof id === "string")];
    }
  }
}

function userOf({ kind, id }: Actor): UserId[] {
  return kind === "user" ? [id] : [];
}
