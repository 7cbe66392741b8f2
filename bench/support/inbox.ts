import type { DatabaseSync } from "node:sqlite";
import type { Contact } from "../../src/domain/contact/contact.ts";
import type { Conversation } from "../../src/domain/conversation/conversation.ts";
import { bucketOf } from "../../src/store/list-bucket.ts";
import { connect } from "../../src/store/sqlite/connection.ts";
import { createSearchWriter } from "../../src/store/sqlite/contacts/search-index.ts";
import { createTagWriter } from "../../src/store/sqlite/conversations/tags.ts";
import type { Thread } from "../../src/store/sqlite/conversations/threads.ts";
import { createRandom } from "./statistics.ts";

/** Users who own conversations; the first of them many, the last few. */
export const AGENTS = Array.from({ length: 50 }, (_, index) => `usr_agent${index}`);
/** From one on every seventh conversation to one on a handful. */
export const TAGS = Array.from({ length: 30 }, (_, index) => `tag-${index}`);
export const FIRST_NAMES = words("an mar jo lu car fer al ro pa gab", "a ia sé cía los nando ex");
export const LAST_NAMES = words(
  "gonz rodr mart lóp sán pér góm fern díaz mor álv jim ru hern vaz sil sou",
  "ález íguez ínez ez chez ira oso án edo ano",
);

/** Every beginning with every ending. */
function words(beginnings: string, endings: string): string[] {
  return beginnings.split(" ").flatMap((one) => endings.split(" ").map((other) => one + other));
}

const CHUNK = 10_000;

interface Row {
  contact: string;
  doc: string;
}

/**
 * Makes the copies of `million.ts` an inbox that people work in: names of Spanish and Portuguese beginnings and endings, three of five with
 * an owner (who mostly works on one line), one of ten unread, one of twenty handed over, and a third with tags. Through the store's own code
 * wherever an index depends on it. The same in every run.
 */
export function furnish(
  db: DatabaseSync,
  { path, rows }: { path: string; rows: { from: number; to: number } },
): void {
  const connection = connect(db, path);
  const search = createSearchWriter(connection);
  const writeTags = createTagWriter(connection);
  const find = connection.query<Row>(
    `select p.doc as contact, c.doc from conversations c
     join contacts p on p.workspace = c.workspace and p.id = c.contact where c.pk = ?`,
  );
  const putContact = connection.statement(
    "update contacts set doc = ?, number = ? where workspace = ? and id = ?",
  );
  const putConversation = connection.statement(
    "update conversations set doc = ?, bucket = ?, owner = ?, contact_number = ? where pk = ?",
  );
  const random = createRandom(3);

  function one(pk: number): void {
    const row = find.get(pk);
    if (row === undefined) throw new Error(`there is no conversation ${pk}`);
    const contact = { ...(JSON.parse(row.contact) as Contact), name: aName(random) };
    const number = search.add(contact);
    putContact.run(JSON.stringify(contact), number, contact.workspaceId, contact.id);
    const conversation = furnished(JSON.parse(row.doc) as Conversation, random);
    const { ownerId: owner } = conversation.facts;
    const bucket = bucketOf(conversation);
    putConversation.run(JSON.stringify(conversation), bucket, owner, number, pk);
    const before: Thread = {
      pk,
      version: 1,
      bucket,
      owner,
      tags: "[]",
      next_due_at: null,
      last_activity_at: null,
      last_entry: null,
    };
    writeTags(before, conversation, { ...before, last_activity_at: conversation.lastActivityAt });
  }

  for (let from = rows.from; from < rows.to; from += CHUNK) {
    db.exec("begin");
    for (let pk = from; pk < Math.min(rows.to, from + CHUNK); pk++) one(pk);
    db.exec("commit");
  }
}

function furnished(conversation: Conversation, random: () => number): Conversation {
  const { regions, facts, lineId } = conversation;
  const ownerId = random() < 0.6 ? anOwner(lineId, random) : null;
  return {
    ...conversation,
    regions: {
      ...regions,
      attention: random() < 0.1 ? "unread" : "read",
      ownership: ownerId === null ? "unassigned" : random() < 0.05 ? "reassigned" : "assigned",
    },
    facts: { ...facts, ownerId, tags: random() < 0.35 ? someTags(random) : [] },
  };
}

/** Nine of ten conversations of an agent are on one line. */
function anOwner(lineId: string, random: () => number): string {
  const line = Number(lineId.slice(-1));
  const place = skewed(AGENTS.length / 10, random) * 10 + line;
  const index = random() < 0.9 ? place : skewed(AGENTS.length, random);
  return AGENTS[index] as string;
}

function someTags(random: () => number): string[] {
  const count = random() < 0.3 ? 2 : 1;
  const tags = Array.from({ length: count }, () => oneOf(TAGS, random, skewed));
  return [...new Set(tags)].sort();
}

function aName(random: () => number): string {
  return `${oneOf(FIRST_NAMES, random)} ${oneOf(LAST_NAMES, random)}`;
}

/** One of a list; with `skewed` mostly of its beginning. */
export function oneOf(
  list: readonly string[],
  random: () => number,
  place = (count: number, draw: () => number): number => Math.floor(count * draw()),
): string {
  return list[place(list.length, random)] as string;
}

/** A number below `count`, small ones far more often. */
export function skewed(count: number, random: () => number): number {
  return Math.floor(count * random() ** 3);
}
