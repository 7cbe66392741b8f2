import { describe, expect, it } from "vitest";
import {
  changeSettings,
  lineSettingsSchema,
  type EffectiveSettings,
} from "../../src/domain/line.ts";
import { HOUR, Life, MINUTE, T0, echoOf, typesOf, user } from "./support.ts";

const LUIS = user("usr_luis");
const rule = (afterMs: number, enabled = true) =>
  lineSettingsSchema.parse({ autoClose: { enabled, afterMs, description: "Sin respuesta" } });
const settingsAt = (now: number, afterMs = HOUR): EffectiveSettings =>
  changeSettings(null, rule(afterMs), now);

/** Gives the line other settings, as `PUT /v1/lines` does. */
function change(life: Life, settings: EffectiveSettings): void {
  life.line.settings = settings;
}

describe("auto-close", () => {
  it("closes when no inbound message came in the configured time, and not a moment before (R13.9)", () => {
    const life = new Life(settingsAt(T0));
    life.says("Hola", T0 + 1);
    life.passes(T0 + HOUR);
    expect(life.regions.lifecycle).toBe("open");
    life.passes(T0 + 1 + HOUR);
    expect(life.regions.lifecycle).toBe("closed");
  });

  it("ignores what the team sends (R13.10)", () => {
    const life = new Life(settingsAt(T0));
    life.says("Hola", T0 + 1);
    life.webhook(echoOf(life, "Le escribo"), T0 + 30 * MINUTE, {
      kind: "phone",
      id: life.line.id,
    });
    expect(life.facts.timers.autoClose).toBe(T0 + 1 + HOUR);
  });

  it("restarts its clock at every inbound message (R13.11)", () => {
    const life = new Life(settingsAt(T0));
    life.says("Hola", T0 + 1);
    life.says("¿Hay alguien?", T0 + 50 * MINUTE);
    life.passes(T0 + 61 * MINUTE);
    expect(life.regions.lifecycle).toBe("open");
    life.passes(T0 + 111 * MINUTE);
    expect(life.regions.lifecycle).toBe("closed");
  });

  it("writes the rule's reason, keeps history, and leaves unread messages unread (R13.12, R13.13)", () => {
    const life = new Life(settingsAt(T0));
    life.says("Hola", T0 + 1);
    life.passes(T0 + 2 * HOUR);
    expect(life.facts.episode.description).toBe("Sin respuesta");
    expect(life.facts.unreadCount).toBe(1);
    expect(life.messages()).toHaveLength(1);
  });

  it("is not retroactive: a message received before the rule was switched on starts no clock (R13.15)", () => {
    const life = new Life(settingsAt(T0 + HOUR));
    life.says("Hola", T0);
    expect(life.facts.timers.autoClose).toBeNull();
    life.says("¿Y?", T0 + 2 * HOUR);
    expect(life.facts.timers.autoClose).toBe(T0 + 3 * HOUR);
  });

  it("stops for running clocks when it is switched off, and starts afresh when it is switched on (R13.17, Q9)", () => {
    const on = settingsAt(T0);
    const life = new Life(on);
    life.says("Hola", T0 + 1);
    const off = changeSettings(on, rule(HOUR, false), T0 + 10 * MINUTE);
    const onAgain = changeSettings(off, rule(HOUR), T0 + 20 * MINUTE);
    change(life, onAgain);
    const commit = life.passes(T0 + 2 * HOUR);
    expect(typesOf(commit)).toEqual([]);
    expect(life.regions.lifecycle).toBe("open");
    expect(life.facts.timers.autoClose).toBeNull();
    life.says("Hola otra vez", T0 + 3 * HOUR);
    expect(life.facts.timers.autoClose).toBe(T0 + 4 * HOUR);
  });

  it("applies a changed duration to clocks that start afterwards (Q9)", () => {
    const before = settingsAt(T0);
    const life = new Life(before);
    life.says("Hola", T0 + 1);
    change(life, changeSettings(before, rule(3 * HOUR), T0 + MINUTE));
    life.passes(T0 + 1 + HOUR);
    expect(life.regions.lifecycle).toBe("closed");
    life.says("Hola", T0 + 2 * HOUR);
    expect(life.facts.timers.autoClose).toBe(T0 + 5 * HOUR);
  });

  it("opens and fires the trigger again when the contact writes after it", () => {
    const life = new Life(settingsAt(T0));
    life.says("Hola", T0 + 1);
    const commit = life.says("Perdón, estaba ocupada", T0 + 5 * HOUR);
    expect(typesOf(commit)).toEqual([
      "conversation.closed",
      "conversation.opened",
      "conversation.started_by_contact",
      "message.received",
    ]);
  });

  it("does not run in a conversation closed by hand", () => {
    const life = new Life(settingsAt(T0));
    life.says("Hola", T0 + 1);
    life.closes(LUIS, T0 + MINUTE);
    expect(life.facts.timers.autoClose).toBeNull();
  });

  it("gives a message that is looked at late its whole time, though it was received long ago", () => {
    const life = new Life(settingsAt(T0));
    life.says("Hola", T0 + 1);
    life.passes(T0 + 10 * HOUR);
    const late = life.entry(
      life.message("Tarde"),
      { kind: "contact", id: "ct_ana" },
      T0 + 2,
      T0 + 2,
    );
    life.enters([late], T0 + 11 * HOUR);
    expect(life.regions.lifecycle).toBe("open");
    expect(life.facts.timers.autoClose).toBe(T0 + 12 * HOUR);
    expect(life.facts.episode.openedAt).toBeGreaterThan(T0 + HOUR);
  });
});
