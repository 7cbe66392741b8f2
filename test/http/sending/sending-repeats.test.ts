import { beforeEach, describe, expect, it } from "vitest";
import { DAY } from "../../support/builders.ts";
import { jpeg } from "../../support/sample-files.ts";
import { problemOf, useBench } from "../support/bench.ts";
import { upload } from "../support/forms.ts";
import { outboxOf, post, sent, type SentView } from "../support/sending.ts";

const bench = useBench();
const KEY = { "idempotency-key": "send-1" };
const text = (words: string) => ({ type: "text", text: words });

let id = "";
beforeEach(async () => {
  id = await bench().converse();
});

describe("a send under its key", () => {
  it("is done once, and answered with the same messages as they are now", async () => {
    const first = await sent(bench(), id, text("Hola"), KEY);
    const again = await sent(bench(), id, text("Hola"), KEY);
    expect(again.messages).toEqual(first.messages);
    expect(await outboxOf(bench(), id)).toHaveLength(1);
  });

  it("at once many times is done once", async () => {
    const answers = await Promise.all(
      Array.from({ length: 10 }, async () => sent(bench(), id, text("Hola"), KEY)),
    );
    expect(new Set(answers.map(({ messages }) => messages[0]?.id))).toEqual(new Set(["m2"]));
    expect(await outboxOf(bench(), id)).toHaveLength(1);
  });

  it("says the same of what it refused, although the library and the window have changed", async () => {
    const photo = { name: "a.jpg", type: "image/jpeg", bytes: jpeg() };
    const mediaId = (await upload(bench(), photo)).json<{ id: string }>().id;
    const body = {
      messages: [{ type: "image", mediaId }, { type: "image", mediaId: "med_gone" }, text("Hola")],
    };
    const first = await sent(bench(), id, body, KEY);
    expect([first.messages.length, first.refused.length]).toEqual([2, 1]);
    await bench().ask("DELETE", `/v1/media/${mediaId}`);
    bench().clock.advance(2 * DAY);
    const again = await sent(bench(), id, body, KEY);
    expect(again.messages).toEqual(first.messages);
    expect(again.refused).toEqual(first.refused);
    expect(await outboxOf(bench(), id)).toHaveLength(2);
  });

  it("for another message, conversation or version gets 422", async () => {
    await sent(bench(), id, text("Hola"), KEY);
    const other = await bench().converse("wamid.2", { from: "5511900000000" });
    const fields = ["header.idempotency-key"];
    const reused = { status: 422, code: "idempotency.key_reused", fields };
    expect(problemOf(await post(bench(), id, text("Adiós"), KEY))).toEqual(reused);
    expect(problemOf(await post(bench(), other, text("Hola"), KEY))).toEqual(reused);
    const conditional = { ...KEY, "if-match": '"v1"' };
    expect(problemOf(await post(bench(), id, text("Hola"), conditional))).toEqual(reused);
  });

  it("leaves the key free when nothing could be sent at the door", async () => {
    expect((await post(bench(), id, text(""), KEY)).statusCode).toBe(400);
    expect((await sent(bench(), id, text("Hola"), KEY)).messages).toHaveLength(1);
  });

  it("is refused with 412 when the conversation has moved on", async () => {
    const response = await post(bench(), id, text("Hola"), { "if-match": '"v7"' });
    expect(problemOf(response)).toMatchObject({ status: 412 });
    expect(await outboxOf(bench(), id)).toEqual([]);
  });
});

describe("a send that takes longer", () => {
  const hasty = useBench({ settings: { outcomeWaitMs: 20 } });

  it("is answered 202 when nobody gets around to it", async () => {
    const conversation = await hasty().converse();
    hasty().engine.stop();
    const response = await post(hasty(), conversation, text("Hola"), KEY);
    expect([response.statusCode, response.headers["location"]]).toEqual([
      202,
      "/v1/outcomes/send-1",
    ]);
    expect(response.json<SentView>()).toEqual({
      key: "send-1",
      state: "pending",
      conversationId: conversation,
    });
  });
});
