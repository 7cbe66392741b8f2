import type { SendAddress } from "../../../domain/contact/address.ts";
import { isSign, targetOf, type NewSend } from "../../../domain/sending/send.ts";
import { graphContent } from "./message-content.ts";

/** What a send names by our own ids, in WhatsApp's. */
export interface SendIds {
  /** By our ids of the files that stand in it. */
  media: ReadonlyMap<string, string>;
  /** By our ids of messages (`messagesNamedBy`), as far as they are known. */
  messages: Readonly<Record<string, string>>;
}

/** What is posted for a send; or `no_target`: what it is about has no id at WhatsApp. */
export type GraphRequest =
  | { kind: "request"; body: Record<string, unknown> }
  | { kind: "no_target" };

/**
 * The body of `POST /{phone_number_id}/messages` for a send (WhatsApp section 8). A message carries the send's id as
 * `biz_opaque_callback_data`, so that its statuses find it whatever becomes of the answer. A message whose quoted one WhatsApp does not know
 * goes without the quote: that it arrives matters more.
 */
export function graphRequest(
  send: Pick<NewSend, "id" | "content" | "replyToId">,
  address: SendAddress,
  ids: SendIds,
): GraphRequest {
  const { id, content, replyToId } = send;
  const targetId = targetOf(content);
  const target = targetId === null ? null : (ids.messages[targetId] ?? null);
  if (targetId !== null && target === null) return { kind: "no_target" };
  const product = { messaging_product: "whatsapp" };
  if (isSign(content)) {
    const typing = content.type === "typing" ? { typing_indicator: { type: "text" } } : {};
    return { kind: "request", body: { ...product, status: "read", message_id: target, ...typing } };
  }
  const quoted = replyToId === null ? undefined : ids.messages[replyToId];
  const body = {
    ...product,
    recipient_type: "individual",
    ...address,
    ...graphContent(content, { media: ids.media, target }),
    ...(quoted === undefined || content.type === "reaction"
      ? {}
      : { context: { message_id: quoted } }),
    biz_opaque_callback_data: id,
  };
  return { kind: "request", body };
}
