import type { Actor } from "../../domain/actor.ts";
import { displayNameOf } from "../../domain/contact/contact.ts";
import type { WorkspaceId } from "../../domain/ids.ts";
import type { TimelineItem } from "../../domain/conversation/message.ts";
import type { FlowStore } from "../../store/automation-store.ts";
import type { ConversationRow } from "../../store/reader.ts";
import type { UserStore } from "../../store/people-store.ts";
import { timelineFiles } from "./media.ts";
import { timelineItemView, type TimelineItemView } from "./timeline.ts";

type Store = Pick<UserStore, "user"> &
  Pick<FlowStore, "flow"> &
  Parameters<typeof timelineFiles>[0];

/** Items of a conversation's timeline with their files and with the names of those who made them, in the order given. */
export async function timelineViews(
  store: Store,
  { conversation, contact }: Pick<ConversationRow, "conversation" | "contact">,
  items: readonly TimelineItem[],
): Promise<TimelineItemView[]> {
  const { workspaceId, id: conversationId } = conversation;
  const [files, names] = await Promise.all([
    timelineFiles(store, { workspaceId, conversationId }, items),
    namesOf(store, workspaceId, items),
  ]);
  const contactName = displayNameOf(contact);
  const nameOf = (actor: Named): string | null => {
    if (actor.kind === "contact") return contactName === "" ? null : contactName;
    return names.get(keyOf(actor)) ?? null;
  };
  return items.map((item) => timelineItemView(item, { files, nameOf }));
}

type Named = Pick<Actor, "kind" | "id">;

const keyOf = ({ kind, id }: Named): string => `${kind} ${id}`;

/** Names of the users and automations that made these items, or were given the conversation: a handful, each asked for once. */
async function namesOf(
  store: Store,
  workspaceId: WorkspaceId,
  items: readonly TimelineItem[],
): Promise<ReadonlyMap<string, string>> {
  const actors = new Map(items.flatMap(actorsIn).map((actor) => [keyOf(actor), actor]));
  const named = await Promise.all(
    [...actors].map(async ([key, { kind, id }]): Promise<[string, string][]> => {
      const name = await nameOf({ kind, id }, workspaceId, store);
      return name === null ? [] : [[key, name]];
    }),
  );
  return new Map(named.flat());
}

async function nameOf(
  { kind, id }: Named,
  workspaceId: WorkspaceId,
  store: Store,
): Promise<string | null> {
  switch (kind) {
    case "user":
      return (await store.user(workspaceId, id))?.name ?? null;
    case "automation":
      return (await store.flow(workspaceId, id))?.name ?? null;
    default:
      return null;
  }
}

function actorsIn(item: TimelineItem): Named[] {
  switch (item.kind) {
    case "message":
      return [item.sender];
    case "note":
      return [item.author];
    case "activity": {
      const owners = [item.data["ownerId"], item.data["previousOwnerId"]];
      const users = owners.filter((id) => typeof id === "string");
      return [item.actor, ...users.map((id) => ({ kind: "user" as const, id }))];
    }
  }
}
