import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Actor } from "../../src/domain/actor.ts";
import type { MailboxInput, MessageStatus } from "../../src/domain/inbound.ts";
import {
  changeSettings,
  lineSettingsSchema,
  type EffectiveSettings,
} from "../../src/domain/line.ts";
import { advance } from "../../src/machines/advance.ts";
import { fold } from "../../src/machines/fold.ts";
import { ANA, HOUR, LINE_ID, Life, MINUTE, T0, user } from "./support.ts";

const VERSIONS: EffectiveSettings[] = [];
for (const wanted of [
  {},
  { autoClose: { afterMs: 3 * HOUR, description: "Sin respuesta" }, pickupMs: 20 * MINUTE },
  { autoClose: { afterMs: HOUR, description: "Rápido" }, ownerOnReopening: "unassign" as const },
  { reopening: "manual" as const },
]) {
  VERSIONS.push(changeSettings(VERSIONS.at(-1) ?? null, lineSettingsSchema.parse(wanted), T0));
}
const settingsOf = (version: number): EffectiveSettings => VERSIONS[version - 1]!;

const CLOSE = {
  kind: "command" as const,
  command: {
    name: "close" as const,
    description: "Venta cerrada",
    reasonCode: null,
    handOverTo: null,
    rearm: true,
  },
};
const PHONE: Actor = { kind: "phone", id: LINE_ID };
const people = fc.constantFrom("usr_eva", "usr_max");
const sourceIds = fc.constantFrom("wamid.1", "wamid.2", "wamid.3", "wamid.4");
const message = (sourceId: string, text: string) => ({
  sourceId,
  content: { type: "text" as const, text },
  context: null,
  referral: null,
});

/** One thing that happens to a conversation, with the time since the last one and the delay until it reached us. */
const happening = fc.record({
  wait: fc.integer({ min: 0, max: 20 * HOUR }),
  delay: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 30 * HOUR })),
  settings: fc.constantFrom(1, 1, 1, 2, 3, 4),
  what: fc.oneof(
    { weight: 4, arbitrary: fc.tuple(fc.constant("message"), sourceIds) },
    { weight: 1, arbitrary: fc.tuple(fc.constant("echo"), sourceIds) },
    { weight: 1, arbitrary: fc.tuple(fc.constant("history"), sourceIds) },
    {
      weight: 2,
      arbitrary: fc.tuple(
        fc.constant("status"),
        sourceIds,
        fc.constantFrom("sent", "delivered", "read", "failed"),
      ),
    },
    { weight: 1, arbitrary: fc.tuple(fc.constantFrom("reaction", "edit", "revoke"), sourceIds) },
    { weight: 1, arbitrary: fc.tuple(fc.constant("call")) },
    {
      weight: 4,
      arbitrary: fc.tuple(
        fc.constantFrom(
          "close",
          "closeSilently",
          "reopen",
          "assign",
          "nobody",
          "read",
          "unread",
          "claim",
          "tag",
          "untag",
          "note",
          "conditional",
        ),
        people,
        people,
      ),
    },
    { weight: 2, arbitrary: fc.tuple(fc.constant("nothing")) },
  ),
});

function live(
  life: Life,
  [kind = "", a = "", b = ""]: string[],
  at: number,
  receivedAt: number,
): void {
  const hear = (input: MailboxInput) =>
    life.webhook(input, at, kind === "echo" ? PHONE : ANA, receivedAt);
  switch (kind) {
    case "message":
    case "echo":
      return void hear({ kind, message: message(a, kind) });
    case "history":
      return void hear({ kind, message: message(a, "antes"), direction: "incoming", status: null });
    case "status":
      return void hear({
        kind,
        sourceId: a,
        status: b as MessageStatus,
        errors: b === "failed" ? [{ code: 131047, title: null, details: null }] : [],
        pricing: null,
        callbackData: null,
      });
    case "reaction":
      return void hear({ kind, by: "contact", targetSourceId: a, emoji: "👍" });
    case "edit":
      return void hear({
        kind,
        by: "contact",
        targetSourceId: a,
        content: { type: "text", text: "otra" },
      });
    case "revoke":
      return void hear({ kind, by: "contact", targetSourceId: a });
    case "call":
      return void hear({
        kind,
        sourceId: "c",
        event: "terminate",
        direction: "incoming",
        opensWindow: true,
      });
    case "close":
      return void life.closes(user(a), receivedAt);
    case "closeSilently":
      return void life.asks(user(a), { ...CLOSE.command, rearm: false }, receivedAt);
    case "tag":
    case "untag":
      return void life.asks(user(a), { name: kind, tags: [b] }, receivedAt);
    case "note":
      return void life.asks(user(a), { name: kind, text: b }, receivedAt);
    case "conditional":
      // Right half of the time: the other one's version is that of the first step.
      return void life.asksAt(
        a === b ? (life.conversation?.version ?? 0) : 1,
        { by: user(a), command: { name: "tag", tags: [`${receivedAt}`] } },
        receivedAt,
      );
    case "assign":
      return void life.assigns(user(a), b, receivedAt, true);
    case "nobody":
      return void life.assigns(user(a), null, receivedAt);
    case "reopen":
    case "read":
    case "unread":
    case "claim":
      return void life.asks(user(a), { name: kind }, receivedAt);
    default:
      return void life.passes(receivedAt);
  }
}

function lifeOf(
  walk: readonly { wait: number; delay: number; settings: number; what: string[] }[],
): Life {
  const life = new Life();
  let now = T0;
  for (const { wait, delay, settings, what } of walk) {
    now += wait;
    life.line.settings = settingsOf(settings);
    live(life, what, now - delay, now);
  }
  return life;
}

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
