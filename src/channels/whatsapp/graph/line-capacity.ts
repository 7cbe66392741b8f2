import type { LineCapacity } from "../../../domain/sending/line-sending.ts";
import { parseGuardedJson } from "../json-guard.ts";
import type { Exchanged } from "./exchange.ts";

/** What a phone number's node is asked for; each of them may be missing in the answer. */
export const CAPACITY_FIELDS =
  "throughput,is_on_biz_app,platform_type,whatsapp_business_manager_messaging_limit";

const STANDARD_PER_SECOND = 80;
const HIGH_PER_SECOND = 1_000;
/** A number that people also use in the phone app: fixed, whatever its level says (WhatsApp section 10). */
const COEXISTENCE_PER_SECOND = 20;

/** `TIER_250`, `TIER_2K`, `TIER_UNLIMITED`. */
const TIER = /^TIER_(\d{1,6})(K?)$/;

export type ToldCapacity = Omit<LineCapacity, "learnedAt">;

/** What WhatsApp allows a line, as its answer says; null for an answer that says nothing. */
export function readCapacity(exchanged: Exchanged): ToldCapacity | null {
  if (exchanged.kind !== "answered" || exchanged.status !== 200) return null;
  const parsed = parseGuardedJson(exchanged.body ?? Buffer.alloc(0));
  if (parsed.kind !== "ok") return null;
  const { throughput, is_on_biz_app: isOnApp, platform_type: platform, ...rest } = parsed.value;
  const level =
    typeof throughput === "object" && throughput !== null && "level" in throughput
      ? throughput.level
      : null;
  const isShared = isOnApp === true && platform === "CLOUD_API";
  return {
    perSecond: isShared
      ? COEXISTENCE_PER_SECOND
      : level === "HIGH"
        ? HIGH_PER_SECOND
        : STANDARD_PER_SECOND,
    messagingLimit: limitOf(rest["whatsapp_business_manager_messaging_limit"]),
  };
}

/** Null for no limit, and for words that are newer than this: a limit that is not known holds nobody back. */
function limitOf(tier: unknown): number | null {
  const [, digits, thousands] = (typeof tier === "string" ? TIER.exec(tier) : null) ?? [];
  if (digits === undefined) return null;
  return Number(digits) * (thousands === "K" ? 1_000 : 1);
}
