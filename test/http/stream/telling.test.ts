import { describe, expect, it } from "vitest";
import type { EventType, StoredEvent } from "../../../src/domain/events.ts";
import { tellingOf } from "../../../src/http/stream/telling.ts";
import type { ConversationRow } from "../../../src/store/reader.ts";

const MINE = { kind: "limited", ownerIds: ["me"], unassigned: false } as const;
const MINE_AND_FREE = { ...MINE, unassigned: true } as const;
const ALL = { kind: "all" } as const;

const event = (type: EventType, data: object = {}) => ({ type, data }) as StoredEvent;
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
    expect(tellingOf(happened, ownedBy(owner), access)).toBe(expected);
  });

  it("of a conversation that is not there any more is nothing, but to who sees all", () => {
    expect(tellingOf(event("message.received"), undefined, MINE)).toBe("nothing");
    expect(tellingOf(event("message.received"), undefined, ALL)).toBe("event");
  });
});
