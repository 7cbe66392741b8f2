import { describe, expect, it } from "vitest";
import { HOUR, Life, T0, outcomeOf, typesOf, user } from "./support.ts";

const EVA = user("usr_eva");
const CLAIM = { name: "claim" } as const;

function unowned(): Life {
  const life = new Life();
  life.says("Hola", T0);
  return life;
}

describe("claiming", () => {
  it("given a conversation that is nobody's, when somebody claims it, then it is theirs", () => {
    const life = unowned();
    const commit = life.asks(EVA, CLAIM, T0 + 1);
    expect(outcomeOf(commit)).toEqual({ kind: "applied" });
    expect(typesOf(commit)).toEqual(["conversation.assigned"]);
    expect(commit.items).toMatchObject([{ activity: "assigned", actor: EVA, occurredAt: T0 + 1 }]);
    expect(life.facts.ownerId).toBe("usr_eva");
    expect(life.regions).toMatchObject({ ownership: "assigned", attention: "unread" });
  });

  it("given twenty at once, when all are looked at together, then the first has it and the others changed nothing", () => {
    const life = unowned();
    const entries = Array.from({ length: 20 }, (_, index) => ({
      ...life.entry({ kind: "command", command: CLAIM }, user(`usr_${index}`), T0 + 1, T0 + 1),
    }));
    const commit = life.enters(entries, T0 + 1);
    const refused = { kind: "refused", code: "conversation.already_assigned" };
    expect(commit.applied.map(({ outcome }) => outcome)).toEqual([
      { kind: "applied" },
      ...Array.from({ length: 19 }, () => refused),
    ]);
    expect(life.facts.ownerId).toBe("usr_0");
    expect(commit.conversation.version).toBe(2);
  });

  it("given one's own conversation, when one claims it again, then nothing happens and nothing is refused", () => {
    const life = unowned();
    life.asks(EVA, CLAIM, T0 + 1);
    expect(outcomeOf(life.asks(EVA, CLAIM, T0 + 2))).toEqual({ kind: "known" });
  });

  it("given one that was given back, when somebody claims it, then it is theirs, also closed", () => {
    const life = unowned();
    life.asks(EVA, CLAIM, T0 + 1);
    life.assigns(EVA, null, T0 + 2);
    life.closes(EVA, T0 + HOUR);
    expect(outcomeOf(life.asks(user("usr_max"), CLAIM, T0 + 2 * HOUR))).toEqual({
      kind: "applied",
    });
    expect(life.regions).toMatchObject({ lifecycle: "closed", ownership: "assigned" });
  });
});
