import { describe, expect, it } from "vitest";
import type { Conversation } from "../../../src/domain/conversation/conversation.ts";
import { conversationOf } from "../../../src/domain/conversation/stored-conversation.ts";
import { newConversation, upgrade } from "../../../src/machines/snapshot.ts";

/** As the first schema wrote it: no tags, and no word about re-arming. */
const SCHEMA_1 = `{"schema":1,"workspaceId":"default","id":"1-ct_a","lineId":"1","contactId":"ct_a","version":3,
"regions":{"lifecycle":"closed","window":"open","ownership":"assigned","attention":"unread"},
"facts":{"episode":{"number":1,"openedAt":1000,"openedBy":{"kind":"contact","id":"ct_a"},"closedAt":2000,
"closedBy":{"kind":"user","id":"eva"},"description":"done","reasonCode":null,"adId":null},"lastInboundAt":1000,
"lastInboundId":"m1","windowExpiresAt":90000,"ownerId":"eva","unreadCount":1,"markedUnread":false,
"timers":{"windowClosing":null,"windowExpired":90000,"autoClose":null,"pickup":null},"autoCloseActivation":null},
"lastMessage":null,"lastActivityAt":1000,"steppedAt":2000,"createdAt":1000,"updatedAt":2000}`;

describe("a conversation stored by an earlier version", () => {
  it("of schema 1 has no tags, and its close re-armed the trigger", () => {
    const now = conversationOf(SCHEMA_1);
    expect(now).toMatchObject({
      schema: 4,
      version: 3,
      facts: { tags: [], ownerId: "eva", episode: { rearmed: true, description: "done" } },
    });
    const fresh = newConversation({ workspaceId: "w", id: "c", lineId: "l", contactId: "p" });
    expect(Object.keys(now.facts).toSorted()).toEqual(Object.keys(fresh.facts).toSorted());
    expect(Object.keys(now.facts.episode)).toEqual(Object.keys(fresh.facts.episode));
  });

  it("of schema 1 that is open has not re-armed anything yet", () => {
    const open = conversationOf(SCHEMA_1.replace('"closedAt":2000', '"closedAt":null'));
    expect(open.facts.episode.rearmed).toBeNull();
  });

  it("of schema 2 does not know which number was written from", () => {
    const tags = '"autoCloseActivation":null,"tags":["vip"]}';
    const stored = SCHEMA_1.replace('"schema":1', '"schema":2').replace(
      '"autoCloseActivation":null}',
      tags,
    );
    expect(conversationOf(stored)).toMatchObject({
      schema: 4,
      facts: { tags: ["vip"], lastInboundId: "m1", lastInboundFrom: null },
    });
  });

  it("of schema 3 has no automations under way, and nobody talks in it", () => {
    const stored = SCHEMA_1.replace('"schema":1', '"schema":3');
    expect(conversationOf(stored)).toMatchObject({
      schema: 4,
      automation: null,
      facts: { driver: { kind: "nobody", lease: 0 }, timers: { automation: null } },
    });
  });

  it("of a later schema is read as it is, and never rewritten", () => {
    const later = conversationOf(SCHEMA_1.replace('"schema":1', '"schema":5'));
    expect(later).toMatchObject({ schema: 5, version: 3 });
    expect(() => upgrade(later)).toThrow("schema 5");
  });

  it("of this schema is the same", () => {
    const fresh: Conversation = newConversation({
      workspaceId: "w",
      id: "c",
      lineId: "l",
      contactId: "p",
    });
    expect(conversationOf(JSON.stringify(fresh))).toEqual(fresh);
  });
});
