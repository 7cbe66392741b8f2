/**
 * Who asks, and what each of them may do: the oracle of the matrix, written down as a table from the rules (R2.3 to R2.12, Q15, Q16) and never
 * computed by the code that it judges.
 */
export const PEOPLE = {
  /** Administrador (R2.3). */
  admin: { may: "everything" },
  /** Editor: no inbox; marketing contacts (R2.6). */
  editor: { may: "contacts" },
  /** Vendedor: what is their own (R2.5). */
  seller: { may: "work" },
  /** A role of the workspace's own: own and unassigned conversations; own and marketing contacts. */
  picker: { may: "work" },
  /** All conversations, and no contact but through them. */
  overseer: { may: "work" },
  /** A seller whose team shows its members' conversations. */
  watcher: { may: "work" },
  /** A seller who leads a team, and works in its members' conversations. */
  deputy: { may: "work" },
  /** No inbox; own and marketing contacts. */
  marketer: { may: "contacts" },
  /** Defines the statuses, and nothing else. */
  keeper: { may: "statuses" },
  /** A new role permits nothing (R2.7). */
  newcomer: { may: "nothing" },
  /** Administrator of another workspace. */
  stranger: { may: "everything" },
  /** Administrator of a workspace without the inbox in its plan. */
  lapsed: { may: "settings" },
} as const;
export type Name = keyof typeof PEOPLE;
export const NAMES = Object.keys(PEOPLE) as Name[];

/** What a route demands of whoever calls it, whatever they call it for. */
export type Demand = "anybody" | "inbox" | "contacts" | "statuses" | "settings";

const NO_INBOX = "403 auth.no_inbox";
const NO_ADMIN = "403 auth.administrators_only";
const NOT_PERMITTED = "403 auth.not_permitted";

/** Why they may not call it at all; null when they may. */
const REFUSALS: Record<(typeof PEOPLE)[Name]["may"], Partial<Record<Demand, string>>> = {
  everything: {},
  work: { statuses: NOT_PERMITTED, settings: NO_ADMIN },
  contacts: { inbox: NO_INBOX, statuses: NOT_PERMITTED, settings: NO_ADMIN },
  statuses: { inbox: NO_INBOX, contacts: NOT_PERMITTED, settings: NO_ADMIN },
  nothing: {
    inbox: NO_INBOX,
    contacts: NOT_PERMITTED,
    statuses: NOT_PERMITTED,
    settings: NO_ADMIN,
  },
  settings: { inbox: "403 plan.inbox_missing" },
};

export function refusalOf(name: Name, demand: Demand): string | null {
  return REFUSALS[PEOPLE[name].may][demand] ?? null;
}

/** How somebody stands to a conversation. `merged`: of a contact who is another's now; it was closed, and a colleague's. */
export const THREADS = [
  "own",
  "ownClosed",
  "unassigned",
  "colleague",
  "colleagueClosed",
  "team",
  "merged",
  "foreign",
  "missing",
] as const;
export type Thread = (typeof THREADS)[number];
export type Sight = "act" | "read" | "none";

type Owned = "own" | "unassigned" | "colleague" | "team";
const sights = (own: Sight, unassigned: Sight, colleague: Sight, team: Sight) => ({
  own,
  unassigned,
  colleague,
  team,
});
const NONE = sights("none", "none", "none", "none");
const SIGHTS: Record<Name, Record<Owned, Sight>> = {
  admin: sights("act", "act", "act", "act"),
  overseer: sights("act", "act", "act", "act"),
  seller: sights("act", "none", "none", "none"),
  picker: sights("act", "act", "none", "none"),
  watcher: sights("act", "none", "none", "read"),
  deputy: sights("act", "none", "none", "act"),
  // Theirs are in a workspace of its own, where they may do everything.
  stranger: sights("act", "none", "none", "none"),
  editor: NONE,
  marketer: NONE,
  keeper: NONE,
  newcomer: NONE,
  lapsed: NONE,
};

/** Whether it is closed changes nothing in who sees it. */
export function sightOf(name: Name, thread: Thread): Sight {
  switch (thread) {
    case "own":
    case "ownClosed":
      return SIGHTS[name].own;
    case "unassigned":
      return SIGHTS[name].unassigned;
    case "colleague":
    case "colleagueClosed":
    case "merged":
      return SIGHTS[name].colleague;
    case "team":
      return SIGHTS[name].team;
    case "foreign":
    case "missing":
      return "none";
  }
}

/** How somebody stands to a contact: a card is in the CRM and has an owner; the others are known by a conversation alone. */
export const CONTACTS = [
  "ownCard",
  "colleagueCard",
  "marketingCard",
  "ownTalk",
  "unassignedTalk",
  "colleagueTalk",
  "teamTalk",
  "mergedTalk",
  "foreignCard",
  "missing",
] as const;
export type ContactKind = (typeof CONTACTS)[number];

const TALKS = ["ownTalk", "unassignedTalk", "colleagueTalk", "teamTalk", "mergedTalk"] as const;
const SEEN_CONTACTS: Record<Name, readonly ContactKind[]> = {
  admin: ["ownCard", "colleagueCard", "marketingCard", ...TALKS],
  editor: ["marketingCard"],
  seller: ["ownCard", "ownTalk"],
  picker: ["ownCard", "marketingCard", "ownTalk", "unassignedTalk"],
  overseer: TALKS,
  watcher: ["ownCard", "ownTalk", "teamTalk"],
  deputy: ["ownCard", "ownTalk", "teamTalk"],
  marketer: ["ownCard", "marketingCard"],
  keeper: [],
  newcomer: [],
  stranger: ["ownTalk"],
  lapsed: [],
};
export const seesContact = (name: Name, kind: ContactKind): boolean =>
  SEEN_CONTACTS[name].includes(kind);

/** How somebody stands to a record of a contact. */
export const RECORDS = [
  "own",
  "ofOwnCard",
  "colleague",
  "ofMarketing",
  "foreign",
  "missing",
] as const;
export type RecordRelation = (typeof RECORDS)[number];

/** One's own, and those of the contacts that one sees. */
export function seesRecord(name: Name, relation: RecordRelation): boolean {
  switch (relation) {
    case "own":
      return name !== "stranger" && name !== "lapsed" && refusalOf(name, "contacts") === null;
    case "ofOwnCard":
      return seesContact(name, "ownCard");
    case "colleague":
      return seesContact(name, "colleagueCard");
    case "ofMarketing":
      return seesContact(name, "marketingCard");
    case "foreign":
    case "missing":
      return false;
  }
}
