import { describe, expect, it } from "vitest";
import { HOUR, Life, MINUTE, T0, outcomeOf, typesOf, user } from "./support.ts";

const ADMIN = user("usr_admin");
const EVA = user("usr_eva");
const MAX = user("usr_max");

function closedByEva(
  settings: ConstructorParameters<typeof Life>[0],
  ownerId: string | null = null,
): Life {
  const life = new Life(settings, { ownerId });
  life.says("Hola", T0);
  life.assigns(ADMIN, "usr_eva", T0 + 1);
  life.closes(EVA, T0 + HOUR);
  return life;
}

describe("the owner when a contact opens again", () => {
  it("stays, by default (Q3)", () => {
    const life = closedByEva({});
    life.says("Otra cosa", T0 + 2 * HOUR);
    expect(life.facts.ownerId).toBe("usr_eva");
  });

  it("goes, on a line that says so", () => {
    const life = closedByEva({ ownerOnReopening: "unassign" });
    expect(typesOf(life.says("Otra cosa", T0 + 2 * HOUR))).toContain("conversation.unassigned");
    expect(life.regions.ownership).toBe("unassigned");
  });

  it("becomes the contact's owner, on a line that says so", () => {
    const life = closedByEva({ ownerOnReopening: "contactOwner" }, "usr_max");
    expect(typesOf(life.says("Otra cosa", T0 + 2 * HOUR))).toContain("conversation.assigned");
    expect(life.facts.ownerId).toBe("usr_max");
  });

  it("goes when the line wants the contact's owner and there is none", () => {
    const life = closedByEva({ ownerOnReopening: "contactOwner" });
    life.says("Otra cosa", T0 + 2 * HOUR);
    expect(life.facts.ownerId).toBeNull();
  });
});

describe("a line that people reopen by hand", () => {
  it("keeps a closed conversation closed, unread and with its window open, when the contact writes", () => {
    const life = closedByEva({ reopening: "manual" });
    const commit = life.says("Otra cosa", T0 + 2 * HOUR);
    expect(life.regions).toMatchObject({
      lifecycle: "closed",
      window: "open",
      attention: "unread",
    });
    expect(typesOf(commit)).toEqual(["message.received"]);
    expect(life.facts.timers.autoClose).toBeNull();
  });
});

describe("handing over", () => {
  it("is over when the new owner reads, and not when somebody else looks in", () => {
    const life = new Life({ pickupMs: 10 * MINUTE });
    life.says("Hola", T0);
    life.assigns(ADMIN, "usr_eva", T0 + 1);
    life.assigns(ADMIN, "usr_max", T0 + 2);
    expect(outcomeOf(life.asks(ADMIN, { name: "read" }, T0 + 3))).toEqual({ kind: "known" });
    expect(life.regions).toMatchObject({ ownership: "reassigned", attention: "unread" });
    expect(typesOf(life.asks(MAX, { name: "read" }, T0 + 4))).toEqual([
      "conversation.picked_up",
      "conversation.read",
    ]);
    expect(life.regions.ownership).toBe("assigned");
    expect(typesOf(life.passes(T0 + HOUR))).toEqual([]);
  });

  it("to oneself needs no pick-up", () => {
    const life = new Life({ pickupMs: 10 * MINUTE });
    life.says("Hola", T0);
    life.assigns(ADMIN, "usr_eva", T0 + 1);
    life.assigns(MAX, "usr_max", T0 + 2);
    expect(life.regions.ownership).toBe("assigned");
    expect(life.facts.timers.pickup).toBeNull();
  });

  it("to the contact's owner is refused when there is none, and nothing changes (Q39)", () => {
    const life = new Life();
    life.says("Hola", T0);
    const commit = life.asks(
      ADMIN,
      { name: "assign", target: { kind: "contactOwner" }, markUnread: false },
      T0 + 1,
    );
    expect(outcomeOf(commit)).toEqual({ kind: "refused", code: "contact.has_no_owner" });
    expect(commit.conversation.version).toBe(commit.expectedVersion);
  });
});

describe("a release, which the engine asks for", () => {
  const ENGINE = { kind: "system", id: "engine" } as const;
  const release = { name: "release", userId: "usr_eva" } as const;

  it("takes an open conversation from its owner, with an event", () => {
    const life = new Life();
    life.says("Hola", T0);
    life.assigns(ADMIN, "usr_eva", T0 + 1);
    expect(typesOf(life.asks(ENGINE, release, T0 + 2))).toEqual(["conversation.unassigned"]);
    expect([life.facts.ownerId, life.regions.ownership]).toEqual([null, "unassigned"]);
  });

  it("leaves a closed one its name, and an open one to whoever else has it (Q46)", () => {
    const life = new Life();
    life.says("Hola", T0);
    life.assigns(ADMIN, "usr_max", T0 + 1);
    expect(outcomeOf(life.asks(ENGINE, release, T0 + 2))).toEqual({ kind: "known" });
    life.assigns(ADMIN, "usr_eva", T0 + 3);
    life.closes(ADMIN, T0 + 4);
    expect(outcomeOf(life.asks(ENGINE, release, T0 + 5))).toEqual({ kind: "known" });
    expect(life.facts.ownerId).toBe("usr_eva");
  });
});

describe("a flow that chooses the owner (Q42)", () => {
  it("says how it chose with the assignment, and with nothing else of that step", () => {
    const life = new Life();
    life.says("Hola", T0);
    life.asks(ADMIN, { name: "read" }, T0 + 1);
    const target = { kind: "user", userId: "usr_eva" } as const;
    const chosen = { by: "roundRobin", of: 3 } as const;
    const { events } = life.asks(
      { kind: "automation", id: "flow-1" },
      { name: "assign", target, markUnread: true, chosen },
      T0 + 2,
    );
    expect(events.map(({ type, data }) => [type, data["chosenOf"]])).toEqual([
      ["conversation.assigned", 3],
      ["conversation.unread", undefined],
    ]);
  });
});
