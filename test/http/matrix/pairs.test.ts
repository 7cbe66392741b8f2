import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRandom } from "../../../src/simulator/random.ts";
import { closeBench, openBench, type Bench } from "../support/bench.ts";
import { gather, type Crowd, type Member, type Talk } from "./crowd.ts";
import { answerOf } from "./row.ts";

/* Pairs of somebody and something by lot, and every list against the set that the rules in their own words give (reliability.md 4.3). */

const PAIRS = process.env["VENTANA_FULL"] === "1" ? 10_000 : 1_000;
const LISTS_EACH = process.env["VENTANA_FULL"] === "1" ? 40 : 6;

let bench: Bench;
let crowd: Crowd;
beforeAll(async () => {
  bench = await openBench();
  crowd = await gather(bench, { seed: 11, people: 12, talks: 60 });
});
afterAll(() => closeBench(bench));

const MISSING: Talk = {
  id: "nothing",
  contactId: "nothing",
  phone: "",
  ownerId: null,
  isClosed: false,
  isUnread: false,
};

/** What one member may be answered about one conversation, by each of these ways. */
const WAYS: {
  ask(member: Member, talk: Talk): Promise<string>;
  right(m: Member, t: Talk): string;
}[] = [
  {
    ask: async ({ ask }, { id }) => answerOf(await ask("GET", `/v1/conversations/${id}`)),
    right: (member, talk) => (sees(member, talk) ? "200" : "404 conversation.unknown"),
  },
  {
    ask: async ({ ask }, { id }) => answerOf(await ask("GET", `/v1/conversations/${id}/timeline`)),
    right: (member, talk) => (sees(member, talk) ? "200" : "404 conversation.unknown"),
  },
  {
    // A version that it never has: told to those alone who may change it.
    ask: async ({ ask }, { id }) =>
      answerOf(
        await ask("POST", `/v1/conversations/${id}/unread`, {}, { "if-match": '"v999999"' }),
      ),
    right: (member, talk) =>
      changes(member, talk)
        ? "412 conversation.version_conflict"
        : sees(member, talk)
          ? "403 conversation.not_yours"
          : "404 conversation.unknown",
  },
];

const sees = (member: Member, talk: Talk) => talk !== MISSING && crowd.sees(member, talk);
const changes = (member: Member, talk: Talk) => talk !== MISSING && crowd.changes(member, talk);

describe("pairs of somebody and something", () => {
  it(`are answered as the rules say, ${PAIRS} of them`, async () => {
    const random = createRandom(12);
    const wrong: string[] = [];
    for (let pair = 0; pair < PAIRS; pair += 1) {
      const member = random.pick(crowd.members);
      const talk = random.pick([...crowd.talks, MISSING]);
      const way = random.pick(WAYS);
      const hasInbox = member.conversations.length > 0;
      const right = hasInbox ? way.right(member, talk) : "403 auth.no_inbox";
      const got = await way.ask(member, talk);
      if (got !== right) wrong.push(`${member.id}, ${talk.id}: ${got} instead of ${right}`);
    }
    expect(wrong).toEqual([]);
  });

  it("contacts are seen by those who see a conversation with them, and by no others", async () => {
    const random = createRandom(13);
    const wrong: string[] = [];
    for (let pair = 0; pair < PAIRS / 4; pair += 1) {
      const member = random.pick(crowd.members);
      const talk = random.pick(crowd.talks);
      const { conversations, contacts } = member;
      const isShut = conversations.length === 0 && contacts.length === 0;
      // Nobody owns them, and none is for marketing.
      const isSeen = sees(member, talk) || contacts.includes("all");
      const right = isShut ? "403 auth.not_permitted" : isSeen ? "200" : "404 contact.unknown";
      const got = answerOf(await member.ask("GET", `/v1/contacts/${talk.contactId}`));
      if (got !== right) wrong.push(`${member.id}, ${talk.id}: ${got} instead of ${right}`);
    }
    expect(wrong).toEqual([]);
  });
});

interface Page {
  items: { id: string }[];
  cursor: string | null;
}

async function wholeList({ ask }: Member, query: string, limit: number): Promise<string[]> {
  const ids: string[] = [];
  for (let cursor: string | null = null; ;) {
    const place: string = cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`;
    const page = (
      await ask("GET", `/v1/conversations?limit=${limit}${query}${place}`)
    ).json<Page>();
    ids.push(...page.items.map(({ id }) => id));
    if (page.cursor === null) return ids;
    cursor = page.cursor;
  }
}

describe("lists, counts and searches", () => {
  it("have what the rules say, under any filters, page by page", async () => {
    const random = createRandom(14);
    const inboxes = crowd.members.filter(({ conversations }) => conversations.length > 0);
    expect(inboxes.length).toBeGreaterThan(4);
    for (const member of inboxes) {
      for (let round = 0; round < LISTS_EACH; round += 1) {
        const status = random.pick(["all", "open", "closed"] as const);
        const owner = random.pick([null, null, "me", "unassigned", random.pick(inboxes).id]);
        const unread = random.pick([null, true, false]);
        const prefix = random.pick([null, null, "551191000001", "551191000004"]);
        const wanted = crowd.talks.filter(
          (talk) =>
            crowd.sees(member, talk) &&
            (status === "all" || talk.isClosed === (status === "closed")) &&
            (owner === null ||
              talk.ownerId ===
                (owner === "me" ? member.id : owner === "unassigned" ? null : owner)) &&
            (unread === null || talk.isUnread === unread) &&
            (prefix === null || talk.phone.startsWith(prefix)),
        );
        const filters = [
          `&status=${status}`,
          owner === null ? "" : `&owner=${owner}`,
          prefix === null ? "" : `&q=${prefix}`,
        ].join("");
        const query = filters + (unread === null ? "" : `&unread=${unread}`);
        const found = await wholeList(member, query, random.pick([1, 7, 100]));
        expect([member.id, query, found.toSorted()]).toEqual([
          member.id,
          query,
          wanted.map(({ id }) => id).toSorted(),
        ]);
        if (unread === false) continue;
        const count = await member.ask("GET", `/v1/conversations/unread-count?${filters.slice(1)}`);
        const unreadOnes = wanted.filter(({ isUnread }) => isUnread);
        expect(count.json()).toEqual({ count: unreadOnes.length, exact: true });
      }
    }
  });

  it("show nobody more by somebody else's cursor", async () => {
    const first = (await bench.ask("GET", "/v1/conversations?limit=1")).json<Page>();
    const cursor = encodeURIComponent(first.cursor ?? "");
    for (const member of crowd.members.filter(({ conversations }) => conversations.length > 0)) {
      const page = await member.ask("GET", `/v1/conversations?limit=100&cursor=${cursor}`);
      const own = crowd.talks.filter((talk) => crowd.sees(member, talk)).map(({ id }) => id);
      const shown = page.json<Page>().items.map(({ id }) => id);
      expect(shown.filter((id) => !own.includes(id))).toEqual([]);
      const contacts = await member.ask("GET", `/v1/contacts?cursor=${cursor}`);
      expect(answerOf(contacts)).toMatch(/^40[03] (cursor\.other_filter|auth\.not_permitted)$/);
    }
  });
});

describe("the feed", () => {
  it("tells everybody of what they see, and of nothing else, and goes on to its end", async () => {
    for (const member of crowd.members.filter(({ conversations }) => conversations.length > 0)) {
      const told = new Set<string>();
      let [next, lastSeq] = [0, 1];
      while (next < lastSeq) {
        const page = (await member.ask("GET", `/v1/events?after=${next}&limit=100`)).json<{
          events: { conversation: { id: string } }[];
          next: number;
          lastSeq: number;
        }>();
        for (const event of page.events) told.add(event.conversation.id);
        [next, lastSeq] = [page.next, page.lastSeq];
      }
      const own = crowd.talks.filter((talk) => crowd.sees(member, talk)).map(({ id }) => id);
      expect([...told].toSorted()).toEqual(own.toSorted());
    }
  });
});
