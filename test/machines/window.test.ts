import { describe, expect, it } from "vitest";
import type { MailboxInput } from "../../src/domain/intake/inbound.ts";
import { ANA, HOUR, Life, MINUTE, T0, echoOf, typesOf } from "./support.ts";

const failedWindow = (sourceId: string): MailboxInput => ({
  kind: "status",
  sourceId,
  status: "failed",
  errors: [{ code: 131047, title: "Re-engagement message", details: null }],
  pricing: null,
  callbackData: null,
});

describe("the customer service window", () => {
  it("never moves backwards when an older message arrives late", () => {
    const life = new Life();
    life.says("segundo", T0 + HOUR);
    life.says("primero", T0, T0 + HOUR + MINUTE);
    expect(life.facts.windowExpiresAt).toBe(T0 + 25 * HOUR);
    expect(life.facts.lastInboundAt).toBe(T0 + HOUR);
    expect(life.facts.timers.windowExpired).toBe(T0 + 25 * HOUR);
  });

  it("remembers whence the newest message came, which is whom it is open to", () => {
    const life = new Life();
    const from = (number: string, at: number, receivedAt = at) =>
      life.webhook({ ...life.message("Hola"), from: number }, at, ANA, receivedAt);
    from("+5511900000001", T0);
    expect(life.facts.lastInboundFrom).toBe("+5511900000001");
    from("+5511900000002", T0 + HOUR);
    from("+5511900000003", T0 + MINUTE, T0 + 2 * HOUR);
    expect(life.facts.lastInboundFrom).toBe("+5511900000002");
  });

  it("is not opened by a message that is delivered more than 24 hours late, though the conversation is", () => {
    const life = new Life();
    const commit = life.says("Hola", T0, T0 + 30 * HOUR);
    expect(life.regions).toMatchObject({ lifecycle: "open", window: "expired" });
    expect(typesOf(commit)).toContain("conversation.started_by_contact");
    expect(life.facts.timers).toMatchObject({ windowClosing: null, windowExpired: null });
  });

  it("announces that it is closing an hour before its end, once", () => {
    const life = new Life();
    life.says("Hola", T0);
    expect(typesOf(life.passes(T0 + 23 * HOUR - 1))).toEqual([]);
    expect(typesOf(life.passes(T0 + 23 * HOUR))).toEqual(["window.closing"]);
    expect(typesOf(life.passes(T0 + 23 * HOUR + 30 * MINUTE))).toEqual([]);
    expect(typesOf(life.passes(T0 + 24 * HOUR))).toEqual(["window.expired"]);
  });

  it("does not announce closing on a line that switched it off", () => {
    const life = new Life({ closingLeadMs: 0 });
    life.says("Hola", T0);
    expect(typesOf(life.passes(T0 + 24 * HOUR))).toEqual(["window.expired"]);
  });

  it("expires in its place before a message that came after it, however late somebody looks", () => {
    const life = new Life();
    life.says("Hola", T0);
    const commit = life.says("Buenos días", T0 + 40 * HOUR);
    expect(typesOf(commit)).toEqual([
      "window.closing",
      "window.expired",
      "window.opened",
      "message.received",
    ]);
    expect(commit.events[1]!.occurredAt).toBe(T0 + 24 * HOUR);
    expect(life.facts.windowExpiresAt).toBe(T0 + 64 * HOUR);
  });

  it("is opened by a contact's call, answered or not, and no episode with it", () => {
    const life = new Life();
    const commit = life.webhook(
      {
        kind: "call",
        sourceId: "call.1",
        event: "terminate",
        direction: "incoming",
        opensWindow: true,
      },
      T0,
    );
    expect(life.regions).toMatchObject({ lifecycle: "closed", window: "open" });
    expect(typesOf(commit)).toEqual(["window.opened", "call.received"]);
    expect(life.conversation!.lastActivityAt).toBe(T0);
  });

  it("is shut when WhatsApp refuses a message with 131047, until a later inbound", () => {
    const life = new Life();
    life.says("Hola", T0);
    life.webhook(echoOf(life, "Respuesta"), T0 + HOUR, {
      kind: "phone",
      id: life.line.id,
    });
    const sourceId = life.messages().at(-1)!.sourceId!;
    const commit = life.webhook(failedWindow(sourceId), T0 + 2 * HOUR, {
      kind: "system",
      id: "whatsapp",
    });
    expect(typesOf(commit)).toEqual(["message.failed", "window.expired"]);
    expect(life.regions.window).toBe("expired");
    life.says("Sigo aquí", T0 + 3 * HOUR);
    expect(life.regions.window).toBe("open");
    expect(life.facts.windowExpiresAt).toBe(T0 + 27 * HOUR);
  });

  it("stays shut after a refusal when an inbound from before comes late: it is no later one", () => {
    const life = new Life();
    life.says("Hola", T0 + MINUTE);
    life.webhook(echoOf(life, "Respuesta"), T0 + HOUR, { kind: "phone", id: life.line.id });
    const sourceId = life.messages().at(-1)!.sourceId!;
    life.webhook(failedWindow(sourceId), T0 + 2 * HOUR, { kind: "system", id: "whatsapp" });
    const { windowExpiresAt, lastInboundAt } = life.facts;
    life.says("Buenas", T0, T0 + 3 * HOUR);
    expect(life.regions.window).toBe("expired");
    expect(life.facts).toMatchObject({
      windowExpiresAt,
      lastInboundAt,
      timers: { windowExpired: null, windowClosing: null },
    });
  });

  it("stays open when a refusal speaks of a time before the newest inbound", () => {
    const life = new Life();
    life.webhook(echoOf(life, "Oferta"), T0, {
      kind: "phone",
      id: life.line.id,
    });
    const sourceId = life.messages().at(-1)!.sourceId!;
    life.says("Hola", T0 + HOUR);
    life.webhook(
      failedWindow(sourceId),
      T0 + MINUTE,
      { kind: "system", id: "whatsapp" },
      T0 + 2 * HOUR,
    );
    expect(life.regions.window).toBe("open");
  });

  it("stays open when WhatsApp gives a message up only after the contact has written again", () => {
    const life = new Life();
    life.webhook(echoOf(life, "Oferta"), T0, { kind: "phone", id: life.line.id });
    const sourceId = life.messages().at(-1)!.sourceId!;
    life.says("Hola", T0 + MINUTE);
    life.webhook(failedWindow(sourceId), T0 + HOUR, { kind: "system", id: "whatsapp" });
    expect(life.messages()[0]).toMatchObject({ status: "failed", failure: "window" });
    expect(life.regions.window).toBe("open");
  });

  it("stays open when it is a template that WhatsApp refuses: templates need no window", () => {
    const life = new Life();
    life.says("Hola", T0);
    const echo = echoOf(life, "");
    if (echo.kind !== "echo") throw new Error("an echo was expected");
    const content = { type: "template", name: "offer", language: "es_MX", text: "Oferta" } as const;
    const sent = { ...echo, message: { ...echo.message, content } };
    life.webhook(sent, T0 + HOUR, { kind: "phone", id: life.line.id });
    const { sourceId } = sent.message;
    const commit = life.webhook(failedWindow(sourceId), T0 + 2 * HOUR, {
      kind: "system",
      id: "whatsapp",
    });
    expect(typesOf(commit)).toEqual(["message.failed"]);
    expect(life.regions.window).toBe("open");
  });

  it("is not moved by reactions, edits, statuses or echoes", () => {
    const life = new Life();
    life.says("Hola", T0);
    const { sourceId } = life.messages()[0]!;
    life.webhook(
      { kind: "reaction", by: "contact", targetSourceId: sourceId!, emoji: "👍" },
      T0 + HOUR,
    );
    life.webhook(
      {
        kind: "edit",
        by: "contact",
        targetSourceId: sourceId!,
        content: { type: "text", text: "Hola!" },
      },
      T0 + HOUR,
    );
    life.webhook(echoOf(life, "Respuesta"), T0 + HOUR, {
      kind: "phone",
      id: life.line.id,
    });
    expect(life.facts.windowExpiresAt).toBe(T0 + 24 * HOUR);
  });
});
