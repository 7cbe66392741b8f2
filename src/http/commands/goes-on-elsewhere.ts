import { covers } from "../../domain/people/visibility.ts";
import type { CommandName } from "../../domain/conversation/commands.ts";
import { conversationIdsOf, type ConversationId } from "../../domain/ids.ts";
import type { ConversationRow, Reader } from "../../store/reader.ts";
import type { Principal } from "../access/auth.ts";
import type { ConversationView } from "../views/conversation.ts";

/** What opens a conversation that is closed. */
export const OPENING: ReadonlySet<CommandName> = new Set(["reopen", "send", "resend"]);

type Available = ConversationView["commands"];

/** What is possible on a conversation, as it stands beside others of the same person; `commands` as it stands by itself. */
export async function availableBeside(
  commands: Available,
  row: ConversationRow,
  principal: Pick<Principal, "workspaceId" | "access">,
  store: Pick<Reader, "conversationsById">,
): Promise<Available> {
  if ((await elsewhere(row, principal, store)) === null) return commands;
  return commands.map(({ name, ...rest }) =>
    OPENING.has(name) && rest.reason !== "conversation.not_yours"
      ? { name, enabled: false, reason: "conversation.goes_on_elsewhere" }
      : { name, ...rest },
  );
}

export interface Elsewhere {
  /** Null: they may not see it. */
  goesOnIn: ConversationId | null;
}

/**
 * Where the contact's answers would go if this closed conversation was opened: of contacts that were merged several conversations stand on one line,
 * and one of them is open at a time (docs/adr/0009). Null: here.
 */
export async function elsewhere(
  { conversation, contact }: ConversationRow,
  { workspaceId, access }: Pick<Principal, "workspaceId" | "access">,
  store: Pick<Reader, "conversationsById">,
): Promise<Elsewhere | null> {
  const isClosed = conversation.regions.lifecycle === "closed";
  if (!isClosed || contact.absorbed.length === 0) return null;
  const others = conversationIdsOf(conversation.lineId, contact).filter(
    (id) => id !== conversation.id,
  );
  const rows = await store.conversationsById(workspaceId, others);
  const open = rows.find((row) => row.conversation.regions.lifecycle === "open")?.conversation;
  if (open === undefined) return null;
  return { goesOnIn: covers(access.read, open.facts.ownerId) ? open.id : null };
}
