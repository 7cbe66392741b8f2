import { describe, expect, it } from "vitest";
import type { Actor } from "../../src/domain/actor.ts";
import type { MailboxInput, MessageStatus } from "../../src/domain/intake/inbound.ts";
import { HOUR, Life, MINUTE, T0, outcomeOf, typesOf, user } from "./support.ts";

const WHATSAPP: Actor = { kind: "system", id: "whatsapp" };
const PHONE: Actor = { kind: "phone", id: "106540352242922" };

const echo = (sourceId: string, text = "Le escribo desde el teléfono") =>
  ({
    kind: "echo",
    message: { sourceId, content: { type: "text", text }, context: null, referral: null },
  }) as const;
const error = (code: number) => ({ code, title: null, details: null });
const status = (sourceId: string, word: MessageStatus): MailboxInput => ({
  kind: "status",
  sourceId,
  status: word,
  errors: [],
  pricing: null,
  callbackData: null,
});
const past = (sourceId: string, direction: "incoming" | "outgoing") =>
  ({ ...echo(sourceId, "Hace un mes"), kind: "history", direction, status: null }) as const;

describe("messages from the phone app", () => {
  it("are outgoing, clear unread, and start an episode of the business without a trigger", () => {
    const life = new Life();
    life.says("Hola", T0);
    life.closes(user("usr_luis"), T0 + HOUR);
    const commit = life.webhook(echo("wamid.e1"), T0 + 2 * HOUR, PHONE);
    expect(typesOf(commit)).toEqual(["conversation.opened", "conversation.read", "message.echoed"]);
    expect(life.messages().at(-1)).toMatchObject({
      direction: "outgoing",
      origin: "echo",
      status: "sent",
      episode: 2,
    });
    expect(typesOf(life.says("Gracias", T0 + 3 * HOUR))).not.toContain(
      "conversation.started_by_contact",
    );
  });

  it("do not open again when they were sent before the close and arrive after it (Q54)", () => {
    const life = new Life();
    life.says("Hola", T0);
    life.closes(user("usr_luis"), T0 + HOUR);
    life.webhook(echo("wamid.e1"), T0 + 59 * MINUTE, PHONE, T0 + 2 * HOUR);
    expect(life.regions.lifecycle).toBe("closed");
    expect(life.messages()).toHaveLength(2);
  });
});

describe("messages of the past", () => {
  it("are shown, and neither notify, open, count as unread nor move the window", () => {
    const life = new Life();
    const commit = life.webhook(past("wamid.h1", "incoming"), T0 - 24 * 30 * HOUR, WHATSAPP, T0);
    expect(commit.events).toEqual([]);
    expect(life.regions).toEqual({
      lifecycle: "closed",
      window: "none",
      ownership: "unassigned",
      attention: "read",
    });
    expect(life.conversation).toMatchObject({ lastActivityAt: T0 - 24 * 30 * HOUR });
    expect(life.messages()[0]).toMatchObject({ origin: "history", episode: 0 });
  });

  it("announced media are filled in by the file that follows under the same id", () => {
    const life = new Life();
    const media = (awaited: boolean) =>
      ({
        ...past("wamid.h2", "incoming"),
        message: {
          sourceId: "wamid.h2",
          content: {
            type: "image",
            mediaId: awaited ? null : "m1",
            mimeType: null,
            sha256: null,
            url: null,
            caption: null,
            filename: null,
            voice: false,
            animated: false,
            awaited,
          },
          context: null,
          referral: null,
        },
      }) as const;
    life.webhook(media(true), T0, WHATSAPP);
    expect(outcomeOf(life.webhook(media(false), T0, WHATSAPP))).toEqual({ kind: "applied" });
    expect(outcomeOf(life.webhook(media(false), T0, WHATSAPP))).toEqual({ kind: "known" });
    expect(life.messages()).toHaveLength(1);
    expect(life.messages()[0]!.content).toMatchObject({ mediaId: "m1" });
  });

  it("do not make a live message twice", () => {
    const life = new Life();
    life.says("Hola", T0);
    const { sourceId } = life.messages()[0]!;
    expect(outcomeOf(life.webhook(past(sourceId!, "incoming"), T0, WHATSAPP))).toEqual({
      kind: "known",
    });
    expect(life.messages()).toHaveLength(1);
  });
});

describe("delivery statuses", () => {
  it("only move forward, whatever their order and repetition", () => {
    const life = new Life();
    life.webhook(echo("wamid.e1"), T0, PHONE);
    const seen = (
      ["delivered", "sent", "read", "delivered", "read", "played", "failed"] as const
    ).map((word, index) => {
      life.webhook(status("wamid.e1", word), T0 + index, WHATSAPP);
      return life.messages()[0]!.status;
    });
    expect(seen).toEqual(["delivered", "delivered", "read", "read", "read", "played", "played"]);
    expect(
      life.events.filter((event) => event.type.startsWith("message.")).map((event) => event.type),
    ).toEqual(["message.echoed", "message.delivered", "message.read", "message.played"]);
  });

  it("that call a message failed say why, in the words of refused sends, until a proof of delivery", () => {
    const life = new Life();
    life.webhook(echo("wamid.e1"), T0, PHONE);
    const failed = { ...status("wamid.e1", "failed"), errors: [error(131_026)] };
    const commit = life.webhook(failed, T0 + 1, WHATSAPP);
    expect(life.messages()[0]).toMatchObject({ status: "failed", failure: "recipient" });
    expect(commit.events[0]).toMatchObject({ data: { reason: "recipient" } });
    life.webhook(status("wamid.e1", "delivered"), T0 + 2, WHATSAPP);
    expect(life.messages()[0]).toMatchObject({ status: "delivered" });
    expect(life.messages()[0]).not.toHaveProperty("failure");
  });

  it("that call a message failed before it is here say why once it is", () => {
    const life = new Life();
    const failed = { ...status("wamid.e1", "failed"), errors: [error(131_026)] };
    life.webhook(failed, T0, WHATSAPP);
    const commit = life.webhook(echo("wamid.e1"), T0 - 1, PHONE, T0 + 1);
    expect(commit.events.at(-1)).toMatchObject({
      type: "message.failed",
      data: { reason: "recipient" },
    });
  });

  it("that arrive before their message wait for it, without showing or opening anything", () => {
    const life = new Life();
    const early = life.webhook(status("wamid.e1", "delivered"), T0, WHATSAPP);
    expect(outcomeOf(early)).toEqual({ kind: "held" });
    expect(early.events).toEqual([]);
    expect(life.conversation!.lastActivityAt).toBeNull();
    const commit = life.webhook(echo("wamid.e1"), T0 - 1, PHONE, T0 + 1);
    expect(typesOf(commit)).toEqual(["conversation.opened", "message.echoed", "message.delivered"]);
    expect(life.messages()).toHaveLength(1);
    expect(life.messages()[0]).toMatchObject({ status: "delivered", content: { type: "text" } });
  });
});

describe("what belongs to a message", () => {
  it("reactions replace each other per side, can be taken back, and never reopen", () => {
    const life = new Life();
    life.says("Hola", T0);
    life.closes(user("usr_luis"), T0 + 1);
    const { sourceId } = life.messages()[0]!;
    const react = (emoji: string | null, at: number) =>
      life.webhook({ kind: "reaction", by: "contact", targetSourceId: sourceId!, emoji }, at);
    react("👍", T0 + 10);
    react("❤️", T0 + 20);
    expect(outcomeOf(react("👎", T0 + 15))).toEqual({ kind: "ignored" });
    expect(life.messages()[0]!.reactions).toEqual([
      { by: "contact", emoji: "❤️", occurredAt: T0 + 20 },
    ]);
    react(null, T0 + 30);
    expect(life.messages()[0]!.reactions).toEqual([
      { by: "contact", emoji: null, occurredAt: T0 + 30 },
    ]);
    expect(life.regions.lifecycle).toBe("closed");
  });

  it("an edit that overtakes its message wins, and the first wording is kept", () => {
    const life = new Life();
    const edited = { type: "text", text: "mañana a las 10" } as const;
    life.webhook(
      { kind: "edit", by: "contact", targetSourceId: "wamid.m", content: edited },
      T0 + 5,
    );
    expect(life.conversation!.lastActivityAt).toBeNull();
    life.webhook({ ...echo("wamid.m", "mañana a las 9"), kind: "message" }, T0);
    expect(life.messages()[0]).toMatchObject({
      content: edited,
      direction: "incoming",
      edits: [{ content: { text: "mañana a las 9" } }],
    });
    expect(life.conversation!.lastMessage!.text).toBe("mañana a las 10");
  });

  it("a revoked message is marked, and no longer quoted in the list", () => {
    const life = new Life();
    life.says("secreto", T0);
    const { sourceId } = life.messages()[0]!;
    life.webhook({ kind: "revoke", by: "contact", targetSourceId: sourceId! }, T0 + 1);
    expect(life.messages()[0]!.revokedAt).toBe(T0 + 1);
    expect(life.conversation!.lastMessage!.text).toBe("");
    expect(JSON.stringify(life.last!.events)).not.toContain("secreto");
  });

  it("content that could not be read before is filled in when the message is read again", () => {
    const life = new Life();
    life.webhook(
      {
        kind: "message",
        message: {
          sourceId: "wamid.u",
          content: { type: "unsupported", wireType: "poll", unsupportedType: null, errors: [] },
          context: null,
          referral: null,
        },
      },
      T0,
    );
    const commit = life.webhook({ ...echo("wamid.u", "¿Rojo o azul?"), kind: "message" }, T0);
    expect(commit.events).toEqual([]);
    expect(life.messages()[0]!.content).toEqual({ type: "text", text: "¿Rojo o azul?" });
    expect(life.facts.unreadCount).toBe(1);
  });
});
