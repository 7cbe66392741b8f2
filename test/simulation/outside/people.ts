import type { Identity } from "../../../src/simulator/payloads/identity.ts";
import type { Random } from "../../../src/simulator/random.ts";
import { LATE, SALES, SUPPORT, type SimulatedLine } from "./places.ts";

/** How WhatsApp shows a person (WhatsApp section 4). */
export type PersonKind =
  | "phone"
  /** One number in two spellings: with and without Brazil's ninth digit, Mexico's 1, Argentina's 9. */
  | "twoSpellings"
  | "userId"
  | "both"
  /** Changes number or user id in the middle of the run. */
  | "changing";

export interface Person {
  name: string;
  kind: PersonKind;
  lines: SimulatedLine[];
  /** Identifiers as a message of theirs shows them at this moment. */
  shown(): Identity;
  /** Identifiers as a status shows them: sometimes fewer. */
  shownInStatus(): Identity;
  /** All that they are, or will be, known by. */
  identities: Identity[];
  /** Who they will be after the change; null for people who do not change. */
  next: Identity | null;
  /** The change is over: from now on they are shown as `next`. */
  change(): void;
}

const NAMES = [
  "Ana",
  "Beto",
  "Caro",
  "Davi",
  "Eva",
  "Fabio",
  "Gala",
  "Hugo",
  "Iris",
  "Joao",
  "Kim",
  "Lia",
  "Mara",
  "Nico",
  "Olga",
  "Paz",
  "Quim",
  "Rosa",
  "Sol",
  "Tito",
];

const KINDS: PersonKind[] = [
  ...Array<PersonKind>(5).fill("phone"),
  ...Array<PersonKind>(3).fill("twoSpellings"),
  ...Array<PersonKind>(4).fill("userId"),
  ...Array<PersonKind>(5).fill("both"),
  ...Array<PersonKind>(3).fill("changing"),
];

/** The spellings of one number that must lead to one contact, by country. */
const SPELLINGS: ((digits: string) => [string, string])[] = [
  (digits) => [`5511${digits}`, `55119${digits}`],
  (digits) => [`5255${digits}`, `52155${digits}`],
  (digits) => [`5411${digits}`, `54911${digits}`],
];

/** Twenty people; which lines they write to is drawn. */
export function createPeople(random: Random): Person[] {
  return NAMES.map((name, index) => createPerson(name, index, random));
}

function createPerson(name: string, index: number, random: Random): Person {
  const kind = KINDS[index] ?? "phone";
  const lines = random
    .shuffle([SALES, SUPPORT, LATE])
    .slice(0, random.chance(0.5) ? 1 : random.int(2, 3));
  const looks = looksOf(name, kind, index);
  let present: Identity[] = looks.now;
  return {
    name,
    kind,
    lines,
    shown: () => random.pick(present),
    shownInStatus() {
      const { userId: _userId, parentUserId: _parent, ...byPhone } = random.pick(present);
      // Of those who are known by both, a status may show the number alone.
      return kind === "both" && random.chance(0.3) ? byPhone : random.pick(present);
    },
    identities: looks.next === null ? looks.now : [...looks.now, looks.next],
    next: looks.next,
    change() {
      if (looks.next !== null) present = [looks.next];
    },
  };
}

function looksOf(
  name: string,
  kind: PersonKind,
  index: number,
): { now: Identity[]; next: Identity | null } {
  const digits = String(70_000_000 + index * 1_111);
  const waId = `1555${String(1_000_000 + index * 7_919)}`;
  const userId = `US.${String(13_000_000_000 + index * 104_729)}`;
  switch (kind) {
    case "phone":
      return { now: [{ name, waId }], next: null };
    case "twoSpellings": {
      const spell = SPELLINGS[index % SPELLINGS.length] ?? ((same: string) => [same, same]);
      return { now: spell(digits).map((spelled) => ({ name, waId: spelled })), next: null };
    }
    case "userId":
      return { now: [{ name, userId, username: `@${name.toLowerCase()}` }], next: null };
    case "both": {
      const parentUserId = `US.ENT.${String(11_000_000_000 + index)}`;
      const full = { name, waId, userId, ...(index % 2 === 0 && { parentUserId }) };
      return { now: [full], next: null };
    }
    case "changing":
      return changing({ name, waId, userId }, index);
  }
}

/** Three ways to change: the number of somebody known by it alone, both ids together, the user id alone. */
function changing(
  { name, waId, userId }: { name: string; waId: string; userId: string },
  index: number,
): { now: Identity[]; next: Identity } {
  switch (index % 3) {
    case 0:
      return { now: [{ name, waId }], next: { name, waId: `${waId}8` } };
    case 1:
      return {
        now: [{ name, waId, userId }],
        next: { name, waId: `${waId}8`, userId: `${userId}8` },
      };
    default:
      return { now: [{ name, userId }], next: { name, userId: `${userId}8` } };
  }
}
