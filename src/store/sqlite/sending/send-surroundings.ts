import { NOBODY_DRIVES } from "../../../domain/conversation/conversation.ts";
import { conversationOf } from "../../../domain/conversation/stored-conversation.ts";
import { contactOf } from "../../../domain/contact/stored-contact.ts";
import type { MessageId } from "../../../domain/ids.ts";
import { isSign, messagesNamedBy, type Send } from "../../../domain/sending/send.ts";
import { LOOKED_THROUGH_MAX, messageTimes } from "../../recently-sent.ts";
import type { ClaimedSend } from "../../send-store.ts";
import type { Connection } from "../connection.ts";
import { createItems } from "../conversations/items.ts";
import { createPlaces } from "../conversations/places.ts";
import { sendOf, type SendRow } from "./send-rows.ts";

/** A send with what dispatching needs beside it; to be called inside a write. */
export function createSendSurroundings(connection: Connection): (row: SendRow) => ClaimedSend {
  const items = createItems(connection, createPlaces(connection));
  const newest = connection.query<{ id: string; claimedAt: number | null }>(
    `select id, claimed_at as claimedAt from sends
     where conversation = ? and pk < ? and state in ('accepted', 'uncertain') order by pk desc limit ?`,
  );
  const surroundings = connection.query<{ doc: string | null; contact: string }>(
    `select c.doc, p.doc as contact from conversations c
     join contacts p on p.workspace = c.workspace and p.id = c.contact where c.pk = ?`,
  );

  function sourceIdsOf(conversation: number, send: Send): Record<MessageId, string> {
    const found: Record<MessageId, string> = {};
    for (const id of messagesNamedBy(send)) {
      const sourceId = items.messageById(conversation, id)?.sourceId ?? null;
      if (sourceId !== null) found[id] = sourceId;
    }
    return found;
  }

  function recentlySent({ conversation, pk }: SendRow, { content, conversationId }: Send) {
    if (isSign(content)) return [];
    return messageTimes(conversationId, newest.all(conversation, pk, LOOKED_THROUGH_MAX));
  }

  return (row) => {
    const near = surroundings.get(row.conversation);
    if (near === undefined) throw new Error("a send without its contact");
    const conversation = near.doc === null ? null : conversationOf(near.doc);
    const send = sendOf(row);
    return {
      send,
      contact: contactOf(near.contact),
      windowExpiresAt: conversation?.facts.windowExpiresAt ?? null,
      lastInboundAt: conversation?.facts.lastInboundAt ?? null,
      lastInboundFrom: conversation?.facts.lastInboundFrom ?? null,
      driver: conversation?.facts.driver ?? NOBODY_DRIVES,
      recentlySent: recentlySent(row, send),
      sourceIds: sourceIdsOf(row.conversation, send),
    };
  };
}
