import { describe, expect, it } from "vitest";
import type { InboundItem, MailboxItem } from "../../../../src/domain/intake/inbound.ts";
import { parseWebhook } from "../../../../src/channels/whatsapp/parse/envelope.ts";
import { bodyOf, textMessage } from "../support.ts";

const nobody = { userId: null, parentUserId: null, waId: null, name: null, username: null };

function identities(items: InboundItem[]): unknown[] {
  return items.map((item) => (item as MailboxItem).identity);
}

function identityOf(message: Record<string, unknown>, contacts?: unknown): unknown {
  return identities(
    parseWebhook(bodyOf("messages", { contacts, messages: [textMessage(message)] })),
  )[0];
}

describe("the identity of a message", () => {
  it("is matched to contacts by identifier, never by position", () => {
    const contacts = [
      { profile: { name: "Third" }, user_id: "MX.3" },
      { profile: { name: "First" }, wa_id: "525511110001" },
    ];
    const messages = [
      textMessage({ id: "1" }),
      textMessage({ id: "2", from: "525511110002" }),
      textMessage({ id: "3", from: undefined, from_user_id: "MX.3" }),
    ];
    expect(identities(parseWebhook(bodyOf("messages", { contacts, messages })))).toMatchObject([
      { waId: "525511110001", name: "First" },
      { waId: "525511110002", name: null },
      { userId: "MX.3", waId: null, name: "Third" },
    ]);
  });

  it("takes identifiers from item and contact together", () => {
    const contacts = [
      {
        profile: { name: "Ana", username: "@ana" },
        wa_id: "525511110001",
        user_id: "MX.1",
        parent_user_id: "MX.ENT.1",
      },
    ];
    const everything = {
      userId: "MX.1",
      parentUserId: "MX.ENT.1",
      waId: "525511110001",
      name: "Ana",
      username: "@ana",
    };
    expect(identityOf({}, contacts)).toEqual(everything);
    expect(identityOf({ from: undefined, from_user_id: "MX.1" }, contacts)).toEqual(everything);
    expect(identityOf({ from: undefined, from_parent_user_id: "MX.ENT.1" }, contacts)).toEqual(
      everything,
    );
  });

  it("finds the contact under another variant of the number, and keeps the message's", () => {
    for (const [from, wa_id] of [
      ["525511110001", "5215511110001"],
      ["5215511110001", "525511110001"],
      ["541111110003", "5491111110003"],
    ]) {
      const contacts = [{ profile: { name: "Ana" }, wa_id }];
      expect(identityOf({ from }, contacts)).toMatchObject({ waId: from, name: "Ana" });
    }
  });

  it("does not take a contact with the same phone but another user id: numbers are recycled", () => {
    const contacts = [{ profile: { name: "Before" }, wa_id: "525511110001", user_id: "MX.OLD" }];
    expect(identityOf({ from_user_id: "MX.NEW" }, contacts)).toEqual({
      ...nobody,
      waId: "525511110001",
      userId: "MX.NEW",
    });
  });

  it("is the only contact's if the only message names nobody", () => {
    const contacts = [{ profile: { name: "Ana" }, user_id: "MX.1" }];
    expect(identityOf({ from: undefined }, contacts)).toMatchObject({ userId: "MX.1" });
    const messages = [textMessage({ id: "1", from: undefined }), textMessage({ id: "2" })];
    expect(identities(parseWebhook(bodyOf("messages", { contacts, messages })))).toMatchObject([
      nobody,
      { userId: null, waId: "525511110001" },
    ]);
  });

  it("is nobody's, but a message all the same, if nothing names the person", () => {
    expect(identityOf({ from: undefined })).toEqual(nobody);
  });

  it.each([
    ["a BSUID", "MX.13491208655302741918", { userId: "MX.13491208655302741918" }],
    ["a parent BSUID", "MX.ENT.1181579921288", { parentUserId: "MX.ENT.1181579921288" }],
    ["a number with its plus", "+525511110001", { waId: "525511110001" }],
    ["a group", "120363000000@g.us", {}],
    ["words", "somebody", {}],
    ["nothing", "", {}],
  ])("reads %s inside from", (_what, from, ids) => {
    expect(identityOf({ from })).toEqual({ ...nobody, ...ids });
  });

  it("stays a string, however many digits it has", () => {
    const from_user_id = "MX.99999999999999999999999999";
    expect(identityOf({ from_user_id })).toMatchObject({ userId: from_user_id });
  });
});

describe("contacts[] with anything in it", () => {
  it("does not disturb the messages beside it", () => {
    const contacts = [null, 5, "x", {}, { wa_id: 7, profile: [] }, { profile: { name: 1 } }];
    expect(identityOf({}, contacts)).toEqual({ ...nobody, waId: "525511110001" });
    expect(identityOf({}, "contacts")).toEqual({ ...nobody, waId: "525511110001" });
  });
});
