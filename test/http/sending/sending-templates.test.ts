import { beforeEach, describe, expect, it } from "vitest";
import { DEFAULT_WORKSPACE } from "../../../src/domain/ids.ts";
import type { Template } from "../../../src/domain/template/template.ts";
import { refOf } from "../../store/contract/setup.ts";
import { aMessage, DAY, T0 } from "../../support/builders.ts";
import { aTemplate, WABA } from "../../support/templates.ts";
import { problemOf, useBench } from "../support/bench.ts";
import { messageOf, outboxOf, post, sent } from "../support/sending.ts";

const bench = useBench();
const FIRST_NAME = { kind: "field", field: "firstName", default: "amigo" };
const template = (changes: object = {}) => ({
  type: "template",
  name: "order_ready",
  language: "es_MX",
  bindings: { "body.1": FIRST_NAME },
  ...changes,
});
const put = (changes: Partial<Template> = {}) =>
  bench().store.putTemplates([aTemplate({ workspaceId: DEFAULT_WORKSPACE, ...changes })]);

let id = "";
beforeEach(async () => {
  await put();
  id = await bench().converse();
});

describe("sending a template", () => {
  it("is possible outside the window, and freezes what the contact reads (Q34)", async () => {
    bench().clock.advance(2 * DAY);
    const { messages } = await sent(bench(), id, template());
    const content = {
      type: "template",
      name: "order_ready",
      language: "es_MX",
      text: "Hola amigo",
      values: { "body.1": "amigo" },
    };
    expect(messages).toMatchObject([{ status: "queued", content }]);
    expect(await outboxOf(bench(), id)).toMatchObject([
      {
        freeForm: false,
        content: {
          ...content,
          category: "UTILITY",
          components: [{ type: "body", parameters: [{ type: "text", text: "amigo" }] }],
        },
      },
    ]);
    // Whatever becomes of the template afterwards.
    await put({ components: [{ type: "BODY", text: "Adiós {{1}}" }], fetchedAt: T0 + 1 });
    expect(await messageOf(bench(), id, messages[0]!.id)).toMatchObject({ content });
  });

  it("is possible inside the window too (R7.6), beside other messages", async () => {
    const { messages, refused } = await sent(bench(), id, {
      messages: [{ type: "text", text: "Un momento" }, template()],
    });
    expect(messages.map(({ content }) => content["type"])).toEqual(["text", "template"]);
    expect(refused).toEqual([]);
  });

  it("lists everything that is missing or wrong, each placeholder by its name", async () => {
    await put({
      name: "long",
      parameterFormat: "NAMED",
      components: [
        { type: "HEADER", format: "IMAGE" },
        { type: "BODY", text: "{{first_name}} {{city}}" },
      ],
    });
    const response = await post(bench(), id, {
      ...template({ name: "long" }),
      bindings: { "body.first_name": { ...FIRST_NAME, default: "" }, "body.1": FIRST_NAME },
    });
    expect(response.statusCode).toBe(422);
    expect(response.json()).toMatchObject({
      code: "template.incomplete",
      errors: [
        { field: "body.bindings.header", rule: "must be bound: an image of the library" },
        { field: "body.bindings.body.first_name", rule: "default must not be blank" },
        { field: "body.bindings.body.city", rule: expect.stringMatching(/^must be bound/) },
        { field: "body.bindings.body.1", rule: "is no placeholder of this template" },
      ],
    });
    expect(await outboxOf(bench(), id)).toEqual([]);
  });

  it.each<[string, Partial<Template>, string]>([
    ["paused", { status: "PAUSED" }, "has the status PAUSED at WhatsApp"],
    ["rejected", { status: "REJECTED" }, "has the status REJECTED at WhatsApp"],
    [
      "not understood",
      { components: [{ type: "X" }] },
      "cannot be sent from here: component X is not known; it has no body",
    ],
    [
      "another account's",
      { wabaId: "31", name: "other" },
      "is no template of this line in this language; `GET /v1/templates` lists those there are",
    ],
    [
      "of another language",
      { language: "pt_BR", name: "other" },
      "is no template of this line in this language; `GET /v1/templates` lists those there are",
    ],
  ])("is refused when it is %s, and says so (Q31)", async (_, changes, rule) => {
    await put({ fetchedAt: T0 + 1, ...changes });
    const response = await post(bench(), id, template({ name: changes.name ?? "order_ready" }));
    expect(response.json()).toMatchObject({
      status: 409,
      code: "template.not_sendable",
      errors: [{ field: "body.name", rule }],
    });
  });

  it("bound to a custom field takes one that there is, and names one that there is not", async () => {
    const bound = (field: string) =>
      template({ bindings: { "body.1": { kind: "field", field, default: "amigo" } } });
    const unknown = await post(bench(), id, bound("custom.nickname"));
    expect(problemOf(unknown)).toMatchObject({ status: 422, code: "template.incomplete" });
    expect(unknown.json()).toMatchObject({
      errors: [
        { field: "body.bindings.body.1", rule: "custom.nickname is no field of this workspace" },
      ],
    });
    const field = { key: "nickname", label: "Nickname", type: "text" };
    await bench().ask("POST", "/v1/custom-fields", field);
    const { messages } = await sent(bench(), id, bound("custom.nickname"));
    expect(messages).toMatchObject([{ content: { text: "Hola amigo" } }]);
  });

  it("is refused when it is gone at WhatsApp", async () => {
    const gone = { wabaId: WABA, names: ["order_ready"], unseenSince: T0 + 1, at: T0 + 1 };
    await bench().store.deleteTemplates(DEFAULT_WORKSPACE, gone);
    expect(problemOf(await post(bench(), id, template())).code).toBe("template.not_sendable");
  });

  it("with a code is refused for whom nobody knows a number of (131062)", async () => {
    await put({ category: "AUTHENTICATION", fetchedAt: T0 + 1 });
    const { store, engine, clock } = bench();
    const unnumbered = aMessage("wamid.2", { identity: { userId: "MX.1" } });
    const times = { receivedAt: clock.now(), newContactId: () => "ct_mx" };
    const [accepted] = await store.accept([unnumbered], times);
    const someone = refOf(accepted).conversationId;
    engine.doorbell.ringConversations("live", [refOf(accepted)]);
    await engine.idle();
    const code = template({ bindings: { "body.1": { kind: "text", text: "1234" } } });
    expect(problemOf(await post(bench(), someone, code))).toMatchObject({
      status: 409,
      code: "template.needs_phone",
    });
    expect((await post(bench(), id, code)).statusCode).toBe(200);
  });

  it("is remembered with what it was bound to, for whoever sent it (Q30)", async () => {
    const suggestion = async () =>
      (await bench().ask("GET", "/v1/templates/7001")).json<{ suggestion: unknown }>().suggestion;
    await post(bench(), id, template({ bindings: {} }));
    expect(await suggestion()).toBeNull();
    await sent(bench(), id, template());
    expect(await suggestion()).toEqual({ "body.1": FIRST_NAME });
  });

  it("under the same key is sent once, whatever its contact or template came to since", async () => {
    const headers = { "idempotency-key": "t-1" };
    const first = await sent(bench(), id, template(), headers);
    await put({ components: [{ type: "BODY", text: "Adiós {{1}}" }], fetchedAt: T0 + 1 });
    const again = await sent(bench(), id, template(), headers);
    expect(again.messages).toEqual(first.messages);
    expect(await outboxOf(bench(), id)).toHaveLength(1);
    const other = template({ bindings: { "body.1": { ...FIRST_NAME, default: "cliente" } } });
    expect(problemOf(await post(bench(), id, other, headers)).code).toBe("idempotency.key_reused");
  });

  it("may hold what nobody should take for more than text", async () => {
    const hostile = "<script>{{1}} $& '; drop table templates; --";
    const text = { kind: "text", text: hostile };
    const { messages } = await sent(bench(), id, template({ bindings: { "body.1": text } }));
    expect(messages[0]?.content["text"]).toBe(`Hola ${hostile}`);
  });
});

describe("a refusal for the window", () => {
  it("names the templates that could be sent instead", async () => {
    await put({ id: "7002", name: "paused", status: "PAUSED" });
    bench().clock.advance(2 * DAY);
    const response = await post(bench(), id, { type: "text", text: "Hola" });
    expect(response.json()).toMatchObject({
      code: "window.closed",
      templates: [{ name: "order_ready", language: "es_MX", category: "UTILITY" }],
    });
  });
});
