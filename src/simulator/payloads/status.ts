import { contactMember, type Identity } from "./identity.ts";
import { compact, unixText, type JsonObject } from "./json.ts";
import { lineValue, type LineRef, type Update } from "./update.ts";

/** What Meta reports about a message of ours. `deleted` and `warning` only in old versions (section 3). */
export type StatusName =
  | "sent"
  | "delivered"
  | "read"
  | "played"
  | "failed"
  | "deleted"
  | "warning";

/** Who pays: on `sent` and on one of delivered and read. */
export interface Pricing {
  model: "PMP" | "CBP";
  /** Absent before the July 2025 model. */
  type?: "regular" | "free_customer_service" | "free_entry_point";
  category:
    | "marketing"
    | "marketing_lite"
    | "utility"
    | "authentication"
    | "authentication-international"
    | "service"
    | "referral_conversion";
  billable?: boolean;
}

/** One status of one message we sent. */
export interface StatusReport {
  line: LineRef;
  /** wamid of our message. */
  id: string;
  status: StatusName;
  at: number;
  to: Identity;
  /** How the message was addressed; a failed one to a phone carries no BSUID. */
  addressedBy?: "phone" | "bsuid";
  /** `biz_opaque_callback_data`, up to 512 characters, echoed on every status. */
  callbackData?: string;
  pricing?: Pricing;
  /** v24 and later: only inside a free entry point. `expiresAt` only on `sent`. */
  conversation?: { id: string; origin: string; expiresAt?: number };
  /** `errors[]`, for `failed`. */
  errors?: JsonObject[];
  /** `contacts[]` beside the status: since the BSUID rollout, but never for `failed`. */
  withContacts?: boolean;
  /** The documentation spells the parent's key in more than one way. */
  parentKey?: "parent_recipient_user_id" | "recipient_parent_user_id" | "parent_user_id";
  /** Group sends report each participant. */
  group?: { id: string; participantId?: string; participantUserId?: string };
}

/** The update of one status (section 3). */
export function statusUpdate(report: StatusReport): Update {
  const contacts = report.withContacts === true && report.status !== "failed";
  return {
    key: statusKey(report),
    entryId: report.line.wabaId,
    field: "messages",
    value: compact({
      ...lineValue(report.line),
      contacts: contacts ? [statusContact(report)] : undefined,
      statuses: [statusMember(report)],
    }),
  };
}

function statusKey(report: StatusReport): string {
  const participant = report.group?.participantId ?? report.group?.participantUserId;
  const key = `status:${report.id}:${report.status}`;
  return participant === undefined ? key : `${key}:${participant}`;
}

function statusContact(report: StatusReport): JsonObject {
  if (report.status !== "sent") return contactMember(report.to);
  const { username: _usernamesAreNotOnSent, ...person } = report.to;
  return contactMember(person);
}

function statusMember(report: StatusReport): JsonObject {
  const { to, group } = report;
  const hidesUserId = report.status === "failed" && report.addressedBy !== "bsuid";
  return compact({
    id: report.id,
    status: report.status,
    timestamp: unixText(report.at),
    recipient_id: group?.id ?? to.waId,
    recipient_type: group === undefined ? undefined : "group",
    recipient_participant_id: group?.participantId,
    recipient_participant_user_id: group?.participantUserId,
    recipient_user_id: hidesUserId || group !== undefined ? undefined : to.userId,
    [report.parentKey ?? "parent_recipient_user_id"]:
      hidesUserId || group !== undefined ? undefined : to.parentUserId,
    biz_opaque_callback_data: report.callbackData,
    conversation: conversationMember(report),
    pricing: report.pricing === undefined ? undefined : pricingMember(report.pricing),
    errors: report.errors,
  });
}

function conversationMember({ conversation }: StatusReport): JsonObject | undefined {
  if (conversation === undefined) return undefined;
  return compact({
    id: conversation.id,
    expiration_timestamp:
      conversation.expiresAt === undefined ? undefined : unixText(conversation.expiresAt),
    origin: { type: conversation.origin },
  });
}

function pricingMember(pricing: Pricing): JsonObject {
  return compact({
    billable: pricing.billable,
    pricing_model: pricing.model,
    type: pricing.type,
    category: pricing.category,
  });
}
