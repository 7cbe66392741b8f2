import { beforeEach, describe, expect, it } from "vitest";
import { DEFAULT_WORKSPACE } from "../../../src/domain/ids.ts";
import { problemOf, useBench } from "../support/bench.ts";
import { aPerson, type Person } from "../support/person.ts";
import { expectSoon } from "../../support/expect-soon.ts";

const bench = useBench();

let mine = "";
let theirs = "";
let free = "";
let seller: Person;

const assign = (id: string, userId: string | null) =>
  bench().ask("POST", `/v1/conversations/${id}/assign`, {
    target: userId === null ? { kind: "nobody" } : { kind: "user", userId },
  });

beforeEach(async () => {
  const { converse } = bench();
  seller = await aPerson(bench(), { id: "eva" });
  await aPerson(bench(), { id: "max" });
  mine = await converse("wamid.1", { from: "5511900000001" });
  theirs = await converse("wamid.2", { from: "5511900000002" });
  free = await converse("wamid.3", { from: "5511900000003" });
  await assign(mine, "eva");
  await assign(theirs, "max");
});

const idsOf = (body: { items: { id: string }[] }) => body.items.map(({ id }) => id);

describe("a seller", () => {
  it("finds only what is their own, in the list and in the count", async () => {
    expect(idsOf((await seller.ask("GET", "/v1/conversations")).json())).toEqual([mine]);
    for (const filter of ["owner=unassigned", "owner=max", "owner=max,unassigned"]) {
      const { items } = (await seller.ask("GET", `/v1/conversations?${filter}`)).json();
      expect(items).toEqual([]);
      const count = await seller.ask("GET", `/v1/conversations/unread-count?${filter}`);
      expect(count.json()).toEqual({ count: 0, exact: true });
    }
    const count = await seller.ask("GET", "/v1/conversations/unread-count");
    expect(count.json()).toEqual({ count: 1, exact: true });
  });

  it("gets 404 for everything of others, as for what does not exist", async () => {
    for (const id of [theirs, free, "nothing"]) {
      const answers = [
        await seller.ask("GET", `/v1/conversations/${id}`),
        await seller.ask("GET", `/v1/conversations/${id}/timeline`),
        await seller.ask("GET", `/v1/conversations/${id}/media/m1`),
        await seller.ask("POST", `/v1/conversations/${id}/media/m1/retry`),
        await seller.ask("POST", `/v1/conversations/${id}/read`, {}, { "if-match": '"v1"' }),
        await seller.ask("POST", `/v1/conversations/${id}/claim`),
        await seller.ask("POST", `/v1/conversations/${id}/close`, { description: "x" }),
      ];
      const codes = answers.map((answer) => problemOf(answer).code);
      expect(codes).toEqual(codes.map(() => "conversation.unknown"));
      const bodies = answers.map(({ body }) => body.replaceAll(/"instance":"[^"]*"/g, ""));
      expect(bodies.join()).not.toContain("max");
    }
  });

  it("is told of a bulk command which are theirs, and not which of the others exist", async () => {
    const ids = [mine, theirs, "nothing"];
    const answer = await seller.ask("POST", "/v1/conversations/bulk/close", {
      ids,
      description: "done",
    });
    const { items } = answer.json<{ items: { status: number; problem: { code: string } }[] }>();
    expect(items.map(({ status }) => status)).toEqual([200, 404, 404]);
    expect(items[1]?.problem).toEqual(items[2]?.problem);
  });

  it("reads events of what is theirs now, and goes on behind the others", async () => {
    const page = (await seller.ask("GET", "/v1/events")).json();
    expect(new Set(page.events.map((event: Event) => event.conversation.id))).toEqual(
      new Set([mine]),
    );
    expect(page.next).toBe(page.lastSeq);
    await assign(mine, "max");
    await assign(free, "eva");
    const then = (await seller.ask("GET", "/v1/events?limit=1")).json();
    expect(then.events[0]).toMatchObject({
      conversation: { id: free },
      type: "conversation.opened",
    });
    const rest = (await seller.ask("GET", `/v1/events?after=${then.next}`)).json();
    const types = rest.events.map(({ type }: Event) => type);
    expect(types).toContain("conversation.assigned");
    expect(rest.events.every((event: Event) => event.conversation.id === free)).toBe(true);
    expect((await seller.ask("GET", `/v1/events?after=${rest.next}`)).json().events).toEqual([]);
  });

  it("who gives one away loses sight of it in the same step, and still gets their answer, also again", async () => {
    const give = () =>
      seller.ask(
        "POST",
        `/v1/conversations/${mine}/assign`,
        { target: { kind: "user", userId: "max" } },
        { "idempotency-key": "give" },
      );
    const ownerStatus = { id: "online", name: "En línea", receives: true, since: null };
    const done = { id: mine, outOfSight: true, rearmedAutomations: [], ownerStatus };
    expect((await give()).json()).toEqual(done);
    expect((await seller.ask("GET", `/v1/conversations/${mine}`)).statusCode).toBe(404);
    const again = await give();
    expect([again.statusCode, again.json()]).toEqual([200, done]);
    const bulk = await seller.ask("POST", "/v1/conversations/bulk/close", {
      ids: [mine],
      description: "x",
    });
    expect(bulk.json().items[0]).toMatchObject({ status: 404 });
  });

  it("may not do what is for administrators", async () => {
    for (const [method, url] of [
      ["PUT", "/v1/lines/1"],
      ["POST", "/v1/users"],
      ["GET", "/v1/endpoints"],
      ["GET", "/v1/parked"],
      ["GET", "/v1/dead-entries"],
      ["GET", "/v1/notices"],
    ] as const) {
      const problem = problemOf(await seller.ask(method, url));
      expect(problem).toMatchObject({ status: 403, code: "auth.administrators_only" });
    }
    expect((await seller.ask("GET", "/v1/users")).statusCode).toBe(200);
    expect((await seller.ask("GET", "/v1/lines")).statusCode).toBe(200);
  });
});

describe("an editor", () => {
  it("has no inbox, whoever has a conversation", async () => {
    const editor = await aPerson(bench(), { id: "edi", role: "editor" });
    await assign(mine, "edi");
    for (const url of ["/v1/conversations", `/v1/conversations/${mine}`, "/v1/events"]) {
      expect(problemOf(await editor.ask("GET", url))).toMatchObject({
        status: 403,
        code: "auth.no_inbox",
      });
    }
  });
});

describe("a command whose conversation is taken away between the door and its turn", () => {
  it("is answered as if the conversation had never been there", async () => {
    const { engine, store } = bench();
    const waiting = async () => (await store.depth()).waitingEntries;
    engine.stop();
    const away = assign(mine, "max");
    await expectSoon(waiting).toBe(1);
    const closing = seller.ask("POST", `/v1/conversations/${mine}/close`, { description: "x" });
    await expectSoon(waiting).toBe(2);
    engine.start();
    expect((await away).statusCode).toBe(200);
    expect(problemOf(await closing)).toMatchObject({ status: 404, code: "conversation.unknown" });
    const row = await store.conversation(DEFAULT_WORKSPACE, mine);
    expect(row?.conversation.regions.lifecycle).toBe("open");
  });
});

interface Event {
  type: string;
  conversation: { id: string };
}
