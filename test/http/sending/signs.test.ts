import { beforeEach, describe, expect, it } from "vitest";
import { DEFAULT_WORKSPACE } from "../../../src/domain/ids.ts";
import { conversationIdOf } from "../../../src/domain/ids.ts";
import { DAY, LINE } from "../../support/builders.ts";
import { problemOf, useBench } from "../support/bench.ts";
import { outboxOf } from "../support/sending.ts";

const bench = useBench();

let id = "";
beforeEach(async () => {
  id = await bench().converse();
});
const post = async (name: string, body: unknown = {}) =>
  bench().ask("POST", `/v1/conversations/${id}/${name}`, body);

describe("signs to the contact", () => {
  it("typing goes out each time, and shows nothing in the timeline", async () => {
    for (const version of [2, 3]) {
      const response = await post("typing");
      expect([response.statusCode, response.json<{ version: number }>().version]).toEqual([
        200,
        version,
      ]);
    }
    expect(await outboxOf(bench(), id)).toMatchObject([
      { messageId: null, content: { type: "typing", targetId: "m1" } },
      { messageId: null, content: { type: "typing", targetId: "m1" } },
    ]);
    const { items } = (await bench().ask("GET", `/v1/conversations/${id}/timeline`)).json<{
      items: { kind: string }[];
    }>();
    expect(items.filter(({ kind }) => kind === "message")).toHaveLength(1);
  });

  it("a receipt goes out with reading when it is asked for, once for a message", async () => {
    await post("read", { receipt: true });
    await post("read", { receipt: true });
    expect(await outboxOf(bench(), id)).toMatchObject([
      { messageId: null, content: { type: "readReceipt", targetId: "m1" } },
    ]);
  });

  it.each([undefined, {}, { receipt: false }])("reading with %j sends none", async (body) => {
    expect((await post("read", body)).statusCode).toBe(200);
    expect(await outboxOf(bench(), id)).toEqual([]);
  });

  it.each([{ receipt: "yes" }, { receipt: null }, { receipt: true, messageId: "m1" }])(
    "reading with %j gets 400",
    async (body) => {
      expect(problemOf(await post("read", body))).toMatchObject({
        status: 400,
        code: "request.invalid",
      });
    },
  );

  it("typing to somebody who wrote nothing in 30 days gets 409", async () => {
    bench().clock.advance(30 * DAY + 1);
    expect(problemOf(await post("typing"))).toMatchObject({
      status: 409,
      code: "conversation.nothing_received",
    });
  });

  it("typing in a conversation that is not there gets 404", async () => {
    const nowhere = conversationIdOf(LINE, "nobody");
    const response = await bench().ask("POST", `/v1/conversations/${nowhere}/typing`, {});
    expect(problemOf(response)).toMatchObject({ status: 404, code: "conversation.unknown" });
    expect(await bench().store.conversation(DEFAULT_WORKSPACE, nowhere)).toBeNull();
  });
});
