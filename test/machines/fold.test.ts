import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { advance } from "../../src/machines/advance.ts";
import { fold } from "../../src/machines/fold.ts";
import { CLOSE, happening, lifeOf, live, settingsOf } from "./happenings.ts";
import { ANA, HOUR, Life, T0, user } from "./support.ts";

describe("history", () => {
  it("folded again gives the stored conversation, member for member, for any life (I8)", () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 30 }), (walk) => {
        const life = lifeOf(walk);
        expect(fold(life.history, { line: life.line, contact: life.contact, settingsOf })).toEqual(
          life.conversation,
        );
      }),
      { numRuns: 300 },
    );
  });

  it("begins with the first step, however long the mailbox held nothing but entries that change nothing", () => {
    const turnByTurn = new Life();
    turnByTurn.closes(user("usr_eva"), T0);
    turnByTurn.says("Hola", T0 + HOUR);
    const inOneTurn = new Life();
    const { closing, hello } = {
      closing: inOneTurn.entry(CLOSE, user("usr_eva"), T0, T0),
      hello: inOneTurn.entry(inOneTurn.message("Hola"), ANA, T0 + HOUR, T0 + HOUR),
    };
    inOneTurn.enters([closing, hello], T0 + HOUR);
    for (const life of [turnByTurn, inOneTurn]) {
      const { line, contact } = life;
      expect(life.conversation!.createdAt).toBe(T0 + HOUR);
      expect(fold(life.history, { line, contact, settingsOf })).toEqual(life.conversation);
    }
  });

  it("folded up to a version gives the conversation as it was then", () => {
    const life = new Life();
    life.says("Hola", T0);
    const then = life.conversation;
    life.closes(user("usr_eva"), T0 + HOUR);
    life.says("Otra vez", T0 + 2 * HOUR);
    const world = { line: life.line, contact: life.contact, settingsOf: () => life.line.settings };
    expect(fold(life.history, { ...world, until: then!.version })).toEqual(then);
  });

  it("fires the trigger once per episode that the contact opened, but after a close without re-arming, under one id each, for any life (I4)", () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 30 }), (walk) => {
        const life = lifeOf(walk);
        const ids = (type: string) =>
          life.events.filter((event) => event.type === type).map((event) => event.id);
        const starts = ids("conversation.started_by_contact");
        const openedByContact = life.events.filter(
          (event) => event.type === "conversation.opened" && event.data["openedBy"] === "contact",
        );
        const muted = openedByContact.filter(({ conversation: { episode } }) =>
          life.events.some(
            ({ type, conversation, data }) =>
              type === "conversation.closed" &&
              conversation.episode === episode - 1 &&
              data["rearmed"] === false,
          ),
        );
        expect(new Set(starts).size).toBe(starts.length);
        expect(starts.length).toBe(openedByContact.length - muted.length);
        expect(new Set(life.events.map((event) => event.id)).size).toBe(life.events.length);
      }),
      { numRuns: 200 },
    );
  });

  it("never shows a status of lower rank than one that was reported, for any order (I10)", () => {
    const rank = ["queued", "sent", "delivered", "read", "played"];
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom("sent", "delivered", "read", "played"), { minLength: 1 }),
        (words) => {
          const life = new Life();
          let highest = 0;
          for (const word of words) {
            live(life, ["status", "wamid.1", word], T0, T0);
            highest = Math.max(highest, rank.indexOf(word));
            expect(rank.indexOf(life.messages()[0]!.status!)).toBe(highest);
          }
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe("advance", () => {
  it("is a pure function: the same arguments give the same commit, and nothing given is changed", () => {
    const life = new Life();
    life.says("Hola", T0);
    const entries = [
      life.entry(life.message("Otra"), { kind: "contact", id: "ct_ana" }, T0 + 1, T0 + 1),
    ];
    const input = {
      conversation: life.conversation,
      line: life.line,
      contact: life.contact,
      entries,
      messages: life.messages(),
      now: T0 + 30 * HOUR,
    };
    const before = structuredClone(input);
    expect(advance(input)).toEqual(advance(structuredClone(input)));
    expect(input).toEqual(before);
  });

  it("makes one commit of a hundred waiting messages, in their order", () => {
    const life = new Life();
    const entries = Array.from({ length: 100 }, (_, index) =>
      life.entry(
        life.message(`n${index}`),
        { kind: "contact", id: "ct_ana" },
        T0 + index,
        T0 + index,
      ),
    );
    const commit = life.enters(entries, T0 + 1_000);
    expect(commit.conversation.version).toBe(100);
    expect(commit.events.filter(({ type }) => type === "message.received")).toHaveLength(100);
    expect(
      commit.events.filter(({ type }) => type === "conversation.started_by_contact"),
    ).toHaveLength(1);
    expect(life.conversation!.lastMessage!.text).toBe("n99");
  });
});
