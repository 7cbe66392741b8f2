import { contactMember, type Identity } from "./identity.ts";
import { compact, unixText, type Draft, type JsonObject } from "./json.ts";
import { lineValue, type LineRef, type Update } from "./update.ts";

/** A person changed number or device. `before` and `after` are the same person. */
export interface IdentityChange {
  line: LineRef;
  /** wamid */
  id: string;
  at: number;
  before: Identity;
  after: Identity;
}

/** `user_changed_number`: the phone may be told. Carries both BSUIDs since 2026-08-11. */
export function userChangedNumber(change: IdentityChange): Update {
  const { before, after } = change;
  return systemUpdate(change, {
    from: before.waId,
    from_user_id: before.userId,
    from_parent_user_id: before.parentUserId,
    system: compact({
      body: `User ${after.name} changed from ${before.waId} to ${after.waId}`,
      wa_id: after.waId,
      ...rotation(change),
      type: "user_changed_number",
    }),
  });
}

/** `user_changed_user_id`: no phone is known, so `from` is absent. */
export function userChangedUserId(change: IdentityChange): Update {
  return systemUpdate(change, {
    system: compact({
      body: `User changed from ${change.before.userId} to ${change.after.userId}`,
      ...rotation(change),
      type: "user_changed_user_id",
    }),
  });
}

/** The older form of a number change. `member` is the spelling of the new number's key. */
export function customerChangedNumber(
  change: IdentityChange,
  member: "wa_id" | "new_wa_id" = "wa_id",
): Update {
  const { before, after } = change;
  return systemUpdate(change, {
    from: before.waId,
    system: compact({
      body: `User ${after.name} changed from ${before.waId} to ${after.waId}`,
      [member]: after.waId,
      customer: member === "wa_id" ? before.waId : undefined,
      type: "customer_changed_number",
    }),
  });
}

/** `customer_identity_changed`: same number, new device keys. The one system message with `contacts[]`. */
export function customerIdentityChanged(change: IdentityChange, hash: string): Update {
  const update = systemUpdate(change, {
    from: change.after.waId,
    identity: { acknowledged: true, created_timestamp: unixText(change.at), hash },
    system: {
      body: `User ${change.after.name} changed their security code`,
      identity: hash,
      type: "customer_identity_changed",
    },
  });
  const { messaging_product, metadata, messages } = update.value as Record<string, JsonObject>;
  return {
    ...update,
    value: compact({
      messaging_product,
      metadata,
      contacts: [{ ...contactMember(change.after), identity_key_hash: hash }],
      messages,
    }),
  };
}

function rotation({ before, after }: IdentityChange): Draft {
  return {
    user_id: after.userId,
    previous_user_id: before.userId,
    parent_user_id: after.parentUserId,
    previous_parent_user_id: before.parentUserId,
  };
}

function systemUpdate(change: IdentityChange, members: Draft): Update {
  const { from, from_user_id, from_parent_user_id, ...rest } = members;
  return {
    key: `message:${change.line.phoneNumberId}:${change.id}`,
    entryId: change.line.wabaId,
    field: "messages",
    value: {
      ...lineValue(change.line),
      messages: [
        compact({
          from,
          from_user_id,
          from_parent_user_id,
          id: change.id,
          timestamp: unixText(change.at),
          type: "system",
          ...rest,
        }),
      ],
    },
  };
}
