import type { Refusal } from "../domain/commands.ts";

/** What every problem of one kind has in common. Codes are part of the contract: clients switch on them, and none changes. */
export interface ProblemKind {
  status: number;
  title: string;
}

/** Why a command is not possible now, by the reason the machine gives. */
const REFUSALS = {
  "conversation.not_yours": { status: 403, title: "You may see it, and not change it." },
  "conversation.already_closed": { status: 409, title: "The conversation is closed already." },
  "conversation.already_open": { status: 409, title: "The conversation is open already." },
  "conversation.never_opened": { status: 409, title: "The conversation was never opened." },
  "conversation.already_assigned": {
    status: 409,
    title: "Somebody else has the conversation already.",
  },
  "conversation.owner_changed": { status: 409, title: "Somebody else gave it away first." },
  "conversation.version_conflict": { status: 412, title: "The conversation has changed." },
  "conversation.too_many_tags": {
    status: 409,
    title: "The conversation would have too many tags.",
  },
  "conversation.cascade_needs_user": {
    status: 422,
    title: "Contact and records are handed over to a user, and to nobody else.",
  },
  "contact.has_no_owner": { status: 409, title: "The contact has no owner." },
  "window.closed": {
    status: 409,
    title: "The customer service window is shut: only templates can be sent.",
  },
  "conversation.nothing_received": {
    status: 409,
    title: "The contact has written nothing in the last 30 days.",
  },
  "message.unknown": { status: 404, title: "There is no such message of yours." },
  "message.unfit_target": {
    status: 409,
    title: "The message that it is about cannot be answered, or reacted to.",
  },
  "message.not_failed": { status: 409, title: "Only what failed, or may have, is sent again." },
  "message.already_resent": { status: 409, title: "The message was sent again already." },
} as const satisfies Record<Refusal, ProblemKind>;

/** Every problem this API answers with. */
export const PROBLEMS = {
  ...REFUSALS,
  "request.invalid": { status: 400, title: "The request breaks the rules of this route." },
  "request.malformed": { status: 400, title: "The request cannot be read." },
  "body.not_json": { status: 400, title: "The body is not JSON." },
  "body.not_an_object": { status: 400, title: "The body is not a JSON object." },
  "body.too_deep": { status: 400, title: "The body is nested too deep." },
  "body.unsafe": { status: 400, title: "The body has a member name that is not permitted." },
  "body.duplicate_member": { status: 400, title: "A member stands twice in the body." },
  "cursor.invalid": { status: 400, title: "The cursor was not made by this list." },
  "media.form_broken": { status: 400, title: "The form cannot be read." },
  "cursor.other_filter": { status: 400, title: "The cursor belongs to other filters." },
  "handshake.malformed": { status: 400, title: "This is not a webhook handshake." },
  "auth.required": { status: 401, title: "A bearer token is needed." },
  "auth.invalid_token": { status: 401, title: "The token is not valid." },
  "auth.token_in_query": { status: 401, title: "Tokens are not taken from the URL." },
  "webhook.bad_signature": { status: 401, title: "The signature does not fit the body." },
  "auth.administrators_only": { status: 403, title: "Only administrators may do this." },
  "auth.not_permitted": { status: 403, title: "Your role does not permit this." },
  "auth.no_inbox": { status: 403, title: "Your role has no inbox." },
  "handshake.wrong_token": { status: 403, title: "The verify token is not ours." },
  "route.unknown": { status: 404, title: "There is no such route." },
  "conversation.unknown": { status: 404, title: "There is no such conversation." },
  "outcome.unknown": { status: 404, title: "No command has this key." },
  "contact.unknown": { status: 404, title: "There is no such contact." },
  "record.unknown": { status: 404, title: "There is no such record." },
  "custom_field.unknown": { status: 404, title: "There is no such custom field." },
  "template.unknown": { status: 404, title: "There is no such template." },
  "line.unknown": { status: 404, title: "There is no such line." },
  "user.unknown": { status: 404, title: "There is no such user." },
  "endpoint.unknown": { status: 404, title: "There is no such endpoint." },
  "delivery.unknown": { status: 404, title: "There is no such delivery." },
  "media.unknown": { status: 404, title: "There is no such file." },
  "method.not_allowed": { status: 405, title: "This route does not know the method." },
  "request.timeout": { status: 408, title: "The request took too long to arrive." },
  "contact.not_in_crm": { status: 409, title: "The contact is not in the CRM." },
  "contact.address_in_use": {
    status: 409,
    title: "Another contact has this e-mail address, number or outside id.",
  },
  "contact.version_conflict": { status: 412, title: "The contact has changed." },
  "record.external_id_taken": {
    status: 409,
    title: "Another record of this kind has the outside id.",
  },
  "record.version_conflict": { status: 412, title: "The record has changed." },
  "custom_field.taken": { status: 409, title: "There is a custom field of this key." },
  "custom_field.limit_reached": {
    status: 409,
    title: "The workspace has as many custom fields as it may.",
  },
  "line.taken": { status: 409, title: "The line belongs to another workspace." },
  "line.limit_reached": { status: 409, title: "The workspace has as many lines as it may." },
  "user.holds_no_tokens": { status: 409, title: "This user cannot hold a token." },
  "user.is_yourself": { status: 409, title: "You cannot do this to yourself." },
  "template.not_sendable": { status: 409, title: "The template cannot be sent." },
  "template.needs_phone": { status: 409, title: "The template goes to phone numbers only." },
  "contact.opted_out": { status: 409, title: "The contact wants no marketing." },
  "media.not_yours": { status: 403, title: "Somebody else added the file." },
  "media.pending": { status: 409, title: "The file is still on its way." },
  "media.not_failed": { status: 409, title: "The file has not failed." },
  "media.failed": { status: 410, title: "The file never came, and will not." },
  "body.too_large": { status: 413, title: "The body is too large." },
  "media.too_large": { status: 413, title: "The file is larger than WhatsApp takes." },
  "media.too_many_parts": { status: 413, title: "The form has more parts than the one file." },
  "url.too_long": { status: 414, title: "The URL is too long." },
  "body.unsupported_type": { status: 415, title: "Bodies are application/json here." },
  "media.not_multipart": { status: 415, title: "Files are sent as multipart/form-data." },
  "media.range_unsatisfiable": { status: 416, title: "The file has no such range." },
  "command.unknown_user": { status: 422, title: "The user does not exist or is not active." },
  "template.incomplete": { status: 422, title: "The template lacks what goes into it." },
  "message.media_unusable": { status: 422, title: "The file cannot be sent like this." },
  "record.unknown_contact": { status: 422, title: "The contact of the record does not exist." },
  "contact.unknown_owner": { status: 422, title: "The owner does not exist or is not active." },
  "media.empty": { status: 422, title: "The file is empty." },
  "media.type_refused": { status: 422, title: "WhatsApp does not take files of this type." },
  "media.type_mismatch": { status: 422, title: "The file is not what it was declared to be." },
  "media.infected": { status: 422, title: "The antivirus found malicious software in the file." },
  "media.unscannable": { status: 422, title: "The antivirus takes no file of this size." },
  "endpoint.url_refused": { status: 422, title: "Endpoints cannot have this URL." },
  "idempotency.key_reused": {
    status: 422,
    title: "The Idempotency-Key was used for something else.",
  },
  "stream.too_many_of_user": {
    status: 429,
    title: "You have as many streams open as one user may.",
  },
  "request.too_many": { status: 429, title: "Too many requests." },
  "headers.too_large": { status: 431, title: "The headers are too large." },
  "command.failed": {
    status: 500,
    title: "The command was set aside because of a defect of ours; nothing changed.",
  },
  "server.error": { status: 500, title: "Something went wrong on our side." },
  "server.busy": { status: 503, title: "The server is busy." },
  "stream.too_many": { status: 503, title: "As many streams are open here as there may be." },
  "server.timeout": { status: 503, title: "The answer took too long." },
  "media.scanner_away": {
    status: 503,
    title: "Files cannot be looked into for viruses at the moment.",
  },
  "media.unavailable": { status: 503, title: "The bytes of files cannot be reached." },
  "store.unavailable": { status: 503, title: "The store cannot be reached." },
} as const satisfies Record<string, ProblemKind>;

export type ProblemCode = keyof typeof PROBLEMS;
