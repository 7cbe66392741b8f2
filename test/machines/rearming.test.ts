import { describe, expect, it } from "vitest";
import { Life, T0, typesOf, user } from "./support.ts";

const EVA = user("usr_eva");
const STARTED = "conversation.started_by_contact";

function closedSilently(settings: ConstructorParameters<typeof Life>[0] = {}): Life {
  const life = new Life(settings);
  life.says("Hola", T0);
  const close = {
    name: "close",
    description: "Listo",
    reasonCode: null,
    handOverTo: null,
  } as const;
  const commit = life.asks(EVA, { ...close, rearm: false }, T0 + 1);
  expect(commit.events[0]?.data).toMatchObject({ rearmed: false });
  return life;
}

describe("a close without re-arming", () => {
  it("lets the contact's next message open an episode that starts no automation", () => {
    const life = closedSilently();
    const commit = life.says("Gracias", T0 + 2);
    expect(typesOf(commit)).toEqual(["conversation.opened", "message.received"]);
    expect(life.facts.episode).toMatchObject({ number: 2, openedBy: { kind: "contact" } });
  });

  it("mutes one opening, and no more", () => {
    const life = closedSilently();
    life.says("Gracias", T0 + 2);
    life.closes(EVA, T0 + 3);
    expect(typesOf(life.says("Una cosa más", T0 + 4))).toContain(STARTED);
  });

  it("is over when people open the conversation themselves", () => {
    const life = closedSilently();
    life.asks(EVA, { name: "reopen" }, T0 + 2);
    life.closes(EVA, T0 + 3);
    expect(typesOf(life.says("Hola de nuevo", T0 + 4))).toContain(STARTED);
  });

  it("starts the auto-close clock like any other opening by the contact", () => {
    const autoClose = { enabled: true, afterMs: 1_000, description: "-", reasonCode: null };
    const life = closedSilently({ autoClose, autoCloseActivatedAt: T0 - 1 });
    life.says("Gracias", T0 + 2);
    expect(life.facts.timers.autoClose).toBe(T0 + 1_002);
    expect(typesOf(life.passes(T0 + 5_000))).toContain("conversation.closed");
    expect(life.facts.episode.rearmed).toBe(true);
  });

  it("waits for as long as messages do not open the conversation", () => {
    const life = closedSilently({ reopening: "manual" });
    expect(typesOf(life.says("Gracias", T0 + 2))).toEqual(["message.received"]);
    expect(life.facts.episode.rearmed).toBe(false);
  });
});
