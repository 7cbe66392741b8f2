import type { WorkspaceId } from "../../../domain/ids.ts";
import type { MailboxItem } from "../../../domain/intake/inbound.ts";
import { webhookKey } from "../../../domain/intake/intake.ts";
import type { Accepted } from "../../intake-store.ts";
import type { PlacedNotice } from "../../place-notice.ts";
import type { ToNotice } from "./notices.ts";
import type { ToPark } from "../../to-park.ts";
import type { Routed } from "./routing.ts";

/** What is to be kept beside the mailboxes, collected while items are dealt with. */
export interface Aside {
  parked: ToPark[];
  notices: ToNotice[];
  /** Templates that are to be fetched, since notices speak of them. */
  syncs: PlacedNotice["syncs"];
}

/** Puts aside an item that belongs into a mailbox and cannot go there. */
export function parkMailboxItem(
  { key, lineId, raw }: MailboxItem,
  context: {
    workspaceId: WorkspaceId;
    reason: "unknown_line" | "no_identity";
    receivedAt: number;
    aside: Aside;
  },
): Accepted {
  const { workspaceId, reason, receivedAt, aside } = context;
  aside.parked.push({
    workspaceId,
    key: webhookKey(lineId, key),
    reason,
    lineId,
    field: fieldOf(raw),
    raw,
    parkedAt: receivedAt,
  });
  return { kind: "parked", workspaceId, reason };
}

/** A rotation is news of a conversation, and makes none: where there is none it is kept where people can see it. */
export function noteRotation(
  { workspaceId, route, item, key, times }: Routed,
  aside: Aside,
): Accepted {
  aside.notices.push({
    workspaceId,
    key,
    field: "messages",
    event: "rotation_without_conversation",
    wabaId: route.waba,
    lineId: item.lineId,
    occurredAt: item.occurredAt,
    receivedAt: times.receivedAt,
    raw: item.raw,
  });
  return { kind: "noticed", workspaceId };
}

/** The webhook field an item came in, where the channel's raw form names it. */
function fieldOf(raw: unknown): string {
  const named = typeof raw === "object" && raw !== null && "field" in raw ? raw.field : null;
  return typeof named === "string" ? named : "messages";
}
