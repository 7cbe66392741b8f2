import { describe, expect, it } from "vitest";
import type { EventType, StoredEvent } from "../../../src/domain/events.ts";
import { tellingOf } from "../../../src/http/stream/telling.ts";
import type { ConversationRow } from "../../../src/store/reader.ts";

const MINE = { kind: "limited", ownerIds: ["me"], unassigned: false } as const;
const MINE_AND_FREE = { ...MINE, unassigned: true } as const;
const ALL = { kind: "all" } as const;

const conversation = { id: "c", episode: 1, version: 7 };
const event = (type: EventType, data: object = {}) => ({ type, data, conversation }) as StoredEvent;
const ownedBy = (ownerId: string | null) =>
  ({ conversation: { facts: { ownerId } } }) as ConversationRow;
const gave = (previousOwnerId: string | null, ownerId = "somebody") =>
  event("conversation.assigned", { previousOwnerId, ownerId });

describe("what somebody is told of an event", () => {
  it.each([
    ["whose conversation is mine", event("message.received"), "me", MINE, "event"],
    ["whose conversation is another's", event("message.received"), "you", MINE, "nothing"],
    ["whose conversation is nobody's", event("message.received"), null, MINE, "nothing"],
    ["of a free one, seeing those too", event("message.received"), null, MINE_AND_FREE, "event"],
    ["seeing all", event("message.received"), "you", ALL, "event"],
    ["by which I got it", gave("you"), "me", MINE, "event"],
    ["by which I got it, and have lost it since", gave("you", "me"), "you", MINE, "nothing"],
    ["by which I lost it", gave("me"), "you", MINE, "removed"],
    ["by which I lost it to nobody", gave("me"), null, MINE, "removed"],
    ["by which it ceased to be free", gave(null), "you", MINE_AND_FREE, "removed"],
    ["by which others dealt with it", gave("you"), "them", MINE, "nothing"],
    ["by which I lost it, and have it again now", gave("me"), "me", MINE, "event"],
    ["by which I lost it, seeing all", gave("me"), "you", ALL, "event"],
  ] as const)("%s", (...row) => {
    const [, happened, owner, access, expected] = row;
    const telling = tellingOf({ event: happened, rows: [ownedBy(owner)] }, access);
    expect(telling.kind).toBe(expected);
  });

  it("of a conversation that is not there any more is nothing, but to who sees all", () => {
    const seen = { event: event("message.received"), rows: [] };
    expect(tellingOf(seen, MINE)).toEqual({ kind: "nothing" });
    expect(tellingOf(seen, ALL)).toEqual({ kind: "event", rows: [] });
  });

  it("of a contact with conversations on several lines is the event with those that may be read", () => {
    const happened = { ...event("contact.updated"), conversation: null };
    const [mine, yours] = [ownedBy("me"), ownedBy("you")];
    const rows = [yours, mine];
    expect(tellingOf({ event: happened, rows }, MINE)).toEqual({ kind: "event", rows: [mine] });
    expect(tellingOf({ event: happened, rows: [yours] }, MINE)).toEqual({ kind: "nothing" });
    expect(tellingOf({ event: happened, rows }, ALL)).toEqual({ kind: "event", rows });
  });
});
