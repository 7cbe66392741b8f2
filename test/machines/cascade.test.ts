import { describe, expect, it } from "vitest";
import type { CascadeFlags } from "../../src/domain/records/cascade.ts";
import type { AssignTarget } from "../../src/domain/conversation/commands.ts";
import { HOUR, Life, outcomeOf, T0, user } from "./support.ts";

const EVA = user("usr_eva");
const TO_MAX = { kind: "user", userId: "usr_max" } as const;
const NONE: CascadeFlags = {
  contact: false,
  opportunities: false,
  activities: false,
  tasks: false,
};
const ALL: CascadeFlags = { contact: true, opportunities: true, activities: true, tasks: true };

function assigned(target: AssignTarget, cascade: CascadeFlags | undefined) {
  const life = new Life({}, { ownerId: "usr_ana" });
  life.says("Hola", T0);
  const command = {
    name: "assign" as const,
    target,
    markUnread: false,
    ...(cascade === undefined ? {} : { cascade }),
  };
  return { life, commit: life.asks(EVA, command, T0 + HOUR), command };
}

describe("assigning with what belongs to the contact (R10.4, Q40)", () => {
  it("is one step, whose commit carries the hand-over", () => {
    const { life, commit } = assigned(TO_MAX, ALL);
    const { version } = commit.conversation;
    expect(commit.conversation.facts.ownerId).toBe("usr_max");
    expect(commit.cascades).toEqual([
      {
        contactId: life.contact.id,
        ownerId: "usr_max",
        flags: ALL,
        cause: expect.objectContaining({ actor: EVA }) as unknown,
        at: T0 + HOUR,
        conversation: { id: commit.conversationId, episode: 1, version },
      },
    ]);
  });

  it.each([undefined, NONE])("hands nothing over when nothing is asked for (%o)", (cascade) => {
    expect(assigned(TO_MAX, cascade).commit.cascades).toEqual([]);
  });

  it.each([{ kind: "nobody" }, { kind: "contactOwner" }] as const)(
    "is refused when the target is %o, and nothing changes",
    (target) => {
      const { commit } = assigned(target, { ...NONE, tasks: true });
      expect(outcomeOf(commit)).toEqual({
        kind: "refused",
        code: "conversation.cascade_needs_user",
      });
      expect(commit.cascades).toEqual([]);
      expect(commit.conversation.facts.ownerId).toBeNull();
      expect(outcomeOf(assigned(target, NONE).commit).kind).not.toBe("refused");
    },
  );

  it("to who has the conversation already hands over all the same (Q43)", () => {
    const { life, command } = assigned(TO_MAX, NONE);
    const before = life.conversation?.version ?? 0;
    const again = life.asks(EVA, { ...command, cascade: ALL }, T0 + 2 * HOUR);
    expect(outcomeOf(again)).toEqual({ kind: "applied" });
    expect(again.events).toEqual([]);
    expect(again.conversation.version).toBe(before + 1);
    expect(again.cascades).toMatchObject([{ conversation: { version: before + 1 } }]);
  });

  it("counts for the commands behind it: the contact has its new owner at once", () => {
    const life = new Life({}, { ownerId: "usr_ana" });
    life.says("Hola", T0);
    const base = { name: "assign", markUnread: false } as const;
    const commands = [
      { ...base, target: TO_MAX, cascade: { ...NONE, contact: true } },
      { ...base, target: { kind: "nobody" } },
      { ...base, target: { kind: "contactOwner" } },
    ] as const;
    const at = T0 + HOUR;
    const both = life.enters(
      commands.map((command) => life.entry({ kind: "command", command }, EVA, at, at)),
      at,
    );
    expect(both.conversation.facts.ownerId).toBe("usr_max");
    expect(both.applied.map(({ contactOwnerId }) => contactOwnerId)).toEqual([
      "usr_ana",
      "usr_max",
      "usr_max",
    ]);
  });
});
