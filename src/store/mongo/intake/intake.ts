import { isNobodys } from "../../../domain/contact/identity.ts";
import type { InboundItem } from "../../../domain/intake/inbound.ts";
import type { WorkspaceId } from "../../../domain/ids.ts";
import type { Accepted, IntakeStore } from "../../intake-store.ts";
import { placeNotice } from "../../place-notice.ts";
import type { TemplateStore } from "../../template-store.ts";
import { parkMailboxItem, type Aside } from "./aside.ts";
import { createBacklog } from "./backlog.ts";
import { createConversationFor } from "../conversations/conversation-for.ts";
import type { SettleContact } from "../contacts/directory.ts";
import type { Collections } from "../documents.ts";
import type { Entries } from "./entries.ts";
import type { Items } from "../conversations/items.ts";
import { createMailboxDoor } from "./mailbox-door.ts";
import { createNotices } from "./notices.ts";
import { createParked } from "./parked.ts";
import {
  readAccounts,
  readRoutes,
  routed,
  workspaceOf,
  type Route,
  type Routed,
} from "./routing.ts";
import { createSubmitting } from "./submit.ts";
import type { Threads } from "../conversations/threads.ts";

/**
 * The durable door on MongoDB. There is no transaction over the items of a call: each is written by itself, and all are
 * durable when the call answers. When it throws, some may stand already; repeated, they are duplicates under their keys.
 */
export function createIntake(
  collections: Collections,
  parts: {
    entries: Entries;
    items: Pick<Items, "messages">;
    threads: Threads;
    settle: SettleContact;
    requestSync: TemplateStore["requestTemplateSync"];
  },
): IntakeStore {
  const { park, ...parked } = createParked(collections.parked);
  const { note, ...notices } = createNotices(collections.notices);
  const { stands: hasBacklog, ...backlog } = createBacklog(collections);
  const conversationFor = createConversationFor(parts.threads, parts.items);
  const bringIn = createMailboxDoor(collections, { ...parts, conversationFor, hasBacklog });
  return {
    ...parked,
    ...notices,
    ...backlog,
    ...createSubmitting(collections.conversations, parts.entries),
    async accept(items, { receivedAt, newContactId, isReplay = false }) {
      const [routes, accounts] = await Promise.all([
        readRoutes(collections.lines, items),
        readAccounts(collections.lines, items),
      ]);
      const aside: Aside = { parked: [], notices: [], syncs: [] };
      const sorted = items.map((item) => sort(item, { routes, accounts, receivedAt, aside }));
      const mailboxItems = sorted.flatMap(({ routed: item }) => (item === null ? [] : [item]));
      const answers = (await bringIn(mailboxItems, { newContactId, isReplay, aside })).values();
      // Before the notices: they are not told a second time.
      for (const { workspaceId, wabaId, request } of aside.syncs) {
        await parts.requestSync(workspaceId, wabaId, request);
      }
      await Promise.all([park(aside.parked), note(aside.notices)]);
      return sorted.map(({ answer }) => answer ?? next(answers));
    },
  };
}

type SortedItem = { routed: Routed; answer: null } | { routed: null; answer: Accepted };

/** Items of registered lines go on to the mailboxes; all others are put aside, and their answer is clear. */
function sort(
  item: InboundItem,
  context: {
    routes: ReadonlyMap<string, Route>;
    accounts: ReadonlyMap<string, WorkspaceId[]>;
    receivedAt: number;
    aside: Aside;
  },
): SortedItem {
  const { routes, accounts, receivedAt, aside } = context;
  const route = item.lineId === null ? undefined : routes.get(item.lineId);
  const workspaceId = workspaceOf(route);
  if (item.kind === "notice") {
    const ofAccount = accounts.get(item.wabaId ?? "") ?? [];
    const placed = placeNotice(item, { ofLine: route?.workspace ?? null, ofAccount }, receivedAt);
    aside.notices.push({ ...item, workspaceId: placed.workspaceId, receivedAt });
    aside.syncs.push(...placed.syncs);
    return { routed: null, answer: placed.answer };
  }
  if (item.kind === "parked") {
    const { key, parked: reason, lineId, field, raw } = item;
    aside.parked.push({ workspaceId, key, reason, lineId, field, raw, parkedAt: receivedAt });
    return { routed: null, answer: { kind: "parked", workspaceId, reason } };
  }
  if (route !== undefined) return { routed: routed(item, route, receivedAt), answer: null };
  const reason = isNobodys(item.identity) ? "no_identity" : "unknown_line";
  const answer = parkMailboxItem(item, { workspaceId, reason, receivedAt, aside });
  return { routed: null, answer };
}

function next(answers: Iterator<Accepted>): Accepted {
  const { value, done } = answers.next();
  if (done === true) throw new Error("an item without an answer");
  return value;
}
