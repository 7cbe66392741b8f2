import { beforeEach, describe, expect, it } from "vitest";
import { DEFAULT_WORKSPACE } from "../../../src/domain/ids.ts";
import type { SendResult } from "../../../src/domain/sending/send.ts";
import { DAY } from "../../support/builders.ts";
import { aTemplate } from "../../support/templates.ts";
import { problemOf, useBench } from "../support/bench.ts";
import { outboxOf, post, sent, settle, type SentView } from "../support/sending.ts";

const bench = useBench();
const TEXT = { type: "text", text: "Hola" };
const TEMPLATE = {
  type: "template",
  name: "order_ready",
  language: "es_MX",
  bindings: { "body.1": { kind: "text", text: "Ana" } },
};

let id = "";
beforeEach(async () => {
  await bench().store.putTemplates([aTemplate({ workspaceId: DEFAULT_WORKSPACE })]);
  id = await bench().converse();
});

describe("templates and messages by hand in one list", () => {
  it("all go in the window, in their order", async () => {
    const answer = await sent(bench(), id, { messages: [TEXT, TEMPLATE, TEXT] });
    expect(answer.messages.map(({ content }) => content["type"])).toEqual([
      "text",
      "template",
      "text",
    ]);
  });

  it("go without what is written by hand outside of it, which is told so, and told the same again", async () => {
    bench().clock.advance(DAY);
    const body = {
      messages: [TEXT, TEMPLATE, { type: "reaction", targetId: "m1", emoji: "👍" }],
    };
    const key = { "idempotency-key": "mixed" };
    const answer = await sent(bench(), id, body, key);
    expect(answer.messages.map(({ content }) => content["type"])).toEqual(["template"]);
    expect(answer.refused).toEqual([
      { index: 0, code: "window.closed", errors: [] },
      { index: 2, code: "window.closed", errors: [] },
    ]);
    const again = (await post(bench(), id, body, key)).json<SentView>();
    expect([again.messages, again.refused]).toEqual([answer.messages, answer.refused]);
    expect(await outboxOf(bench(), id)).toHaveLength(1);
  });
});

describe("a contact who wants no marketing", () => {
  beforeEach(async () => {
    const marketing = aTemplate({
      workspaceId: DEFAULT_WORKSPACE,
      id: "7002",
      name: "promo",
      category: "MARKETING",
    });
    await bench().store.putTemplates([marketing]);
  });
  const promo = { ...TEMPLATE, name: "promo" };
  const optOut = async () => {
    const conversation = await bench().ask("GET", `/v1/conversations/${id}`);
    const contactId = conversation.json<{ contact: { id: string } }>().contact.id;
    const response = await bench().ask("PUT", `/v1/contacts/${contactId}/preferences`, {
      marketing: false,
    });
    expect(response.statusCode).toBe(200);
  };

  it("gets none, and is sent everything else", async () => {
    await optOut();
    const refused = await post(bench(), id, promo);
    expect(problemOf(refused)).toMatchObject({ status: 409, code: "contact.opted_out" });
    expect(refused.json()).toMatchObject({ reason: "contact.opted_out", version: 1 });
    const answer = await sent(bench(), id, { messages: [promo, TEMPLATE, TEXT] });
    expect(answer.messages).toHaveLength(2);
    expect(answer.refused).toEqual([{ index: 0, code: "contact.opted_out", errors: [] }]);
  });

  it("is not sent it again either, when it failed before they said so", async () => {
    const { messages } = await sent(bench(), id, promo);
    const messageId = messages[0]?.id ?? "";
    const failed: SendResult = { kind: "refused", reason: "exhausted", errors: [] };
    await settle(bench(), { conversationId: id, messageId }, failed);
    await optOut();
    const url = `/v1/conversations/${id}/messages/${messageId}/resend`;
    expect(problemOf(await bench().ask("POST", url, {}))).toMatchObject({
      status: 409,
      code: "contact.opted_out",
    });
  });

  it("has been sent it again, and whoever repeats that request is told so all the same", async () => {
    const { messages } = await sent(bench(), id, promo);
    const messageId = messages[0]?.id ?? "";
    const failed: SendResult = { kind: "refused", reason: "exhausted", errors: [] };
    await settle(bench(), { conversationId: id, messageId }, failed);
    const url = `/v1/conversations/${id}/messages/${messageId}/resend`;
    const resend = async () => bench().ask("POST", url, {}, { "idempotency-key": "again" });
    const first = (await resend()).json<SentView>();
    await optOut();
    const repeated = await resend();
    expect(repeated.statusCode).toBe(200);
    expect(repeated.json<SentView>().messages).toEqual(first.messages);
  });
});
