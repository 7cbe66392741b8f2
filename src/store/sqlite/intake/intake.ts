import { conversationIdOf, DEFAULT_WORKSPACE, type LineId } from "../../../domain/ids.ts";
import { aliasKeysOf, isNobodys } from "../../../domain/contact/identity.ts";
import type { InboundItem, MailboxItem, ParkedReason } from "../../../domain/intake/inbound.ts";
import { entryOf, laneOf, webhookKey } from "../../../domain/intake/intake.ts";
import { clampOccurredAt } from "../../../domain/conversation/window.ts";
import type { Accepted, AcceptOptions, IntakeStore } from "../../intake-store.ts";
import { createBacklog, type Backlog } from "./backlog.ts";
import type { Connection } from "../connection.ts";
import { createContacts } from "../contacts/contacts.ts";
import { createEntries } from "./entries.ts";
import type { Feed } from "../feed/feed.ts";
import { createNoticeDoor } from "./notice-door.ts";
import { createNotices, type ToNotice } from "./notices.ts";
import { createParked } from "./parked.ts";
import { createSubmitting } from "./submit.ts";
import type { TemplateSyncs } from "../sending/template-syncs.ts";
import { createThreadFor } from "../conversations/thread-for.ts";
import { createThreads } from "../conversations/threads.ts";

/** What routing needs of a line. */
interface Route {
  workspace: string;
  portfolio: string;
  waba: string;
}

/** The durable door on SQLite: one write per call, its items in order. */
export function createIntake(
  connection: Connection,
  { requestSync, ...feed }: { requestSync: TemplateSyncs["request"] } & Pick<Feed, "append">,
): IntakeStore {
  const { note, ...notices } = createNotices(connection);
  const acceptNotice = createNoticeDoor(connection, { note, requestSync });
  const { park, ...parked } = createParked(connection);
  const { stands: hasBacklog, ...backlog } = createBacklog(connection);
  const acceptMailboxItem = createMailboxDoor(connection, { ...feed, note, hasBacklog });
  const routes = connection.query<Route>(
    "select workspace, portfolio, waba from lines where id = ?",
  );
  const routeOf = (lineId: LineId | null) => (lineId === null ? undefined : routes.get(lineId));

  function acceptItem(item: InboundItem, options: AcceptOptions): Accepted {
    const { receivedAt } = options;
    const route = routeOf(item.lineId);
    const workspaceId = route?.workspace ?? DEFAULT_WORKSPACE;
    if (item.kind === "notice") {
      return acceptNotice(item, { ofLine: route?.workspace ?? null, receivedAt });
    }
    if (item.kind === "parked") {
      const { key, parked: reason, lineId, field, raw } = item;
      park({ workspaceId, key, reason, lineId, field, raw, parkedAt: receivedAt });
      return { kind: "parked", workspaceId, reason };
    }
    const nowhere = isNobodys(item.identity) ? "no_identity" : "unknown_line";
    const accepted = route === undefined ? nowhere : acceptMailboxItem(item, route, options);
    return typeof accepted === "string"
      ? parkMailboxItem(item, { workspaceId, reason: accepted, receivedAt })
      : accepted;
  }

  function parkMailboxItem(
    { key: itemKey, lineId, raw }: MailboxItem,
    place: { workspaceId: string; reason: ParkedReason; receivedAt: number },
  ): Accepted {
    const { workspaceId, reason, receivedAt } = place;
    const key = webhookKey(lineId, itemKey);
    park({ workspaceId, key, reason, lineId, field: fieldOf(raw), raw, parkedAt: receivedAt });
    return { kind: "parked", workspaceId, reason };
  }

  return {
    ...notices,
    ...parked,
    ...backlog,
    ...createSubmitting(connection),
    accept: (items, options) =>
      connection.write(() => items.map((item) => acceptItem(item, options))),
  };
}

/** Brings items of registered lines into the mailbox of their conversation, where they say whose it is. */
function createMailboxDoor(
  connection: Connection,
  parts: { note: (notice: ToNotice) => void; hasBacklog: Backlog["stands"] } & Pick<Feed, "append">,
) {
  const { note, hasBacklog } = parts;
  const contactOf = createContacts(connection, parts);
  const entries = createEntries(connection);
  const threads = createThreads(connection);
  const threadFor = createThreadFor(connection, threads);

  /** A rotation is news of a conversation, and makes none: where there is none it is kept where people can see it. */
  function noteRotation(
    item: MailboxItem,
    { route, receivedAt }: { route: Route; receivedAt: number },
  ): Accepted {
    const { lineId, occurredAt, raw } = item;
    const { workspace: workspaceId, waba: wabaId } = route;
    const key = webhookKey(lineId, item.key);
    const field = "messages";
    const event = "rotation_without_conversation";
    note({ workspaceId, key, field, event, wabaId, lineId, occurredAt, receivedAt, raw });
    return { kind: "noticed", workspaceId };
  }

  return (item: MailboxItem, route: Route, options: AcceptOptions): Accepted | ParkedReason => {
    const { receivedAt, newContactId, isReplay = false } = options;
    const { workspace: workspaceId, portfolio: portfolioId } = route;
    const lane = laneOf(item);
    // First of all: a repeated item must neither make a contact nor give one a name of the past.
    const known = entries.byKey(workspaceId, webhookKey(item.lineId, item.key));
    if (known !== undefined) {
      return { kind: "duplicate", workspaceId, conversationId: known.conversationId, lane };
    }
    const keys = aliasKeysOf(item.identity, portfolioId);
    if (keys.length === 0) return "no_identity";
    const times = { occurredAt: occurredAtOf(item, receivedAt), receivedAt };
    const { lineId, raw } = item;
    const mayMake = (): boolean => isReplay || !hasBacklog(workspaceId, lineId);
    const context = { keys, portfolioId, times, newContactId, mayMake };
    const contact = contactOf(workspaceId, item, context);
    if (contact === null) return "unknown_line";
    const thread = threadFor(item, workspaceId, contact);
    const conversationId = thread?.id ?? conversationIdOf(lineId, contact.id);
    const present = thread?.pk;
    if (present === undefined && item.kind === "rotation") {
      return noteRotation(item, { route, receivedAt });
    }
    const place = { workspaceId, lineId, contactId: contact.id };
    const pk = present ?? threads.add({ ...place, id: conversationId });
    // The database gives the place in the order of arrival.
    const entry = entryOf(item, { ...place, conversationId, seq: 0, receivedAt });
    entries.add(pk, entry, { raw, fingerprint: null });
    return { kind: "accepted", workspaceId, conversationId, lane };
  };
}

/** Provider time as the entry will have it (`domain/intake/intake.ts`): messages of the past keep theirs. */
function occurredAtOf({ kind, occurredAt }: MailboxItem, receivedAt: number): number {
  return kind === "history" ? occurredAt : clampOccurredAt(occurredAt, receivedAt);
}

/** The webhook field an item came in, where the channel's raw form names it. */
function fieldOf(raw: unknown): string {
  const named = typeof raw === "object" && raw !== null && "field" in raw ? raw.field : null;
  return typeof named === "string" ? named : "messages";
}
