import type { AskedMessage } from "../domain/sending/asked-message.ts";
import type { OutgoingContent } from "../domain/sending/outgoing.ts";
import type { GuardRefusal } from "../domain/sending/send-guard.ts";
import type { UserId, WorkspaceId } from "../domain/ids.ts";
import type { CrmStore } from "../store/crm-store.ts";
import type { MediaStore } from "../store/media-store.ts";
import type { SettingsStore } from "../store/settings-store.ts";
import type { ConversationRow, Reader } from "../store/reader.ts";
import type { TemplateStore } from "../store/template-store.ts";

/** Where files, templates and messages are looked up. */
export type SendingStore = Pick<MediaStore, "asset"> &
  Pick<TemplateStore, "templateByKey"> &
  Pick<SettingsStore, "line"> &
  Pick<CrmStore, "customFields"> &
  Pick<Reader, "messages">;

/** What a message is resolved with: whom it goes to, and where files and messages are looked up. */
export interface SendContext {
  workspaceId: WorkspaceId;
  /** Null: an automation. */
  sender: UserId | null;
  row: ConversationRow;
  now: number;
  store: SendingStore;
}

/** One message of a request, and where it stands there. */
export interface ReadMessage {
  index: number;
  /** `body`, or `body.messages.3`. */
  field: string;
  /** Null: it breaks a rule, and `errors` says which. */
  asked: AskedMessage | null;
  errors: FieldFault[];
}

/** A member of what was asked for that breaks a rule. `field` is dotted. */
export interface FieldFault {
  field: string;
  rule: string;
}

/** Why something cannot be sent as it was asked for: the API's problem codes, of which these are some. */
export type UnsendableCode =
  | GuardRefusal
  | "request.invalid"
  | "message.media_unusable"
  | "message.unfit_target"
  | "template.not_sendable"
  | "template.needs_phone"
  | "template.incomplete"
  | "window.closed";

/** Why a message is not sent. Fields are those of the message: `caption`, or empty for all of it. */
export interface Unsendable {
  kind: "unsendable";
  code: UnsendableCode;
  errors: FieldFault[];
}

/** What was asked for, as it goes out. */
export type ResolvedContent = { kind: "content"; content: OutgoingContent } | Unsendable;

export function unsendable(code: UnsendableCode, field: string, rule: string): Unsendable {
  return { kind: "unsendable", code, errors: [{ field, rule }] };
}
