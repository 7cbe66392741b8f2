import { beforeEach, describe, expect, it } from "vitest";
import { DEFAULT_WORKSPACE } from "../../src/domain/ids.ts";
import { hashToken } from "../../src/http/access/tokens.ts";
import { aUser } from "../support/builders.ts";
import { problemOf, useBench } from "./support/bench.ts";

const bench = useBench();

/** A token for each of so many administrators: `u0`, `u1`, ... */
async function administrators(count: number): Promise<string[]> {
  const { store } = bench();
  const tokens: string[] = [];
  for (let index = 0; index < count; index++) {
    const user = aUser({ workspaceId: DEFAULT_WORKSPACE, id: `u${index}`, role: "administrator" });
    await store.putUser(user);
    const { token } = (await bench().ask("POST", `/v1/users/${user.id}/tokens`, {})).json<{
      token: string;
    }>();
    expect(await store.bearer(hashToken(token))).not.toBeNull();
    tokens.push(token);
  }
  return tokens;
}

/** reliability.md 3.4, concurrent claims; a tenth of the rounds in the normal run. */
const ROUNDS = process.env["VENTANA_FULL"] === "1" ? 1_000 : 100;

describe("claiming", () => {
  it("lets exactly one of twenty have it, round after round, and tells the others 409 with who", async () => {
    const { app, converse, logged } = bench();
    const tokens = await administrators(20);
    let refused = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const id = await converse(`wamid.${round}`, { from: String(5_511_900_000_000 + round) });
      const answers = await Promise.all(
        tokens.map((token) =>
          app.inject({
            method: "POST",
            url: `/v1/conversations/${id}/claim`,
            headers: { authorization: `Bearer ${token}` },
          }),
        ),
      );
      const winners = answers.filter(({ statusCode }) => statusCode === 200);
      expect(winners).toHaveLength(1);
      const owner = winners[0]?.json<{ owner: { id: string } }>().owner;
      for (const lost of answers.filter(({ statusCode }) => statusCode !== 200)) {
        expect(problemOf(lost)).toMatchObject({
          status: 409,
          code: "conversation.already_assigned",
        });
        expect(lost.json()).toMatchObject({ owner, version: 2 });
        refused += 1;
      }
    }
    expect(refused).toBe(19 * ROUNDS);
    expect(logged).toEqual([]);
  }, 300_000);
});

describe("assigning with the owner that one saw", () => {
  it("gets 409 with the owner there is when somebody was faster", async () => {
    const { ask, converse } = bench();
    await administrators(2);
    const id = await converse();
    const assign = async (userId: string) =>
      ask("POST", `/v1/conversations/${id}/assign`, {
        target: { kind: "user", userId },
        expectedOwnerId: null,
      });
    expect((await assign("u0")).statusCode).toBe(200);
    const lost = await assign("u1");
    expect(problemOf(lost)).toMatchObject({ status: 409, code: "conversation.owner_changed" });
    expect(lost.json()).toMatchObject({ owner: { id: "u0" } });
  });
});

describe("tags and notes", () => {
  let id = "";
  beforeEach(async () => {
    id = await bench().converse();
  });
  const post = async (name: string, body: unknown, key?: string) =>
    bench().ask(
      "POST",
      `/v1/conversations/${id}/${name}`,
      body,
      key === undefined ? {} : { "idempotency-key": key },
    );

  it("are kept normalised, and taken off by any spelling", async () => {
    const tagged = await post("tag", { tags: [" VIP ", "vip", "Big  Order"] });
    expect(tagged.json()).toMatchObject({ tags: ["big order", "vip"], version: 2 });
    expect((await post("untag", { tags: ["Vip"] })).json()).toMatchObject({ tags: ["big order"] });
  });

  it.each([
    ["tag", {}, "body.tags"],
    ["tag", { tags: [] }, "body.tags"],
    ["tag", { tags: [" "] }, "body.tags.0"],
    ["tag", { tags: ["x".repeat(65)] }, "body.tags.0"],
    ["tag", { tags: "vip" }, "body.tags"],
    ["untag", { tags: [{ $ne: null }] }, "body.tags.0"],
    ["note", { text: " " }, "body.text"],
    ["note", { text: "x".repeat(4_097) }, "body.text"],
    ["note", {}, "body.text"],
  ])("%s with %j gets 400 and the field", async (name, body, field) => {
    const problem = problemOf(await post(name, body));
    expect(problem).toEqual({ status: 400, code: "request.invalid", fields: [field] });
  });

  it("beyond fifty tags get 409", async () => {
    const tags = Array.from({ length: 50 }, (_, index) => `t${index}`);
    await post("tag", { tags });
    expect(problemOf(await post("tag", { tags: ["one more"] }))).toMatchObject({
      status: 409,
      code: "conversation.too_many_tags",
    });
  });

  it("stand in the timeline with time and author, and a note does not move the conversation in the list", async () => {
    const before = (await bench().ask("GET", `/v1/conversations/${id}`)).json<object>();
    await post("note", { text: "  Waits for the invoice " });
    await post("tag", { tags: ["vip"] });
    await post("untag", { tags: ["vip"] });
    const { items } = (await bench().ask("GET", `/v1/conversations/${id}/timeline`)).json<{
      items: Record<string, unknown>[];
    }>();
    const admin = { kind: "user", id: "admin", name: "Administrator" };
    expect(items).toContainEqual(
      expect.objectContaining({ kind: "note", text: "Waits for the invoice", author: admin }),
    );
    for (const activity of ["tagged", "untagged"]) {
      expect(items).toContainEqual(
        expect.objectContaining({ activity, data: { tag: "vip" }, actor: admin }),
      );
    }
    for (const item of items) expect(item["occurredAt"]).toMatch(/Z$/);
    const after = (await bench().ask("GET", `/v1/conversations/${id}`)).json<object>();
    const rest = { lastActivityAt: expect.anything(), unread: { count: 1, marked: false } };
    expect(after).toMatchObject({ ...rest, lastActivityAt: before["lastActivityAt" as never] });
  });

  it.each([
    ["tag", { tags: ["a"] }, { tags: ["b"] }],
    ["untag", { tags: ["a"] }, { tags: ["b"] }],
    ["note", { text: "a" }, { text: "b" }],
    ["close", { description: "a" }, { description: "a", rearm: false }],
    ["assign", { target: { kind: "nobody" } }, { target: { kind: "nobody" }, markUnread: true }],
    ["claim", {}, null],
    ["read", {}, null],
    ["unread", {}, null],
    ["reopen", {}, null],
  ])(
    "%s under one key is done once, and for another body or name gets 422",
    async (name, body, other) => {
      const first = await post(name, body, "k");
      const again = await post(name, body, "k");
      expect([again.statusCode, problemless(again)]).toEqual([
        first.statusCode,
        problemless(first),
      ]);
      const changed = other === null ? post("note", { text: "x" }, "k") : post(name, other, "k");
      expect(problemOf(await changed)).toMatchObject({
        status: 422,
        code: "idempotency.key_reused",
      });
    },
  );
});

function problemless(response: { json<T>(): T }): unknown {
  return response.json<{ version?: number }>().version;
}
