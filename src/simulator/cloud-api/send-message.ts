import type { Contact } from "../contact.ts";
import { compact, type JsonObject } from "../payloads/json.ts";
import type { LineRef } from "../payloads/update.ts";
import { digits } from "../people.ts";
import type { Fault } from "./faults.ts";
import { GraphFailure, type Reply } from "./graph-error.ts";
import { judgeWindow, laterFailure, pricingOf } from "./judge.ts";
import { liveOut } from "./lifecycle.ts";
import { parse } from "./parse.ts";
import type { AcceptedSend } from "./send-log.ts";
import { receiptSchema, sendSchema, type SendRequest } from "./send-schema.ts";
import { checkTemplate, type Template } from "./templates.ts";
import type { World } from "./world.ts";

/** What the call became: the reply, and the send if one was accepted. */
export interface SendResult {
  reply: Reply;
  accepted?: AcceptedSend;
}

/**
 * `POST /{phone_number_id}/messages` in Meta's order: shape, template, throughput, pair rate, window;
 * then accepted, which promises nothing (section 0, point 4).
 * @throws GraphFailure for whatever Meta refuses at once.
 */
export function sendMessage(
  world: World,
  line: LineRef,
  body: JsonObject,
  fault: Fault | undefined,
): SendResult {
  if (body["status"] !== undefined) return { reply: markRead(world, line, body) };
  const request = parse(sendSchema, { type: "text", ...body });
  if (request.to === undefined && request.recipient === undefined) {
    throw new GraphFailure(131008, "One of the parameters to and recipient is required.");
  }
  const template = request.type === "template" ? findTemplate(world, line, request) : undefined;
  const contact = world.people.find(addressOf(request));
  const { window, refusal } = judgeWindow(world, line, request, contact);
  checkLimits(world, line, contact?.id ?? request.to ?? request.recipient ?? "");
  if (refusal === "sync") {
    const { biz_opaque_callback_data: callbackData } = request;
    const { phoneNumberId } = line;
    world.sends.refusedOutsideWindow({ at: world.clock.now(), phoneNumberId, callbackData });
    throw new GraphFailure(131047);
  }
  const accepted: AcceptedSend = {
    wamid: world.ids.wamid(contact?.profile.waId ?? digits(request.to ?? "10000000000"), "out"),
    phoneNumberId: line.phoneNumberId,
    contactId: contact?.id,
    type: request.type,
    callbackData: request.biz_opaque_callback_data,
    at: world.clock.now(),
    request: body,
    statuses: [],
  };
  world.sends.accept(accepted, window);
  const failsWith =
    fault?.kind === "fail_later"
      ? fault.code
      : refusal === "async"
        ? 131047
        : laterFailure(world, request, contact, template);
  liveOut(world, accepted, {
    addressedBy: request.to === undefined ? "bsuid" : "phone",
    isSilent: fault?.kind === "no_status",
    sentNow: fault?.kind === "late_response",
    pricing: pricingOf(template, window.open),
    ...(failsWith !== undefined && { failsWith }),
  });
  return { reply: acceptedReply(request, accepted, contact), accepted };
}

function addressOf({ to, recipient }: SendRequest): { to?: string; recipient?: string } {
  return { ...(to !== undefined && { to }), ...(recipient !== undefined && { recipient }) };
}

function findTemplate(
  world: World,
  line: LineRef,
  request: Extract<SendRequest, { type: "template" }>,
): Template {
  const { name, language } = request.template;
  const found = world.templates.find(line.wabaId, name, language.code);
  const template = checkTemplate(found, request.template);
  if (template.category === "AUTHENTICATION" && request.to === undefined) {
    throw new GraphFailure(131062);
  }
  return template;
}

function checkLimits(world: World, line: LineRef, person: string): void {
  const now = world.clock.now();
  if (!world.throughput.take(line.phoneNumberId, now)) throw new GraphFailure(130429);
  if (!world.pairLimit.take(`${line.phoneNumberId}/${person}`, now)) throw new GraphFailure(131056);
}

function acceptedReply(
  request: SendRequest,
  { wamid }: AcceptedSend,
  contact: Contact | undefined,
): Reply {
  const { to, recipient } = request;
  const address =
    to === undefined
      ? compact({ input: recipient, user_id: contact?.profile.userId ?? recipient })
      : compact({ input: to, wa_id: contact?.profile.waId ?? digits(to) });
  const message =
    request.type === "template" ? { id: wamid, message_status: "accepted" } : { id: wamid };
  return {
    status: 200,
    body: { messaging_product: "whatsapp", contacts: [address], messages: [message] },
  };
}

function markRead(world: World, line: LineRef, body: JsonObject): Reply {
  const receipt = parse(receiptSchema, body);
  if (!world.inboundIds.has(receipt.message_id)) throw new GraphFailure(131009, "Unknown message");
  world.sends.receipt({
    phoneNumberId: line.phoneNumberId,
    messageId: receipt.message_id,
    isTyping: receipt.typing_indicator !== undefined,
    at: world.clock.now(),
  });
  return { status: 200, body: { success: true } };
}
