import { describe, expect, it } from "vitest";
import { DEFAULT_WORKSPACE } from "../../../src/domain/ids.ts";
import { aUser, HOUR, LINE, SECOND, T0 } from "../../support/builders.ts";
import { problemOf, useBench } from "../support/bench.ts";

const bench = useBench();

interface Page {
  items: { id: string }[];
  cursor: string | null;
}

const list = async (query: string) =>
  (await bench().ask("GET", `/v1/conversations?${query}`)).json<Page>().items.map(({ id }) => id);
const unread = async (query: string) =>
  (await bench().ask("GET", `/v1/conversations/unread-count?${query}`)).json<unknown>();

describe("the filters of the list", () => {
  it("leave conversations by owner: mine, nobody's, and some users'", async () => {
    const { ask, converse, store } = bench();
    await store.putUser(aUser({ workspaceId: DEFAULT_WORKSPACE, id: "u1" }));
    const [free, mine, hers] = [
      await converse("wamid.1", { from: "5511911111111" }),
      await converse("wamid.2", { from: "5511922222222", at: T0 + SECOND }),
      await converse("wamid.3", { from: "5511933333333", at: T0 + 2 * SECOND }),
    ];
    const give = (id: string, userId: string) =>
      ask("POST", `/v1/conversations/${id}/assign`, { target: { kind: "user", userId } });
    const me = (await store.users(DEFAULT_WORKSPACE)).find(({ role }) => role === "administrator");
    await give(mine, me?.id ?? "");
    await give(hers, "u1");
    expect(await list("owner=me")).toEqual([mine]);
    expect(await list("owner=unassigned")).toEqual([free]);
    expect(await list("owner=u1,me")).toEqual([hers, mine]);
    expect(await list("owner=nobody-known")).toEqual([]);
  });

  it("leave conversations by state, attention and line, all together", async () => {
    const { ask, converse } = bench();
    const open = await converse("wamid.1", { from: "5511911111111" });
    const closed = await converse("wamid.2", { from: "5511922222222", at: T0 + SECOND });
    await ask("POST", `/v1/conversations/${closed}/close`, { description: "done" });
    await ask("POST", `/v1/conversations/${open}/read`, {});
    expect(await list("state=open,reassigned")).toEqual([open]);
    expect(await list("state=closed")).toEqual([closed]);
    expect(await list("unread=false")).toEqual([open]);
    expect(await list(`unread=true&status=closed&line=${LINE},other`)).toEqual([closed]);
    expect(await list("unread=true&status=open")).toEqual([]);
    expect(await unread("")).toEqual({ count: 1, exact: true });
    expect(await unread("status=open")).toEqual({ count: 0, exact: true });
  });

  it("leave conversations by the time of their last activity, back from now or between two moments", async () => {
    const { converse, clock } = bench();
    const id = await converse();
    clock.advance(25 * HOUR);
    expect(await list("since=24h")).toEqual([]);
    expect(await list("since=3d")).toEqual([id]);
    const [at, later] = [new Date(T0).toISOString(), new Date(T0 + 1).toISOString()];
    expect(await list(`from=${at}&to=${later}`)).toEqual([id]);
    expect(await list(`from=${later}`)).toEqual([]);
    expect(await list(`to=${at}`)).toEqual([]);
  });

  it("find people by name and number", async () => {
    const id = await bench().converse();
    expect(await list("q=SOUZA%20an")).toEqual([id]);
    expect(await list(`q=${encodeURIComponent("98765-4321")}`)).toEqual([id]);
    expect(await list("q=souz&owner=me")).toEqual([]);
    expect(await unread("q=ana")).toEqual({ count: 1, exact: true });
  });

  it.each([
    ["owner=", "query.owner"],
    ["owner=me,,x", "query.owner"],
    ["state=snoozed", "query.state"],
    ["state=open,", "query.state"],
    ["unread=yes", "query.unread"],
    ["since=2h", "query.since"],
    ["from=yesterday", "query.from"],
    ["since=24h&from=2026-01-01T00:00:00Z", "query.from"],
    ["from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z", "query.to"],
    ["tag=", "query.tag"],
    ["q=", "query.q"],
    ["q=%20.%20", "query.q"],
    [`q=${"x".repeat(101)}`, "query.q"],
    ["colour=red", "query.colour"],
  ])("are refused when they break a rule: %s", async (query, field) => {
    for (const path of ["/v1/conversations", "/v1/conversations/unread-count"]) {
      const problem = problemOf(await bench().ask("GET", `${path}?${query}`));
      expect(problem).toMatchObject({ status: 400, code: "request.invalid", fields: [field] });
    }
  });
});

describe("a cursor of the list", () => {
  it("goes on with the same filters in any order, later too, and with no others", async () => {
    const { ask, converse, clock } = bench();
    for (let at = 0; at < 3; at += 1) {
      await converse(`wamid.${at}`, { from: `551191111111${at}`, at: T0 + at * SECOND });
    }
    const first = await ask("GET", "/v1/conversations?since=3d&owner=unassigned,me&limit=2");
    const { items, cursor } = first.json<Page>();
    expect(items).toHaveLength(2);
    clock.advance(HOUR);
    expect(await list(`owner=me,unassigned&since=3d&limit=5&cursor=${cursor}`)).toHaveLength(1);
    for (const query of ["", "since=7d&owner=unassigned,me&", "since=3d&owner=me&"]) {
      const response = await ask("GET", `/v1/conversations?${query}cursor=${cursor}`);
      expect(problemOf(response)).toEqual({
        status: 400,
        code: "cursor.other_filter",
        fields: ["query.cursor"],
      });
    }
  });
});
