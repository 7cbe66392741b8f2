import { describe, expect, it } from "vitest";
import { DEFAULT_WORKSPACE } from "../../../src/domain/ids.ts";
import { aUser } from "../../support/builders.ts";
import { problemOf, useBench } from "../support/bench.ts";

const bench = useBench();

const CLOSE = { description: "Answered" };

async function addUser(id: string, active = true): Promise<void> {
  await bench().store.putUser(
    aUser({ workspaceId: DEFAULT_WORKSPACE, id, name: `User ${id}`, active }),
  );
}

describe("a command", () => {
  it("is answered with the new conversation", async () => {
    const { ask, converse } = bench();
    const id = await converse();
    const response = await ask("POST", `/v1/conversations/${id}/close`, {
      description: "  Answered ",
      reasonCode: "sold",
    });
    expect(response.statusCode).toBe(200);
    expect(response.headers["etag"]).toBe('"v2"');
    expect(response.json()).toMatchObject({
      state: "closed",
      version: 2,
      episode: {
        number: 1,
        description: "Answered",
        reasonCode: "sold",
        closedBy: { kind: "user", id: "admin" },
      },
    });
  });

  it("hands over and closes in one step", async () => {
    await addUser("u1");
    const { ask, converse } = bench();
    const id = await converse();
    const handOverTo = { kind: "user", userId: "u1" };
    const response = await ask("POST", `/v1/conversations/${id}/close`, { ...CLOSE, handOverTo });
    expect(response.json()).toMatchObject({ lifecycle: "closed", owner: { id: "u1" } });
  });

  it("that is not possible gets 409 with the reason, what is possible, and the owner", async () => {
    await addUser("u1");
    const { ask, converse } = bench();
    const id = await converse();
    await ask("POST", `/v1/conversations/${id}/assign`, { target: { kind: "user", userId: "u1" } });
    await ask("POST", `/v1/conversations/${id}/close`, CLOSE);
    const response = await ask("POST", `/v1/conversations/${id}/close`, CLOSE);
    expect(problemOf(response)).toMatchObject({ status: 409, code: "conversation.already_closed" });
    expect(response.headers["content-type"]).toContain("application/problem+json");
    expect(response.json()).toMatchObject({
      reason: "conversation.already_closed",
      owner: { id: "u1", name: "User u1" },
      version: 3,
    });
    const { commands } = response.json<{ commands: { name: string; enabled: boolean }[] }>();
    expect(commands).toContainEqual({ name: "reopen", enabled: true });
  });

  it("to give to the contact's owner is refused while there is none", async () => {
    const { ask, converse } = bench();
    const id = await converse();
    const response = await ask("POST", `/v1/conversations/${id}/assign`, {
      target: { kind: "contactOwner" },
    });
    expect(problemOf(response)).toMatchObject({ status: 409, code: "contact.has_no_owner" });
  });

  it("reads, marks unread, and reopens without a body", async () => {
    const { ask, converse } = bench();
    const id = await converse();
    const post = async (name: string) =>
      (await ask("POST", `/v1/conversations/${id}/${name}`)).json<Record<string, unknown>>();
    expect(await post("read")).toMatchObject({ attention: "read", unread: { count: 0 } });
    expect(await post("unread")).toMatchObject({ attention: "unread", unread: { marked: true } });
    await ask("POST", `/v1/conversations/${id}/close`, CLOSE);
    expect(await post("reopen")).toMatchObject({ lifecycle: "open", episode: { number: 2 } });
  });

  it.each([
    ["user that is not there", "nobody-of-us"],
    ["user who was switched off", "u2"],
  ])("that names a %s gets 422 with the field", async (_name, userId) => {
    await addUser("u2", false);
    const { ask, converse } = bench();
    const id = await converse();
    const target = { kind: "user", userId };
    const assign = await ask("POST", `/v1/conversations/${id}/assign`, { target });
    expect(problemOf(assign)).toEqual({
      status: 422,
      code: "command.unknown_user",
      fields: ["body.target.userId"],
    });
    const close = await ask("POST", `/v1/conversations/${id}/close`, {
      ...CLOSE,
      handOverTo: target,
    });
    expect(problemOf(close).fields).toEqual(["body.handOverTo.userId"]);
    expect((await ask("GET", `/v1/conversations/${id}`)).json()).toMatchObject({ version: 1 });
  });

  it("on a conversation that is not there gets 404", async () => {
    const response = await bench().ask("POST", "/v1/conversations/nothing/close", CLOSE);
    expect(problemOf(response)).toMatchObject({ status: 404, code: "conversation.unknown" });
  });

  it.each([
    [{}, "body.description"],
    [{ description: " " }, "body.description"],
    [{ description: "x".repeat(1_001) }, "body.description"],
    [{ description: ["a"] }, "body.description"],
    [{ description: null }, "body.description"],
    [{ description: 5511 }, "body.description"],
    [{ ...CLOSE, handOverTo: { kind: "everybody" } }, "body.handOverTo.kind"],
    [{ ...CLOSE, handOverTo: { kind: "nobody", userId: "u1" } }, "body.handOverTo.userId"],
    [{ ...CLOSE, name: "reopen" }, "body.name"],
  ])("whose body is %j gets 400 and the field", async (body, field) => {
    const { ask, converse } = bench();
    const id = await converse();
    const problem = problemOf(await ask("POST", `/v1/conversations/${id}/close`, body));
    expect(problem).toEqual({ status: 400, code: "request.invalid", fields: [field] });
  });

  it("gets 400 when its body is missing", async () => {
    const response = await bench().ask("POST", "/v1/conversations/c/close");
    expect(response.statusCode).toBe(400);
  });
});

describe("an Idempotency-Key", () => {
  const keyed = { "idempotency-key": "key-1" };

  it("sent again gets the first answer again, whatever has changed since", async () => {
    await addUser("u1");
    const { ask, converse } = bench();
    const id = await converse();
    const request = [
      `/v1/conversations/${id}/assign`,
      { target: { kind: "user", userId: "u1" } },
      { ...keyed, "if-match": '"v1"' },
    ] as const;
    expect((await ask("POST", ...request)).statusCode).toBe(200);
    await addUser("u1", false);
    const again = await ask("POST", ...request);
    expect(again.statusCode).toBe(200);
    expect(again.json()).toMatchObject({ version: 2 });
  });

  it("repeats a refusal too", async () => {
    const { ask, converse } = bench();
    const id = await converse();
    const reopen = () => ask("POST", `/v1/conversations/${id}/reopen`, {}, keyed);
    expect(problemOf(await reopen()).code).toBe("conversation.already_open");
    await ask("POST", `/v1/conversations/${id}/close`, CLOSE);
    expect(problemOf(await reopen()).code).toBe("conversation.already_open");
  });

  it("used for another body, or another conversation, gets 422", async () => {
    const { ask, converse } = bench();
    const id = await converse();
    const other = await converse("wamid.2", { from: "5511911111111" });
    await ask("POST", `/v1/conversations/${id}/close`, CLOSE, keyed);
    const changed = { description: "Something else" };
    for (const [conversation, body] of [
      [id, changed],
      [other, CLOSE],
    ] as const) {
      const response = await ask("POST", `/v1/conversations/${conversation}/close`, body, keyed);
      expect(problemOf(response)).toMatchObject({ status: 422, code: "idempotency.key_reused" });
    }
    expect((await ask("GET", `/v1/conversations/${other}`)).json()).toMatchObject({ version: 1 });
  });

  it("used 20 times at once is done once", async () => {
    const { ask, converse } = bench();
    const id = await converse();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => ask("POST", `/v1/conversations/${id}/close`, CLOSE, keyed)),
    );
    expect(answers.map(({ statusCode }) => statusCode)).toEqual(Array(20).fill(200));
    expect((await ask("GET", `/v1/conversations/${id}`)).json()).toMatchObject({ version: 2 });
  });

  it.each(["", " ", "a b", "x".repeat(256), "ключ"])("of %j gets 400", async (key) => {
    const { ask, converse } = bench();
    const id = await converse();
    const headers = { "idempotency-key": Buffer.from(key).toString("latin1") };
    const problem = problemOf(await ask("POST", `/v1/conversations/${id}/read`, {}, headers));
    expect(problem).toMatchObject({ status: 400, fields: ["header.idempotency-key"] });
  });

  it("of 255 characters is taken, and can be asked about", async () => {
    const { ask, converse } = bench();
    const id = await converse();
    const key = "/?#%".repeat(63) + "key";
    await ask("POST", `/v1/conversations/${id}/read`, {}, { "idempotency-key": key });
    const outcome = await ask("GET", `/v1/outcomes/${encodeURIComponent(key)}`);
    expect(outcome.json()).toEqual({
      key,
      state: "settled",
      conversationId: id,
      version: 2,
      outcome: { kind: "applied", code: null },
    });
  });
});

describe("a command that takes longer", () => {
  const hasty = useBench({ settings: { outcomeWaitMs: 20 } });

  it("gets 202 with where to ask, and is done all the same", async () => {
    const { ask, converse, engine } = hasty();
    const id = await converse();
    engine.stop();
    const response = await ask("POST", `/v1/conversations/${id}/close`, CLOSE, {
      "idempotency-key": "slow/1",
    });
    expect(response.statusCode).toBe(202);
    expect(response.json()).toEqual({ key: "slow/1", state: "pending", conversationId: id });
    const location = String(response.headers["location"]);
    expect(location).toBe("/v1/outcomes/slow%2F1");
    expect((await ask("GET", location)).json()).toEqual({
      key: "slow/1",
      state: "pending",
      conversationId: id,
      version: null,
      outcome: null,
    });
  });

  it("and one that nobody issued is 404", async () => {
    const response = await bench().ask("GET", "/v1/outcomes/never");
    expect(problemOf(response)).toMatchObject({ status: 404, code: "outcome.unknown" });
  });
});
