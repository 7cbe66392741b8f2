import { compact, type JsonObject } from "./json.ts";

/**
 * How a person outside is known. Each id may be missing: since 2026 a sender can come with a
 * business-scoped user id (BSUID) only, and old payloads come with a phone only (section 4).
 */
export interface Identity {
  /** Profile name. */
  name: string;
  /** Digits without plus. */
  waId?: string;
  /** BSUID, e.g. `MX.13491208655302741918`. */
  userId?: string;
  /** Parent BSUID, e.g. `MX.ENT.11815799212886844830`. */
  parentUserId?: string;
  /** Printed with or without a leading @ (section 4): sent as given. */
  username?: string;
}

/** One member of `contacts[]`. */
export function contactMember(person: Identity): JsonObject {
  return compact({
    profile: compact({ name: person.name, username: person.username }),
    wa_id: person.waId,
    user_id: person.userId,
    parent_user_id: person.parentUserId,
  });
}

/** The members that name the sender of a message or call. */
export function senderMembers(person: Identity): JsonObject {
  return compact({
    from: person.waId,
    from_user_id: person.userId,
    from_parent_user_id: person.parentUserId,
  });
}

/** The members that name the receiver of an echo or of a call by the business. */
export function receiverMembers(person: Identity): JsonObject {
  return compact({
    to: person.waId,
    to_user_id: person.userId,
    to_parent_user_id: person.parentUserId,
  });
}
