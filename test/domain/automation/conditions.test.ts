import { describe, expect, it } from "vitest";
import { businessHoursSchema } from "../../../src/domain/automation/business-hours.ts";
import { compares } from "../../../src/domain/automation/compare.ts";
import type { ConditionFacts } from "../../../src/domain/automation/condition-facts.ts";
import {
  atomSchema,
  type Atom,
  type Comparison,
} from "../../../src/domain/automation/condition.ts";
import { asksOpportunity, evaluate } from "../../../src/domain/automation/conditions.ts";
import type {
  Conversation,
  Facts,
  MessagePreview,
} from "../../../src/domain/conversation/conversation.ts";
import { aLine, DAY, HOUR, LINE, MINUTE, T0 } from "../../support/builders.ts";
import { aProfile } from "../../support/contacts.ts";
import { facts } from "./support.ts";

const holds = (atom: unknown, asked: ConditionFacts) => {
  const { holds: does } = evaluate({ all: [atomSchema.parse(atom)] }, asked);
  // Turned round it is the opposite, always.
  expect(evaluate({ any: [{ not: atomSchema.parse(atom) }] }, asked).holds).toBe(!does);
  return does;
};

const base = facts();
const having = (changes: Partial<Facts>, rest: Partial<Conversation> = {}) =>
  facts({
    conversation: {
      ...base.conversation,
      ...rest,
      facts: { ...base.conversation.facts, ...changes },
    },
  });
const inbound: MessagePreview = {
  id: "m1",
  direction: "incoming",
  type: "text",
  text: "x",
  occurredAt: T0,
};
const episode = { ...base.conversation.facts.episode, number: 1, openedAt: T0 + MINUTE };
const open = { ...base.conversation.regions, lifecycle: "open", attention: "unread" } as const;
const crm = { ...base.contact, crm: aProfile({ customFields: { zone: "Norte" } }) };
const closed = businessHoursSchema.parse({ weekly: { sunday: [{ from: "09:00", to: "10:00" }] } });

const ROWS: [string, unknown, ConditionFacts, ConditionFacts][] = [
  [
    "the line",
    { field: "line", in: [LINE] },
    base,
    facts({ conversation: { ...base.conversation, lineId: "other" } }),
  ],
  [
    "an answer of the contact in an episode that it opened",
    { field: "contactAnswered", is: true },
    having(
      { episode: { ...episode, openedBy: { kind: "contact", id: "contact1" } } },
      { lastMessage: inbound },
    ),
    having(
      { episode },
      { lastMessage: { ...inbound, direction: "outgoing", occurredAt: T0 + HOUR } },
    ),
  ],
  [
    "an answer in an episode that the team opened",
    { field: "contactAnswered", is: true },
    having({ episode }, { lastMessage: { ...inbound, occurredAt: T0 + HOUR } }),
    having({ episode }, { lastMessage: inbound }),
  ],
  ["the owner", { field: "owner", in: ["eva"] }, having({ ownerId: "eva" }), base],
  [
    "being a contact of the CRM",
    { field: "isCrmContact", is: true },
    facts({ contact: crm }),
    base,
  ],
  ["the status", { field: "status", in: ["open"] }, having({}, { regions: open }), base],
  ["having an owner", { field: "hasOwner", is: true }, having({ ownerId: "eva" }), base],
  ["unread messages", { field: "hasUnread", is: true }, having({}, { regions: open }), base],
  [
    "the ad of this opening",
    { field: "adId", in: ["ad1"] },
    having({ episode: { ...episode, adId: "ad1" } }),
    base,
  ],
  [
    "a field of the contact",
    { field: "contactField", key: "custom.zone", compare: { is: "equal", value: "NORTE" } },
    facts({ contact: crm }),
    base,
  ],
  [
    "a field of the opportunity",
    { field: "opportunityField", key: "amount", compare: { is: "above", value: "99" } },
    facts({ opportunity: { amount: "100" } }),
    base,
  ],
  [
    "a variable",
    { field: "variable", name: "toString", compare: { is: "known" } },
    facts({ vars: { toString: "x" } }),
    base,
  ],
  [
    "any of the tags",
    { field: "tags", any: ["vip", "new"] },
    having({ tags: ["new"] }),
    having({ tags: ["old"] }),
  ],
  [
    "business hours",
    { field: "businessHours", is: true },
    base,
    facts({ line: aLine({ settings: { ...base.line.settings, businessHours: closed } }) }),
  ],
  [
    "time left in the window",
    { field: "windowLeft", atLeastMs: HOUR },
    having({ windowExpiresAt: T0 + HOUR + MINUTE, lastInboundAt: T0 - DAY + HOUR }),
    having({ windowExpiresAt: T0 + HOUR, lastInboundAt: T0 - DAY + HOUR }),
  ],
  [
    "an open window",
    { field: "windowLeft", atLeastMs: 0 },
    having({ windowExpiresAt: T0 + DAY, lastInboundAt: T0 }),
    base,
  ],
  ["a keyword", { field: "lastText", words: ["café"] }, facts({ lastText: "un CAFE" }), base],
  [
    "a pattern",
    { field: "lastTextPattern", pattern: "^a+$" },
    facts({ lastText: "aaa" }),
    facts({ lastText: "aab" }),
  ],
];

describe("a condition on", () => {
  it.each(ROWS)("%s holds, and does not hold", (_, atom, yes, no) => {
    expect(holds(atom, yes)).toBe(true);
    expect(holds(atom, no)).toBe(false);
  });

  it("the channel holds on the only one there is", () => {
    expect(holds({ field: "channel", in: ["whatsapp"] }, base)).toBe(true);
  });

  it("is tested here for every field there is", () => {
    const known = atomSchema.options.map(({ shape }) => shape.field.value);
    const tested = ROWS.map(([, atom]) => (atom as Atom).field);
    expect(new Set([...tested, "channel"])).toEqual(new Set(known));
  });
});

describe("a condition that does not hold", () => {
  const yes = { field: "status", in: ["closed"] } satisfies Atom;
  const no = { field: "hasOwner", is: true } satisfies Atom;

  it("says which part of all, what was expected and what was there", () => {
    expect(evaluate({ all: [yes, no, no] }, base)).toEqual({
      holds: false,
      at: "all[1]",
      expected: no,
      actual: false,
    });
    expect(evaluate({ all: [{ not: yes }] }, base)).toEqual({
      holds: false,
      at: "all[0]",
      expected: { not: yes },
      actual: "closed",
    });
  });

  it("says of any what each part found", () => {
    expect(evaluate({ any: [no, { not: yes }] }, base)).toEqual({
      holds: false,
      at: "any",
      expected: [no, { not: yes }],
      actual: [false, "closed"],
    });
    expect(evaluate({ any: [no, yes] }, base)).toEqual({ holds: true });
  });

  it("repeats no more than the beginning of a text", () => {
    const holding = evaluate(
      { all: [{ field: "lastText", words: ["y"] }] },
      facts({ lastText: "x".repeat(5_000) }),
    );
    expect(holding).toMatchObject({ actual: "x".repeat(200) });
  });
});

it("a condition says whether an opportunity must be looked up", () => {
  const atom = { field: "opportunityField", key: "stage", compare: { is: "known" } } satisfies Atom;
  expect(asksOpportunity({ any: [{ not: atom }] })).toBe(true);
  expect(asksOpportunity({ all: [{ field: "hasOwner", is: true }] })).toBe(false);
});

describe("a comparison", () => {
  it.each([
    ["known", "x", undefined, true],
    ["known", "\u200b", undefined, false],
    ["unknown", null, undefined, true],
    ["equal", "José", "josé", true],
    ["equal", "10", "10.0", true],
    ["equal", null, "", false],
    ["different", null, "x", true],
    ["different", "X", "x", false],
    ["contains", "Ciudad de México", "mexico", true],
    ["contains", null, "x", false],
    ["above", "10", "9", true],
    ["above", "9", "10", false],
    ["above", "b", "a", false],
    ["above", null, "1", false],
    ["above", "2026-03-01", "2026-02-28", true],
    ["below", "-1", "0", true],
    ["below", "2026-03-01", "7", false],
  ])("%s of %s and %s is %s", (is, said, value, result) => {
    expect(compares(said, { is, ...(value === undefined ? {} : { value }) } as Comparison)).toBe(
      result,
    );
  });
});
