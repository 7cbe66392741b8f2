import type { ConversationId } from "../../../domain/ids.ts";
import { entryOf, laneOf, type Lane } from "../../../domain/intake/intake.ts";
import type { Accepted } from "../../intake-store.ts";
import { noteRotation, parkMailboxItem, type Aside } from "./aside.ts";
import type { Backlog } from "./backlog.ts";
import { openContactsOf } from "../contacts/contacts-of.ts";
import type { ConversationFor } from "../conversations/conversation-for.ts";
import type { SettleContact } from "../contacts/directory.ts";
import type { Collections } from "../documents.ts";
import type { Entries } from "./entries.ts";
import type { NewEntry } from "./entry-documents.ts";
import { keyOf } from "../keys.ts";
import { untilDone } from "../retry.ts";
import type { Routed } from "./routing.ts";
import type { ThreadPlace, Threads } from "../conversations/threads.ts";

/** An item on its way into a mailbox. */
interface Slot {
  place: ThreadPlace;
  entry: NewEntry;
  /** Where its key stood when it was written; null when it is new. */
  foundIn: ConversationId | null;
}

/** The answer, or the slot that will tell it: the item's own, or that of an earlier item of the same key. */
type Decision = { answer: Accepted } | { slot: Slot; own: boolean; lane: Lane };

/** Brings items of registered lines into the mailboxes of their conversations. Answers in their order. */
export type BringIn = (
  items: readonly Routed[],
  options: { newContactId: () => string; isReplay: boolean; aside: Aside },
) => Promise<Accepted[]>;

interface DoorParts {
  entries: Entries;
  conversationFor: ConversationFor;
  threads: Threads;
  hasBacklog: Backlog["stands"];
  settle: SettleContact;
}

export function createMailboxDoor(
  collections: Collections,
  { entries, conversationFor, threads, hasBacklog, settle }: DoorParts,
): BringIn {
  return async (items, { newContactId, isReplay, aside }) => {
    const [known, contactOf] = await Promise.all([
      readKnown(entries, items),
      openContactsOf(collections, items, {
        newContactId,
        hasBacklog: isReplay ? async () => false : hasBacklog,
        settle,
      }),
    ]);
    const slots = new Map<string, Slot>();

    // First of all the key: a repeated item must neither make a contact nor give one a name of the past.
    function repeated(item: Routed, lane: Lane): Decision | null {
      const { workspaceId, key } = item;
      const conversationId = known.get(keyOf(workspaceId, key));
      if (conversationId !== undefined) {
        return { answer: { kind: "duplicate", workspaceId, conversationId, lane } };
      }
      const slot = slots.get(keyOf(workspaceId, key));
      return slot === undefined ? null : { slot, own: false, lane };
    }

    async function decide(item: Routed): Promise<Decision> {
      const { workspaceId, key, times, item: inbound } = item;
      const lane = laneOf(inbound);
      const early = repeated(item, lane);
      if (early !== null) return early;
      const { receivedAt } = times;
      const parked = (reason: "no_identity" | "unknown_line"): Decision => ({
        answer: parkMailboxItem(inbound, { workspaceId, reason, receivedAt, aside }),
      });
      if (item.identifiers.length === 0) return parked("no_identity");
      const contact = await contactOf(item);
      if (contact === null) return parked("unknown_line");
      const { lineId, raw } = inbound;
      const id = await conversationFor(inbound, workspaceId, contact);
      const place = { workspaceId, id, lineId, contactId: contact.id };
      // A rotation is news of a conversation, and makes none.
      if (inbound.kind === "rotation" && !(await begun(place))) {
        return { answer: noteRotation(item, aside) };
      }
      const names = { workspaceId, conversationId: id, contactId: contact.id };
      const { seq: _seq, ...entry } = entryOf(inbound, { ...names, seq: 0, receivedAt });
      const slot: Slot = {
        place,
        entry: { entry, raw, fingerprint: null, applied: null },
        foundIn: null,
      };
      slots.set(keyOf(workspaceId, key), slot);
      return { slot, own: true, lane };
    }

    async function begun({ workspaceId, id }: ThreadPlace): Promise<boolean> {
      const here = [...slots.values()].some(
        ({ place }) => place.id === id && place.workspaceId === workspaceId,
      );
      return here || threads.exists(workspaceId, id);
    }

    const decisions: Decision[] = [];
    // One after another: what an item tells of a contact holds for the items behind it.
    for (const item of items) decisions.push(await decide(item));
    await writeSlots(entries, [...slots.values()]);
    return decisions.map(answerOf);
  };
}

/** Conversations of the items whose keys stand already, by workspace and key. */
async function readKnown(
  entries: Entries,
  items: readonly Routed[],
): Promise<Map<string, ConversationId>> {
  const ofWorkspace = Map.groupBy(items, ({ workspaceId }) => workspaceId);
  const found = await Promise.all(
    [...ofWorkspace].map(([workspaceId, of]) =>
      entries.conversationsOf(
        workspaceId,
        of.map(({ key }) => key),
      ),
    ),
  );
  return new Map(found.flatMap((map) => [...map]));
}

/** Writes mailboxes side by side, each in order, and notes which keys somebody else brought in the meantime. */
async function writeSlots(entries: Entries, slots: readonly Slot[]): Promise<void> {
  const mailboxes = Map.groupBy(slots, ({ place }) => keyOf(place.workspaceId, place.id));
  const write = async (mailbox: Slot[]): Promise<void> => {
    const [first] = mailbox;
    if (first === undefined) return;
    const added = await entries.add(
      first.place,
      mailbox.map(({ entry }) => entry),
    );
    for (const slot of mailbox.filter((_, index) => added[index] === false)) {
      const { workspaceId, key } = slot.entry.entry;
      const standing = await untilDone(() => entries.byKey(workspaceId, key));
      slot.foundIn = standing.conversation;
    }
  };
  await Promise.all([...mailboxes.values()].map(write));
}

function answerOf(decision: Decision): Accepted {
  if ("answer" in decision) return decision.answer;
  const { slot, own, lane } = decision;
  const { workspaceId, id } = slot.place;
  const conversationId = slot.foundIn ?? id;
  const kind = own && slot.foundIn === null ? "accepted" : "duplicate";
  return { kind, workspaceId, conversationId, lane };
}
