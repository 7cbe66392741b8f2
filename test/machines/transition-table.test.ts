import { describe, expect, it } from "vitest";
import {
  changeSettings,
  DEFAULT_LINE_SETTINGS,
  lineSettingsSchema,
} from "../../src/domain/line.ts";
import { step } from "../../src/machines/step.ts";
import { HOUR, Life, MINUTE, T0, outcomeOf, typesOf, user } from "./support.ts";

const LUIS = user("usr_luis");
const autoClosing = changeSettings(
  null,
  lineSettingsSchema.parse({ autoClose: { afterMs: 2 * HOUR, description: "Sin respuesta" } }),
  T0,
);

const send = (freeForm: boolean, at: number, by = LUIS) => ({
  type: "message.send" as const,
  at,
  actor: by,
  settings: DEFAULT_LINE_SETTINGS,
  freeForm,
});

describe("the transition table of the behaviour spec", () => {
  it("T1: a contact's first message opens a conversation with an open window, unread, and fires the trigger", () => {
    const life = new Life();
    const commit = life.says("Hola", T0);
    expect(life.regions).toEqual({
      lifecycle: "open",
      window: "open",
      ownership: "unassigned",
      attention: "unread",
    });
    expect(life.facts.episode).toMatchObject({
      number: 1,
      openedAt: T0,
      openedBy: { kind: "contact" },
    });
    expect(life.facts.windowExpiresAt).toBe(T0 + 24 * HOUR);
    expect(typesOf(commit)).toEqual([
      "conversation.opened",
      "conversation.started_by_contact",
      "window.opened",
      "message.received",
    ]);
  });

  it("T2: a contact's message on a closed conversation opens the same one again and fires the trigger", () => {
    const life = new Life();
    life.says("Hola", T0);
    life.closes(LUIS, T0 + HOUR);
    const commit = life.says("Una cosa más", T0 + 2 * HOUR);
    expect(commit.conversationId).toBe(life.conversation!.id);
    expect(life.regions).toMatchObject({ lifecycle: "open", window: "open", attention: "unread" });
    expect(life.facts.episode).toMatchObject({ number: 2, closedAt: null, description: null });
    expect(typesOf(commit)).toContain("conversation.started_by_contact");
    const starts = life.events.filter((event) => event.type === "conversation.started_by_contact");
    expect(new Set(starts.map((event) => event.id)).size).toBe(2);
  });

  it("T3: a contact's message on an open conversation restarts window and auto-close clock, and fires nothing", () => {
    const life = new Life(autoClosing);
    life.says("Hola", T0);
    const commit = life.says("¿Siguen ahí?", T0 + HOUR);
    expect(life.facts.windowExpiresAt).toBe(T0 + 25 * HOUR);
    expect(life.facts.timers.autoClose).toBe(T0 + 3 * HOUR);
    expect(life.facts.unreadCount).toBe(2);
    expect(typesOf(commit)).toEqual(["message.received"]);
  });

  it("T4: 24 hours after the last message the window expires and the conversation stays open", () => {
    const life = new Life();
    life.says("Hola", T0);
    const commit = life.passes(T0 + 24 * HOUR);
    expect(life.regions).toMatchObject({ lifecycle: "open", window: "expired" });
    expect(typesOf(commit)).toEqual(["window.closing", "window.expired"]);
    expect(commit.events[1]).toMatchObject({ occurredAt: T0 + 24 * HOUR });
    expect(commit.conversation.facts.timers).toMatchObject({
      windowClosing: null,
      windowExpired: null,
    });
  });

  it("T5: an agent's free-form message in an open window is taken and leaves the conversation as it is", () => {
    const life = new Life();
    life.says("Hola", T0);
    const after = step(life.conversation!, send(true, T0 + HOUR));
    expect(after.regions).toMatchObject({ lifecycle: "open", window: "open", attention: "read" });
    expect(after.facts.windowExpiresAt).toBe(T0 + 24 * HOUR);
    expect(after.facts.episode).toEqual(life.facts.episode);
  });

  it("T6: a free-form message without an open window opens nothing", () => {
    const life = new Life();
    life.says("Hola", T0);
    life.passes(T0 + 25 * HOUR);
    life.closes(LUIS, T0 + 26 * HOUR);
    const after = step(life.conversation!, send(true, T0 + 27 * HOUR));
    expect(after.regions).toMatchObject({ lifecycle: "closed", window: "expired" });
    expect(after.facts.episode.number).toBe(1);
  });

  it("T7: a template goes out with the window shut, and the window stays shut until the contact answers", () => {
    const life = new Life();
    life.says("Hola", T0);
    life.passes(T0 + 25 * HOUR);
    const after = step(life.conversation!, send(false, T0 + 26 * HOUR));
    expect(after.regions).toMatchObject({
      lifecycle: "open",
      window: "expired",
      attention: "read",
    });
    life.says("Sí", T0 + 27 * HOUR);
    expect(life.regions.window).toBe("open");
  });

  it("T8: a template to a closed conversation opens it for the agent and fires no trigger", () => {
    const life = new Life();
    life.says("Hola", T0);
    life.closes(LUIS, T0 + HOUR);
    const after = step(life.conversation!, send(false, T0 + 30 * HOUR));
    expect(after.regions.lifecycle).toBe("open");
    expect(after.facts.episode).toMatchObject({ number: 2, openedBy: LUIS });
    expect(after.announcements.map(({ event }) => event)).toEqual([
      "conversation.opened",
      "conversation.read",
    ]);
  });

  it("T9: closing needs an open conversation, keeps the unread mark, and hands over in the same step", () => {
    const life = new Life();
    life.says("Hola", T0);
    life.assigns(LUIS, "usr_luis", T0 + MINUTE);
    const commit = life.asks(
      LUIS,
      {
        name: "close",
        description: "Se fue a postventa",
        reasonCode: "sold",
        handOverTo: { kind: "user", userId: "usr_eva" },
        rearm: true,
      },
      T0 + HOUR,
    );
    expect(typesOf(commit)).toEqual(["conversation.reassigned", "conversation.closed"]);
    expect(life.conversation!.version).toBe(3);
    expect(life.facts).toMatchObject({ ownerId: "usr_eva", unreadCount: 1 });
    expect(life.facts.episode).toMatchObject({
      closedAt: T0 + HOUR,
      closedBy: LUIS,
      description: "Se fue a postventa",
      reasonCode: "sold",
    });
    const again = life.closes(LUIS, T0 + 2 * HOUR);
    expect(outcomeOf(again)).toEqual({ kind: "refused", code: "conversation.already_closed" });
    expect(again.conversation.version).toBe(again.expectedVersion);
  });

  it("T10: the line's rule closes when no message came in its time, with its reason, and leaves unread as it was", () => {
    const life = new Life(autoClosing);
    life.says("Hola", T0);
    const commit = life.passes(T0 + 2 * HOUR);
    expect(life.regions).toMatchObject({
      lifecycle: "closed",
      window: "open",
      attention: "unread",
    });
    expect(life.facts.episode).toMatchObject({
      description: "Sin respuesta",
      closedBy: { kind: "rule" },
    });
    expect(typesOf(commit)).toEqual(["conversation.closed"]);
  });

  it("T11: reopening by hand fires no trigger and starts no auto-close clock", () => {
    const life = new Life(autoClosing);
    life.says("Hola", T0);
    life.closes(LUIS, T0 + HOUR);
    const commit = life.asks(LUIS, { name: "reopen" }, T0 + 90 * MINUTE);
    expect(life.regions.lifecycle).toBe("open");
    expect(life.facts.timers.autoClose).toBeNull();
    expect(typesOf(commit)).toEqual(["conversation.opened"]);
    expect(typesOf(life.says("Gracias", T0 + 2 * HOUR))).not.toContain(
      "conversation.started_by_contact",
    );
  });

  it("T12: assigning gives it to a user, hands it over to another, or takes the owner away", () => {
    const life = new Life({ pickupMs: 10 * MINUTE });
    life.says("Hola", T0);
    expect(typesOf(life.assigns(LUIS, "usr_eva", T0 + 1))).toEqual(["conversation.assigned"]);
    expect(life.regions.ownership).toBe("assigned");
    expect(typesOf(life.assigns(LUIS, "usr_max", T0 + 2, true))).toEqual([
      "conversation.reassigned",
      "conversation.unread",
    ]);
    expect(life.regions.ownership).toBe("reassigned");
    expect(life.facts).toMatchObject({ ownerId: "usr_max", markedUnread: true });
    expect(life.facts.timers.pickup).toBe(T0 + 2 + 10 * MINUTE);
    expect(outcomeOf(life.assigns(LUIS, "usr_max", T0 + 3))).toEqual({ kind: "known" });
    expect(typesOf(life.passes(T0 + 11 * MINUTE))).toEqual(["conversation.not_picked_up"]);
    expect(typesOf(life.assigns(LUIS, null, T0 + HOUR))).toEqual(["conversation.unassigned"]);
    expect(life.facts.ownerId).toBeNull();
  });

  it("T13: reading and marking unread move attention only", () => {
    const life = new Life();
    life.says("Hola", T0);
    const before = life.regions;
    expect(typesOf(life.asks(LUIS, { name: "read" }, T0 + 1))).toEqual(["conversation.read"]);
    expect(life.regions).toEqual({ ...before, attention: "read" });
    expect(typesOf(life.asks(LUIS, { name: "unread" }, T0 + 2))).toEqual(["conversation.unread"]);
    expect(life.regions).toEqual(before);
  });
});
