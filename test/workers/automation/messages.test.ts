import { beforeEach, expect, test } from "vitest";
import type { EffectTask } from "../../../src/domain/automation/effect.ts";
import type { FlowMessage } from "../../../src/domain/automation/message.ts";
import { ACME, T0 } from "../../support/builders.ts";
import { aTemplate } from "../../support/templates.ts";
import { useEffects } from "./support/effect-bench.ts";

const bench = useEffects();

const text = (words: string): FlowMessage => ({ type: "text", text: words, previewUrl: false });
const send = (...messages: FlowMessage[]): EffectTask => ({ kind: "send", messages, lease: 7 });
const template = (name = "order_ready"): EffectTask => ({
  kind: "sendTemplate",
  template: {
    name,
    language: "es_MX",
    bindings: { "body.1": { kind: "text", text: "Ana" } },
  },
  lease: 7,
});

async function cameOf(task: EffectTask) {
  await bench().decide(task);
  await bench().work();
  const came = await bench().came();
  return came.at(-1);
}

beforeEach(() => bench().store.putTemplates([aTemplate()]));

test("what a step says becomes one command to send, under the lease it was decided under", async () => {
  expect(await cameOf(send(text("Hola"), text("¿Qué tal?")))).toEqual({
    effectId: "run-1/s1/1",
    depth: 1,
    actor: "flow-1",
    command: {
      name: "send",
      messages: [
        { content: text("Hola"), replyToId: null },
        { content: text("¿Qué tal?"), replyToId: null },
      ],
      refused: [],
      lease: 7,
    },
  });
});

test("a text that grew too long with what was filled in fails the step, which names the rule", async () => {
  expect(await cameOf(send(text("Hola"), text("x".repeat(4_097))))).toMatchObject({
    result: {
      kind: "failed",
      code: "request.invalid",
      detail: expect.stringContaining("messages.1.text"),
    },
  });
});

test("a file that the library does not have fails the step", async () => {
  const picture = { type: "image", mediaId: "med_none", caption: null } as unknown as FlowMessage;
  expect(await cameOf(send(picture))).toMatchObject({
    result: { kind: "failed", code: "message.media_unusable" },
  });
});

test("a template is filled for the contact and frozen, and one that is not there fails the step", async () => {
  expect(await cameOf(template())).toMatchObject({
    command: { name: "send", messages: [{ content: { type: "template", name: "order_ready" } }] },
  });
  expect(await cameOf(template("unknown"))).toMatchObject({
    result: { kind: "failed", code: "template.not_sendable" },
  });
});

test("whoever wants nothing automatic is written nothing, of whatever kind", async () => {
  const { store, contactId } = bench();
  const contact = (await store.contact(ACME, contactId))!;
  const whatsapp = { wanted: false, at: T0, source: "stop_word" } as const;
  const preferences = { ...contact.preferences, whatsapp };
  const version = contact.version + 1;
  await store.saveContact({
    workspaceId: ACME,
    expectedVersion: contact.version,
    contact: { ...contact, preferences, version },
    events: [],
  });
  for (const task of [send(text("Hola")), template()]) {
    expect(await cameOf(task)).toMatchObject({
      result: { kind: "failed", code: "contact.opted_out" },
    });
  }
});
