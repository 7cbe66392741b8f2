import { compact, unixSeconds, type Draft, type JsonObject } from "./json.ts";
import { contentKey, type LineRef, type Update } from "./update.ts";

/** An update of a whole account, with `entry.time`. `members` is the value as it travels. */
export function accountEvent(
  entryId: string,
  at: number,
  field: string,
  members: JsonObject,
): Update {
  const entryTime = unixSeconds(at);
  return {
    key: `${contentKey(field, members)}:${entryTime}`,
    entryId,
    entryTime,
    field,
    value: members,
  };
}

/** `account_update`: everything that can happen to a WhatsApp Business Account (section 5). */
export type AccountChange =
  | {
      event: "DISABLED_UPDATE";
      banState: "DISABLE" | "SCHEDULE_FOR_DISABLE" | "REINSTATE";
      banDate: string;
    }
  | { event: "ACCOUNT_RESTRICTION"; restrictions: { type: string; expiresAt: number }[] }
  | { event: "ACCOUNT_VIOLATION"; violation: string }
  | { event: "ACCOUNT_DELETED" | "ACCOUNT_OFFBOARDED" | "ACCOUNT_RECONNECTED" }
  | {
      event: "VOLUME_BASED_PRICING_TIER_UPDATE";
      tier: string;
      tierUpdatedAt: number;
      category: string;
      region: string;
      month: string;
    };

/** `account_update` of a WABA. */
export function accountUpdate(wabaId: string, at: number, change: AccountChange): Update {
  return accountEvent(wabaId, at, "account_update", {
    ...compact(accountMembers(change)),
    event: change.event,
  });
}

/**
 * `account_update` of the PARTNER_ family: `entry.id` is the partner's business id, and the WABA
 * stands in `value.waba_info.waba_id` (section 1).
 */
export function partnerUpdate(
  partnerBusinessId: string,
  at: number,
  change: {
    event:
      | "PARTNER_ADDED"
      | "PARTNER_REMOVED"
      | "PARTNER_APP_INSTALLED"
      | "PARTNER_APP_UNINSTALLED";
    wabaId: string;
    ownerBusinessId: string;
    disconnectionReason?: string;
  },
): Update {
  return accountEvent(
    partnerBusinessId,
    at,
    "account_update",
    compact({
      event: change.event,
      waba_info: { waba_id: change.wabaId, owner_business_id: change.ownerBusinessId },
      disconnection_info:
        change.disconnectionReason === undefined
          ? undefined
          : { reason: change.disconnectionReason, initiated_by: "SYSTEM" },
    }),
  );
}

function accountMembers(change: AccountChange): Draft {
  switch (change.event) {
    case "DISABLED_UPDATE":
      return {
        ban_info: { waba_ban_state: change.banState, waba_ban_date: change.banDate },
      };
    case "ACCOUNT_RESTRICTION":
      return {
        restriction_info: change.restrictions.map((restriction) => ({
          restriction_type: restriction.type,
          expiration: unixSeconds(restriction.expiresAt),
        })),
      };
    case "ACCOUNT_VIOLATION":
      return { violation_info: { violation_type: change.violation } };
    case "ACCOUNT_DELETED":
    case "ACCOUNT_OFFBOARDED":
    case "ACCOUNT_RECONNECTED":
      return {};
    case "VOLUME_BASED_PRICING_TIER_UPDATE":
      return {
        volume_tier_info: {
          tier_update_time: unixSeconds(change.tierUpdatedAt),
          pricing_category: change.category,
          tier: change.tier,
          effective_month: change.month,
          region: change.region,
        },
      };
  }
}

/** `phone_number_quality_update`; since February 2026 with the portfolio's limit beside the old one. */
export function phoneNumberQualityUpdate(
  line: LineRef,
  at: number,
  change: { event: string; currentLimit: string; maxDailyConversations?: string },
): Update {
  return accountEvent(
    line.wabaId,
    at,
    "phone_number_quality_update",
    compact({
      display_phone_number: line.displayPhoneNumber,
      event: change.event,
      current_limit: change.currentLimit,
      max_daily_conversations_per_business: change.maxDailyConversations,
    }),
  );
}

/** `business_capability_update`: the key was spelled differently before v24 (section 5). */
export function businessCapabilityUpdate(
  wabaId: string,
  at: number,
  limits: { spelling: "v23" | "v24"; maxConversations: number; maxPhoneNumbers: number },
): Update {
  const key =
    limits.spelling === "v23"
      ? "max_daily_conversation_per_phone"
      : "max_daily_conversations_per_business";
  return accountEvent(wabaId, at, "business_capability_update", {
    [key]: limits.maxConversations,
    max_phone_numbers_per_business: limits.maxPhoneNumbers,
  });
}
