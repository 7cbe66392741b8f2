import { describe, expect, it } from "vitest";
import { HOUR, Life, MINUTE, T0, outcomeOf, user } from "./support.ts";

const EVA = user("usr_eva");
const MAX = user("usr_max");
const TAG = { name: "tag", tags: ["vip"] } as const;
const CONFLICT = { kind: "refused", code: "conversation.version_conflict" };

function life(): Life {
  const started = new Life();
  started.says("Hola", T0);
  return started;
}

describe("a command for one version", () => {
  it("given that version, when its turn comes, then it is done", () => {
    const one = life();
    const commit = one.asksAt(1, { by: EVA, command: { ...TAG, tags: ["vip"] } }, T0 + 1);
    expect(outcomeOf(commit)).toEqual({ kind: "applied" });
  });

  it("given a message that stands before it in the mailbox, when its turn comes, then it is refused", () => {
    const one = life();
    const commit = one.enters(
      [
        one.entry(one.message("Y otra cosa"), { kind: "contact", id: "ct_ana" }, T0 + 1, T0 + 1),
        one.entry(
          { kind: "command", command: { name: "reopen" }, expectedVersion: 1 },
          EVA,
          T0 + 2,
          T0 + 2,
        ),
      ],
      T0 + 2,
    );
    expect(commit.applied[1]?.outcome).toEqual(CONFLICT);
    expect(commit.conversation.version).toBe(2);
  });

  it("given a deadline that fires before it, when its turn comes, then it is refused", () => {
    const one = life();
    const commit = one.asksAt(1, { by: EVA, command: { name: "read" } }, T0 + 25 * HOUR);
    expect(outcomeOf(commit)).toEqual(CONFLICT);
  });
});

describe("assigning what one believes to be somebody's", () => {
  const assign = (userId: string, expectedOwnerId: string | null) =>
    ({
      name: "assign",
      target: { kind: "user", userId },
      markUnread: false,
      expectedOwnerId,
    }) as const;

  it("given two at once who both saw nobody's, when both are dealt with, then the second is refused (Q44)", () => {
    const one = life();
    expect(outcomeOf(one.asks(EVA, assign("usr_eva", null), T0 + 1))).toEqual({ kind: "applied" });
    expect(outcomeOf(one.asks(MAX, assign("usr_max", null), T0 + 1))).toEqual({
      kind: "refused",
      code: "conversation.owner_changed",
    });
    expect(one.facts.ownerId).toBe("usr_eva");
  });

  it("given the owner that was expected, when it is assigned, then it goes over", () => {
    const one = life();
    one.assigns(EVA, "usr_eva", T0 + 1);
    one.asks(MAX, assign("usr_max", "usr_eva"), T0 + MINUTE);
    expect(one.facts.ownerId).toBe("usr_max");
  });
});
