import type { Identity } from "../../../../../src/domain/contact/contact.ts";

/** The people of test/fixtures/whatsapp, as far as their identifiers are told there. */

export const LINE = "200000000000000001";
export const WABA = "300000000000000001";
/** `timestamp` and `entry.time` of nearly every fixture. */
export const AT = 1_794_841_445_000;

/** Known by phone only. */
export const ana: Identity = {
  userId: null,
  parentUserId: null,
  waId: "525511110001",
  name: "Ana Pérez",
  username: null,
};

/** Phone and user id. */
export const bruno: Identity = {
  userId: "CO.20000000000000000002",
  parentUserId: null,
  waId: "573011110002",
  name: "Bruno Días",
  username: null,
};

/** Everything. */
export const carla: Identity = {
  userId: "AR.20000000000000000003",
  parentUserId: "AR.ENT.30000000000000000003",
  waId: "5491111110003",
  name: "Carla Núñez",
  username: "carla.n",
};

/** User id only. */
export const dario: Identity = {
  userId: "PE.20000000000000000004",
  parentUserId: null,
  waId: null,
  name: "Darío",
  username: "@dario_pe",
};

/** The same person where no `contacts[]` stands beside the item. */
export function unnamed(person: Identity): Identity {
  return { ...person, name: null, username: null };
}
