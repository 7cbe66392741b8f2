import type { UserId } from "../ids.ts";
import { hasInbox, type Role } from "./role.ts";
import { sharedWith, type TeamRights } from "./team.ts";
import type { Entitlement } from "./workspace.ts";
import {
  covers,
  EVERYTHING,
  NOTHING,
  type ContactVisibility,
  type Visibility,
} from "./visibility.ts";

/** Whose conversations somebody may see, and whose they may change, never more than they may see; and which contacts they manage. */
export interface Access {
  read: Visibility;
  act: Visibility;
  /** Contacts of the CRM, beside those whose conversations they may read. */
  contacts: ContactVisibility;
}

/** What decides somebody's access. */
export interface Rights {
  role: Role;
  /** Teams they belong to; others add nothing. */
  teams: readonly TeamRights[];
  /** What the workspace may use: without the inbox nobody has one (Q16). */
  entitlements: readonly Entitlement[];
}

type ConversationAccess = Pick<Access, "read" | "act">;

const FULL: ConversationAccess = { read: EVERYTHING, act: EVERYTHING };
const NONE: ConversationAccess = { read: NOTHING, act: NOTHING };

/**
 * The one policy (promise 8): who may see and change whose conversations. Every list, count, search, read, feed, stream and command asks
 * what it answers, and nothing else.
 *
 * - A role without an inbox gives nothing, whatever its teams share (R2.6).
 * - Whoever has an inbox has what is their own (R2.5); a role may add what is nobody's, or everything (R2.4, R2.8).
 * - Teams add what they share of their members' conversations, to be seen or also to be changed (R2.12, Q15).
 */
export function accessOf(user: { id: UserId }, { role, teams, entitlements }: Rights): Access {
  const isOpen = entitlements.includes("inbox");
  const conversations = isOpen ? conversationsOf(user, role, teams) : NONE;
  return { ...conversations, contacts: contactsOf(user, role) };
}

/** R2.9 */
function contactsOf(user: { id: UserId }, { permissions: { contacts } }: Role): ContactVisibility {
  if (contacts.includes("all")) return { kind: "all" };
  const ownerIds = contacts.includes("own") ? [user.id] : [];
  return { kind: "limited", ownerIds, marketing: contacts.includes("marketing") };
}

function conversationsOf(
  user: { id: UserId },
  role: Role,
  teams: readonly TeamRights[],
): ConversationAccess {
  if (!hasInbox(role)) return NONE;
  const { conversations } = role.permissions;
  if (conversations.includes("all")) return FULL;
  const unassigned = conversations.includes("unassigned");
  const shared = (levels: readonly TeamRights["conversations"][]) =>
    teams
      .filter((team) => levels.includes(team.conversations))
      .flatMap((team) => sharedWith(team, user.id));
  const limitedTo = (others: readonly UserId[]): Visibility => ({
    kind: "limited",
    ownerIds: [...new Set([user.id, ...others])],
    unassigned,
  });
  return { read: limitedTo(shared(["view", "act"])), act: limitedTo(shared(["act"])) };
}

/** What somebody may do with a conversation of this owner (null: of nobody). `unknown`: as if it did not exist. */
export function standingOf(
  access: ConversationAccess,
  ownerId: UserId | null,
): "may_act" | "may_read" | "unknown" {
  if (covers(access.act, ownerId)) return "may_act";
  return covers(access.read, ownerId) ? "may_read" : "unknown";
}
