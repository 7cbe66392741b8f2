import { beforeEach, describe, expect, it } from "vitest";
import type { SendResult } from "../../../src/domain/sending/send.ts";
import { DAY } from "../../support/builders.ts";
import { problemOf, useBench } from "../support/bench.ts";
import { messageOf, outboxOf, sent, settle, type SentView } from "../support/sending.ts";

const bench = useBench();
const FAILED: SendResult = { kind: "refused", reason: "exhausted", errors: [] };
const HELLO = { type: "text", text: "Hola", previewUrl: true };

let id = "";
beforeEach(async () => {
  id = await bench().converse();
  await sent(bench(), id, { ...HELLO, replyToId: "m1" });
});
const become = async (result: SendResult) =>
  settle(bench(), { conversationId: id, messageId: "m2" }, result);
const resend = async (messageId = "m2", headers: Record<string, string> = {}) =>
  bench().ask("POST", `/v1/conversations/${id}/messages/${messageId}/resend`, {}, headers);

describe("sending again", () => {
  it.each([FAILED, { kind: "uncertain" } as const])(
    "after %j queues the very same content as a new message",
    async (result) => {
      await become(result);
      const response = await resend();
      expect(response.statusCode).toBe(200);
      const { messages } = response.json<SentView>();
      expect(messages).toMatchObject([
        { id: "m4", resendOf: "m2", status: "queued", context: { sourceId: "wamid.1" } },
      ]);
      expect((await messageOf(bench(), id, "m2"))?.resentAs).toBe("m4");
      const outbox = await outboxOf(bench(), id);
      expect(outbox.at(-1)).toMatchObject({ messageId: "m4", content: HELLO, replyToId: "m1" });
    },
  );

  it("is done once under its key, and refused without it the second time", async () => {
    await become(FAILED);
    const key = { "idempotency-key": "again" };
    const first = (await resend("m2", key)).json<SentView>();
    expect((await resend("m2", key)).json<SentView>().messages).toEqual(first.messages);
    expect(problemOf(await resend())).toMatchObject({
      status: 409,
      code: "message.already_resent",
    });
    expect(await outboxOf(bench(), id)).toHaveLength(2);
  });

  it("asked for by many at once is done once, and the others are told so", async () => {
    await become(FAILED);
    const answers = await Promise.all(Array.from({ length: 8 }, async () => resend()));
    expect(answers.filter(({ statusCode }) => statusCode === 200)).toHaveLength(1);
    const lost = answers.filter(({ statusCode }) => statusCode !== 200).map(problemOf);
    expect(new Set(lost.map(({ code }) => code))).toEqual(new Set(["message.already_resent"]));
    expect(await outboxOf(bench(), id)).toHaveLength(2);
  });

  it("is refused while the message is on its way, and after WhatsApp took it", async () => {
    expect(problemOf(await resend())).toMatchObject({ status: 409, code: "message.not_failed" });
    await become({ kind: "accepted", sourceId: "wamid.out" });
    expect(problemOf(await resend())).toMatchObject({ status: 409, code: "message.not_failed" });
  });

  it.each(["m1", "m9", "a1.0", "read_m1", "%00", "..%2Fm2"])(
    "of %s gets 404: it is no message of ours",
    async (messageId) => {
      await bench().ask("POST", `/v1/conversations/${id}/read`, { receipt: true });
      expect(problemOf(await resend(messageId))).toMatchObject({
        status: 404,
        code: "message.unknown",
      });
    },
  );

  it("needs the window, and says what it rests on", async () => {
    await become(FAILED);
    bench().clock.advance(DAY);
    const response = await resend();
    expect(problemOf(response)).toMatchObject({ status: 409, code: "window.closed" });
    expect(response.json()).toMatchObject({ window: { lastInboundId: "m1" }, templates: [] });
  });
});
