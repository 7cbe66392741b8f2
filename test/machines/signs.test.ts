import { describe, expect, it } from "vitest";
import { HOUR, Life, outcomeOf, T0, typesOf, user } from "./support.ts";

const LUIS = user("usr_luis");
const EVA = user("usr_eva");
const DAY = 24 * HOUR;

function greeted(): Life {
  const life = new Life();
  life.says("Hola", T0);
  return life;
}

describe("typing", () => {
  it("goes out as a sign that names the contact's newest message, and says nothing else", () => {
    const life = greeted();
    const before = life.conversation!;
    const commit = life.asks(LUIS, { name: "typing" }, T0 + 1);
    expect(commit.sends).toEqual([
      {
        id: `snd_${commit.conversationId}_sign2`,
        messageId: null,
        lineId: life.line.id,
        contactId: life.contact.id,
        position: 2_000,
        freeForm: false,
        content: { type: "typing", targetId: "m1" },
        replyToId: null,
        lease: null,
        queuedAt: T0 + 1,
      },
    ]);
    expect([commit.events, commit.items]).toEqual([[], []]);
    expect(life.conversation).toEqual({
      ...before,
      version: 2,
      steppedAt: T0 + 1,
      updatedAt: T0 + 1,
    });
  });

  it("is refused when there is nothing of the contact's to name, or nothing of the last 30 days", () => {
    const nothing = { kind: "refused", code: "conversation.nothing_received" };
    expect(outcomeOf(new Life().asks(LUIS, { name: "typing" }, T0))).toEqual(nothing);
    const life = greeted();
    expect(outcomeOf(life.asks(LUIS, { name: "typing" }, T0 + 30 * DAY))).toEqual({
      kind: "applied",
    });
    expect(outcomeOf(life.asks(LUIS, { name: "typing" }, T0 + 30 * DAY + 1))).toEqual(nothing);
  });
});

describe("reading with a receipt", () => {
  const READ = { name: "read", receipt: true } as const;

  it("clears unread and tells the contact", () => {
    const life = greeted();
    const commit = life.asks(LUIS, READ, T0 + 1);
    expect(typesOf(commit)).toEqual(["conversation.read"]);
    expect(commit.sends).toMatchObject([
      { id: expect.stringMatching(/_read_m1$/), content: { type: "readReceipt", targetId: "m1" } },
    ]);
  });

  it("is one sign for one message, however often it is read", () => {
    const life = greeted();
    const ids = [1, 2].map((after) => life.asks(LUIS, READ, T0 + after).sends[0]!.id);
    expect(new Set(ids).size).toBe(1);
    life.says("¿Y?", T0 + HOUR);
    expect(ids).not.toContain(life.asks(LUIS, READ, T0 + HOUR + 1).sends[0]!.id);
  });

  it("by somebody whose reading does not count tells the contact nothing (Q10)", () => {
    const life = greeted();
    life.assigns(LUIS, "usr_luis", T0 + 1);
    const commit = life.asks(EVA, READ, T0 + 2);
    expect([outcomeOf(commit), commit.sends]).toEqual([{ kind: "known" }, []]);
  });

  it("without having been asked for sends none", () => {
    const life = greeted();
    expect(life.asks(LUIS, { name: "read" }, T0 + 1).sends).toEqual([]);
    const other = greeted();
    expect(other.asks(LUIS, { name: "read", receipt: false }, T0 + 1).sends).toEqual([]);
  });

  it("reads where there is no message to name, and sends nothing", () => {
    const life = new Life();
    life.asks(LUIS, { name: "unread" }, T0);
    const commit = life.asks(LUIS, READ, T0 + 1);
    expect([typesOf(commit), commit.sends]).toEqual([["conversation.read"], []]);
  });
});
