import { describe, expect, it } from "vitest";
import type { Command } from "../../src/domain/conversation/commands.ts";
import type { EntryInput } from "../../src/domain/intake/intake.ts";
import { Life, outcomeOf, T0, user } from "./support.ts";

const EVA = user("usr_eva");
const BOSS = user("usr_boss");
const CLAIM: Command = { name: "claim" };
const READ: Command = { name: "read" };

const own = { kind: "limited", ownerIds: ["usr_eva"], unassigned: false } as const;
const ownAndFree = { ...own, unassigned: true } as const;

/** Eva's command with what she may change, as the door wrote it down. */
function byEva(life: Life, input: Omit<Extract<EntryInput, { kind: "command" }>, "kind">) {
  return life.entry({ kind: "command", ...input }, EVA, T0 + 2, T0 + 2);
}

function ofEva(): Life {
  const life = new Life();
  life.says("Hola", T0);
  life.assigns(BOSS, "usr_eva", T0 + 1);
  return life;
}

describe("the right to a command", () => {
  it("given one's own, when its turn comes, then it is done", () => {
    const life = ofEva();
    const commit = life.enters([byEva(life, { command: READ, within: own })], T0 + 2);
    expect(outcomeOf(commit)).toEqual({ kind: "applied" });
  });

  it("given that an administrator takes the conversation away just before, then it is refused and changes nothing", () => {
    const life = ofEva();
    const target = { kind: "user", userId: "usr_max" } as const;
    const away = {
      kind: "command",
      command: { name: "assign", target, markUnread: false },
    } as const;
    const close = {
      name: "close",
      description: "x",
      reasonCode: null,
      handOverTo: null,
      rearm: true,
    } as const;
    const commit = life.enters(
      [life.entry(away, BOSS, T0 + 2, T0 + 2), byEva(life, { command: close, within: own })],
      T0 + 2,
    );
    expect(commit.applied.map(({ outcome }) => outcome)).toEqual([
      { kind: "applied" },
      { kind: "refused", code: "conversation.not_yours" },
    ]);
    expect(life.regions.lifecycle).toBe("open");
  });

  it("given that it is given to her just before, then what she could not do at the door is done", () => {
    const life = new Life();
    life.says("Hola", T0);
    const give = {
      name: "assign",
      target: { kind: "user", userId: "usr_eva" },
      markUnread: false,
    } as const;
    const commit = life.enters(
      [
        life.entry({ kind: "command", command: give }, BOSS, T0 + 1, T0 + 1),
        byEva(life, { command: READ, within: own }),
      ],
      T0 + 2,
    );
    expect(commit.applied.map(({ outcome }) => outcome.kind)).toEqual(["applied", "applied"]);
  });

  it("tells nobody the version of what is not theirs", () => {
    const life = ofEva();
    life.assigns(BOSS, null, T0 + 2);
    for (const expectedVersion of [1, 2, 3, 4]) {
      const entry = byEva(life, { command: READ, expectedVersion, within: own });
      const refused = { kind: "refused", code: "conversation.not_yours" };
      expect(outcomeOf(life.enters([entry], T0 + 3))).toEqual(refused);
    }
  });

  it("tells whoever may take what is nobody's that somebody was faster, and others nothing", () => {
    const life = ofEva();
    life.assigns(BOSS, "usr_max", T0 + 2);
    const codes = [ownAndFree, own].map((within) =>
      outcomeOf(life.enters([byEva(life, { command: CLAIM, within })], T0 + 3)),
    );
    expect(codes).toEqual([
      { kind: "refused", code: "conversation.already_assigned" },
      { kind: "refused", code: "conversation.not_yours" },
    ]);
  });

  it("lets nobody take what is nobody's without the permission", () => {
    const life = new Life();
    life.says("Hola", T0);
    const entry = byEva(life, { command: CLAIM, within: own });
    const refused = { kind: "refused", code: "conversation.not_yours" };
    expect(outcomeOf(life.enters([entry], T0 + 3))).toEqual(refused);
    expect(life.facts.ownerId).toBeNull();
  });

  it("lets her begin by writing first what was never open, and do nothing else there", () => {
    const template = {
      type: "template",
      name: "hola",
      language: "es",
      category: "UTILITY",
      components: [],
      text: "Hola",
      values: {},
    } as const;
    const send: Command = {
      name: "send",
      messages: [{ content: { ...template, components: [] }, replyToId: null }],
      refused: [],
    };
    const life = new Life();
    const refused = { kind: "refused", code: "conversation.not_yours" };
    const early = byEva(life, { command: READ, within: own });
    expect(outcomeOf(life.enters([early], T0 + 2))).toEqual(refused);
    const begun = life.enters([byEva(life, { command: send, within: own })], T0 + 2);
    expect(outcomeOf(begun)).toEqual({ kind: "applied" });
    expect(life.facts.ownerId).toBe("usr_eva");
    // What was open before, and is nobody's now, is not begun by anybody.
    life.assigns(BOSS, null, T0 + 3);
    expect(outcomeOf(life.enters([byEva(life, { command: send, within: own })], T0 + 3))).toEqual(
      refused,
    );
  });
});
