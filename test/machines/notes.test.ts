import { describe, expect, it } from "vitest";
import { Life, MINUTE, T0, outcomeOf, user } from "./support.ts";

const EVA = user("usr_eva");

describe("an internal note", () => {
  it("given a conversation, when somebody leaves a note, then it stands in the timeline and nothing else moves", () => {
    const autoClose = { enabled: true, afterMs: MINUTE, description: "-", reasonCode: null };
    const life = new Life({ autoClose, autoCloseActivatedAt: T0 - 1 });
    life.says("Hola", T0);
    const before = life.conversation!;
    const commit = life.asks(EVA, { name: "note", text: "Espera la factura" }, T0 + 1_000);
    expect(commit.items).toEqual([
      {
        kind: "note",
        conversationId: before.id,
        id: "n2",
        text: "Espera la factura",
        author: EVA,
        version: 2,
        episode: 1,
        occurredAt: T0 + 1_000,
      },
    ]);
    expect(commit.events).toMatchObject([
      {
        type: "conversation.noted",
        cause: { actor: EVA },
        data: { note: { id: "n2", text: "Espera la factura" } },
      },
    ]);
    const { regions, facts, lastMessage, lastActivityAt } = life.conversation!;
    expect({ regions, facts, lastMessage, lastActivityAt }).toEqual({
      regions: before.regions,
      facts: before.facts,
      lastMessage: before.lastMessage,
      lastActivityAt: before.lastActivityAt,
    });
    expect(commit.sends ?? []).toEqual([]);
  });

  it("given one left, when the same is written again, then it stands twice", () => {
    const life = new Life();
    life.says("Hola", T0);
    life.asks(EVA, { name: "note", text: "Llamar" }, T0 + 1);
    expect(outcomeOf(life.asks(EVA, { name: "note", text: "Llamar" }, T0 + 2)).kind).toBe(
      "applied",
    );
    expect([...life.items.values()].filter(({ kind }) => kind === "note")).toHaveLength(2);
  });
});
