import { describe, expect, it } from "vitest";
import { problemOf, useBench } from "../support/bench.ts";

const bench = useBench();

const CLOSE = { description: "Answered" };

describe("If-Match", () => {
  it("lets a command through when the version is the one seen", async () => {
    const { ask, converse } = bench();
    const id = await converse();
    for (const etag of ['"v1"', 'W/"v2"', "*"]) {
      const name = etag === 'W/"v2"' ? "unread" : "read";
      const response = await ask(
        "POST",
        `/v1/conversations/${id}/${name}`,
        {},
        { "if-match": etag },
      );
      expect(response.statusCode).toBe(200);
    }
  });

  it("of an older version gets 412 and the version there is", async () => {
    const { ask, converse } = bench();
    const id = await converse();
    await converse("wamid.2");
    const response = await ask("POST", `/v1/conversations/${id}/close`, CLOSE, {
      "if-match": '"v1"',
    });
    expect(problemOf(response)).toMatchObject({
      status: 412,
      code: "conversation.version_conflict",
    });
    expect(response.json()).toMatchObject({ version: 2, owner: null });
    expect((await ask("GET", `/v1/conversations/${id}`)).json()).toMatchObject({ state: "open" });
  });

  it("is judged when the command's turn comes, not when it is asked: of ten at once one wins", async () => {
    const { ask, converse } = bench();
    const id = await converse();
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        ask("POST", `/v1/conversations/${id}/tag`, { tags: [`t${index}`] }, { "if-match": '"v1"' }),
      ),
    );
    expect(answers.map(({ statusCode }) => statusCode).toSorted((a, b) => a - b)).toEqual([
      200,
      ...Array<number>(9).fill(412),
    ]);
    const { tags, version } = (await ask("GET", `/v1/conversations/${id}`)).json<{
      tags: string[];
      version: number;
    }>();
    expect([tags.length, version]).toEqual([1, 2]);
  });

  it("is part of the request: its refusal is repeated, and another version under the same key gets 422", async () => {
    const { ask, converse } = bench();
    const id = await converse();
    await converse("wamid.2");
    const read = async (etag: string) =>
      ask("POST", `/v1/conversations/${id}/read`, {}, { "idempotency-key": "k", "if-match": etag });
    expect((await read('"v1"')).statusCode).toBe(412);
    expect((await read('"v1"')).statusCode).toBe(412);
    expect(problemOf(await read('"v2"')).code).toBe("idempotency.key_reused");
  });

  it.each(["v1", '"1"', '"v1", "v2"', ""])("of %j gets 400", async (etag) => {
    const { ask, converse } = bench();
    const id = await converse();
    const response = await ask("POST", `/v1/conversations/${id}/read`, {}, { "if-match": etag });
    expect(problemOf(response)).toMatchObject({ status: 400, fields: ["header.if-match"] });
  });
});
