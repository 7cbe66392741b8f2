import fc from "fast-check";
import type { Identity } from "../../../src/domain/contact/contact.ts";
import type {
  InboundItem,
  MailboxItem,
  MessageStatus,
} from "../../../src/domain/intake/inbound.ts";
import {
  aCall,
  aHistory,
  aMessage,
  anEcho,
  anEdit,
  aNotice,
  aParkedItem,
  aReaction,
  aRevoke,
  aRotation,
  aStatus,
  DAY,
  GLOBEX_LINE,
  HOUR,
  LINE,
  MINUTE,
  SECOND_LINE,
  T0,
} from "../../support/builders.ts";

/** The lines of the model run; the last one is registered by chance only. */
export const LINES = [LINE, SECOND_LINE, GLOBEX_LINE, "999"] as const;

/** Mostly one line, so that there is history to speak of. */
const lineId = fc.constantFrom(LINE, LINE, LINE, LINE, LINE, SECOND_LINE, GLOBEX_LINE, "999");
/** Few, so that items often speak of the same message or repeat each other. */
const sourceId = fc.constantFrom("m1", "m2", "m3", "m4", "m5", "m6");

const userId = fc.constantFrom("BR.1", "BR.2", "BR.3");
const parentUserId = fc.constantFrom("BR.ENT.1", "BR.ENT.2");
/** Two of them are forms of one Brazilian number. */
const waId = fc.constantFrom("5511987654321", "551187654321", "15550000001", "15550000002");
const ids = {
  userId: fc.option(userId, { nil: null, freq: 2 }),
  parentUserId: fc.option(parentUserId, { nil: null, freq: 2 }),
  waId: fc.option(waId, { nil: null, freq: 2 }),
};
const profile = {
  name: fc.option(fc.constantFrom("Ana", "Ben", "  "), { nil: null }),
  username: fc.option(fc.constantFrom("ana", "@ben"), { nil: null, freq: 2 }),
};
/** Three people as WhatsApp tells of them: by either identifier, or by both. */
const PEOPLE = [
  { userId: "BR.1", waId: "5511987654321" },
  { userId: "BR.2", waId: "15550000001" },
  { userId: "BR.3", waId: "15550000002" },
];
const person = fc
  .record({
    ids: fc.constantFrom(...PEOPLE),
    tells: fc.constantFrom("userId", "waId", "both"),
    ...profile,
  })
  .map(({ ids: { userId: user, waId: phone }, tells, ...rest }): Identity => {
    const parts = {
      userId: tells === "waId" ? null : user,
      waId: tells === "userId" ? null : phone,
    };
    return { ...parts, parentUserId: null, ...rest };
  });
/** Any mixture of identifiers at all, also none. */
const anybody: fc.Arbitrary<Identity> = fc.record({ ...ids, ...profile });
const identity = fc.oneof({ weight: 4, arbitrary: person }, { weight: 1, arbitrary: anybody });
/** Provider time against the beginning of the run, which lasts some days: before, during, and after it. */
const occurredAt = fc
  .constantFrom(0, -MINUTE, -HOUR, -10 * DAY, MINUTE, HOUR, DAY, 3 * DAY)
  .map((offset) => T0 + offset);

const changes = fc.record({ lineId, identity, occurredAt });
const status = fc.constantFrom<MessageStatus>("sent", "delivered", "read", "failed");

const mailboxItem: fc.Arbitrary<MailboxItem> = fc.oneof(
  { weight: 8, arbitrary: fc.tuple(sourceId, changes).map(([id, rest]) => aMessage(id, rest)) },
  { weight: 1, arbitrary: fc.tuple(sourceId, changes).map(([id, rest]) => anEcho(id, rest)) },
  { weight: 2, arbitrary: fc.tuple(sourceId, changes).map(([id, rest]) => aHistory(id, rest)) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(sourceId, status, changes)
      .map(([id, word, rest]) => aStatus(id, word, rest)),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(sourceId, changes).map(([id, rest]) => aReaction(id, "👍", rest)),
  },
  { weight: 1, arbitrary: fc.tuple(sourceId, changes).map(([id, rest]) => anEdit(id, rest)) },
  { weight: 1, arbitrary: fc.tuple(sourceId, changes).map(([id, rest]) => aRevoke(id, rest)) },
  { weight: 1, arbitrary: fc.tuple(sourceId, changes).map(([id, rest]) => aCall(id, rest)) },
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.constantFrom("r1", "r2", "r3", "r4"), fc.record(ids), changes)
      .map(([id, next, rest]) => aRotation(id, next, rest)),
  },
);

const key = fc.constantFrom("x1", "x2", "x3");
const lineOrNone = fc.option(lineId, { nil: null });

export const itemArbitrary: fc.Arbitrary<InboundItem> = fc.oneof(
  { weight: 20, arbitrary: mailboxItem },
  { weight: 1, arbitrary: fc.tuple(key, lineOrNone).map(([id, line]) => aNotice(id, line)) },
  { weight: 1, arbitrary: fc.tuple(key, lineOrNone).map(([id, line]) => aParkedItem(id, line)) },
);
