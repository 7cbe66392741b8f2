import { describe, expect, it } from "vitest";
import { DEFAULT_WORKSPACE } from "../../../src/domain/ids.ts";
import { aUser, LINE } from "../../support/builders.ts";
import { problemOf, useBench } from "../support/bench.ts";

const FLOW = { id: "flow-1", name: "Bienvenida" };
const bench = useBench({ automations: { startedByContact: () => Promise.resolve([FLOW]) } });

interface Item {
  id: string;
  status: number;
  outcome: string | null;
  version: number | null;
  problem: { code: string; owner: unknown } | null;
}

async function conversations(count: number, on = bench()): Promise<string[]> {
  const ids: string[] = [];
  for (let index = 0; index < count; index++) {
    const from = String(5_511_900_000_000 + index);
    ids.push(await on.converse(`wamid.${from}`, { from }));
  }
  return ids;
}

const post = async (name: "assign" | "close", body: object, key?: string) =>
  bench().ask(
    "POST",
    `/v1/conversations/bulk/${name}`,
    body,
    key === undefined ? {} : { "idempotency-key": key },
  );
const itemsOf = (response: { json<T>(): T }) => response.json<{ items: Item[] }>().items;

describe("a bulk command", () => {
  it("closes a hundred conversations, each on its own, in the bulk lane", async () => {
    const ids = await conversations(100);
    const rings = bench().engine.rings.length;
    const response = await post("close", { ids, description: "No answer" });
    expect(response.statusCode).toBe(200);
    expect(itemsOf(response)).toEqual(
      ids.map((id) => ({
        id,
        status: 200,
        outcome: "applied",
        version: 2,
        problem: null,
        rearmedAutomations: [FLOW],
      })),
    );
    const lanes = bench()
      .engine.rings.slice(rings)
      .map(({ lane }) => lane);
    expect(new Set(lanes)).toEqual(new Set(["bulk"]));
    const one = (await bench().ask("GET", `/v1/conversations/${ids[99]}`)).json();
    expect(one).toMatchObject({ state: "closed", episode: { description: "No answer" } });
  });

  it("tells of each what became of it: done, so already, not possible with whose it is, unknown", async () => {
    const { store } = bench();
    await store.putUser(aUser({ workspaceId: DEFAULT_WORKSPACE, id: "u1", name: "Ursula" }));
    await store.putUser(aUser({ workspaceId: DEFAULT_WORKSPACE, id: "u2" }));
    const [mine, free] = (await conversations(2)) as [string, string];
    const target = { kind: "user", userId: "u1" };
    await bench().ask("POST", `/v1/conversations/${mine}/assign`, { target });
    const again = itemsOf(await post("assign", { ids: [free, mine, "nothing"], target }));
    expect(again).toMatchObject([
      { id: free, status: 200, outcome: "applied", version: 2, problem: null },
      { id: mine, status: 200, outcome: "known", version: 2 },
      { id: "nothing", status: 404, outcome: null, problem: { code: "conversation.unknown" } },
    ]);
    const late = await post("assign", {
      ids: [mine],
      target: { kind: "user", userId: "u2" },
      expectedOwnerId: null,
    });
    expect(itemsOf(late)).toMatchObject([
      {
        status: 409,
        problem: { code: "conversation.owner_changed", owner: { id: "u1", name: "Ursula" } },
      },
    ]);
  });

  it("under the same key gives the same answers, and is done once", async () => {
    const ids = [...(await conversations(3)), "nothing"];
    const first = await post("close", { ids, description: "No answer" }, "k");
    await bench().ask("POST", `/v1/conversations/${ids[0]}/reopen`, {});
    const again = await post("close", { ids, description: "No answer" }, "k");
    expect(again.json()).toEqual(first.json());
    expect((await bench().ask("GET", `/v1/conversations/${ids[0]}`)).json()).toMatchObject({
      state: "open",
      version: 3,
    });
  });

  it("under the same key with another body gets 422, and does nothing", async () => {
    const ids = await conversations(3);
    const two = ids.slice(0, 2);
    await post("close", { ids: two, description: "No answer" }, "k");
    for (const body of [
      { ids: two, description: "Something else" },
      { ids, description: "No answer" },
      { ids: two, description: "No answer", rearm: false },
      { ids: ids.slice(2), description: "No answer" },
    ]) {
      const response = await post("close", body, "k");
      expect(problemOf(response)).toMatchObject({ status: 422, code: "idempotency.key_reused" });
    }
    const assign = await post("assign", { ids: two, target: { kind: "nobody" } }, "k");
    expect(problemOf(assign).code).toBe("idempotency.key_reused");
    expect((await bench().ask("GET", `/v1/conversations/${ids[2]}`)).json()).toMatchObject({
      version: 1,
    });
  });

  it("shares its keys with the single commands of its caller: a key means one request, whatever its kind", async () => {
    const { ask } = bench();
    const [one, other] = (await conversations(2)) as [string, string];
    const closeMany = async (key: string) => post("close", { ids: [other], description: "x" }, key);
    const singles = {
      close: async (key: string) =>
        ask(
          "POST",
          `/v1/conversations/${one}/close`,
          { description: "x" },
          { "idempotency-key": key },
        ),
      send: async (key: string) =>
        ask(
          "POST",
          `/v1/conversations/${one}/messages`,
          { type: "text", text: "Hola" },
          { "idempotency-key": key },
        ),
      start: async (key: string) =>
        ask(
          "POST",
          "/v1/conversations",
          { line: LINE, phone: "+5511900000077", template: { name: "t", language: "es" } },
          { "idempotency-key": key },
        ),
    };
    expect((await singles.send("sent")).statusCode).toBe(200);
    expect((await singles.close("closed")).statusCode).toBe(200);
    for (const key of ["sent", "closed"]) {
      const refused = problemOf(await closeMany(key));
      expect(refused).toMatchObject({
        status: 422,
        code: "idempotency.key_reused",
        fields: ["header.idempotency-key"],
      });
    }
    expect((await ask("GET", `/v1/conversations/${other}`)).json()).toMatchObject({ version: 1 });
    expect((await closeMany("many")).statusCode).toBe(200);
    for (const single of Object.values(singles)) {
      expect(problemOf(await single("many")).code).toBe("idempotency.key_reused");
    }
    expect((await closeMany("many")).statusCode).toBe(200);
    expect((await ask("GET", `/v1/conversations/${one}`)).json()).toMatchObject({ version: 3 });
  });

  it.each([
    ["assign", { target: { kind: "nobody" } }],
    ["close", { description: "x" }],
  ])("to %s refuses If-Match, for one version cannot speak for many", async (name, members) => {
    const body = { ids: await conversations(1), ...members };
    const url = `/v1/conversations/bulk/${name}`;
    expect(problemOf(await bench().ask("POST", url, body, { "if-match": '"v1"' }))).toEqual({
      status: 400,
      code: "request.invalid",
      fields: ["header.if-match"],
    });
  });

  it("used twenty times at once is done once", async () => {
    const ids = await conversations(3);
    const answers = await Promise.all(
      Array.from({ length: 20 }, async () => post("close", { ids, description: "x" }, "k")),
    );
    for (const answer of answers) expect(answer.json()).toEqual(answers[0]?.json());
    expect((await bench().ask("GET", `/v1/conversations/${ids[0]}`)).json()).toMatchObject({
      version: 2,
    });
  });

  it("that was refused as a whole leaves its key free", async () => {
    const ids = await conversations(1);
    const wrong = { ids, target: { kind: "user", userId: "nobody-of-us" } };
    expect((await post("assign", wrong, "k")).statusCode).toBe(422);
    const right = { ids, target: { kind: "nobody" } };
    expect((await post("assign", right, "k")).statusCode).toBe(200);
  });

  it.each([
    ["close", { ids: [], description: "x" }, "body.ids"],
    ["close", { description: "x" }, "body.ids"],
    ["close", { ids: ["a", "a"], description: "x" }, "body.ids"],
    [
      "close",
      { ids: Array.from({ length: 101 }, (_, n) => `c${n}`), description: "x" },
      "body.ids",
    ],
    ["close", { ids: ["a"] }, "body.description"],
    ["close", { ids: [{ $ne: null }], description: "x" }, "body.ids.0"],
    ["assign", { ids: ["a"] }, "body.target"],
  ] as const)(
    "%s with a body that breaks a rule gets 400 and the field",
    async (name, body, field) => {
      expect(problemOf(await post(name, body))).toEqual({
        status: 400,
        code: "request.invalid",
        fields: [field],
      });
    },
  );

  it("that names a user who is not there does nothing", async () => {
    const ids = await conversations(1);
    const target = { kind: "user", userId: "nobody-of-us" };
    expect(problemOf(await post("assign", { ids, target }))).toEqual({
      status: 422,
      code: "command.unknown_user",
      fields: ["body.target.userId"],
    });
  });
});

describe("a bulk command that takes longer", () => {
  const hasty = useBench({ settings: { outcomeWaitMs: 20 } });

  it("says so item by item", async () => {
    const ids = await conversations(2, hasty());
    const { engine, ask } = hasty();
    engine.stop();
    const body = { ids, description: "No answer" };
    const headers = { "idempotency-key": "k" };
    const answer = await ask("POST", "/v1/conversations/bulk/close", body, headers);
    expect(itemsOf(answer)).toMatchObject(
      ids.map((id) => ({ id, status: 202, outcome: "pending" })),
    );
    expect((await ask("GET", "/v1/outcomes/k")).statusCode).toBe(404);
  });
});

describe("the answer of a close", () => {
  it("names the automations that become eligible again, and none without re-arming", async () => {
    const [one, other] = (await conversations(2)) as [string, string];
    const close = async (id: string, body: object) =>
      (await bench().ask("POST", `/v1/conversations/${id}/close`, body)).json<object>();
    expect(await close(one, { description: "x" })).toMatchObject({
      episode: { rearmed: true },
      rearmedAutomations: [FLOW],
    });
    expect(await close(other, { description: "x", rearm: false })).toMatchObject({
      episode: { rearmed: false },
      rearmedAutomations: [],
    });
    const items = itemsOf(await post("close", { ids: [one], description: "x", rearm: false }));
    expect(items).toMatchObject([{ status: 409, rearmedAutomations: [] }]);
  });
});
