import { afterEach, beforeEach, expect, test } from "vitest";
import type { EffectTask } from "../../../src/domain/automation/effect.ts";
import { aMessage, MINUTE, T0 } from "../../support/builders.ts";
import type { Answer } from "../../support/receiver-answers.ts";
import { createReceiver, type Receiver } from "../../support/receiver.ts";
import { useEffects } from "./support/effect-bench.ts";

const bench = useEffects();

let receiver: Receiver;
beforeEach(async () => {
  receiver = await createReceiver();
});
afterEach(() => receiver.close());

const respond = (): EffectTask => ({
  kind: "respond",
  url: receiver.origin,
  body: { run: { id: "run-1" }, mode: "direct" },
});

async function cameOf(answer: Answer) {
  receiver.setAnswer(answer);
  await bench().decide(respond());
  await bench().work();
  return (await bench().came()).at(-1);
}
/** An answer with these messages, and what comes then; without the one that is not given. */
function says(messages: unknown, what?: string): Answer {
  const members = [
    ["messages", messages],
    ["then", what],
  ];
  return { kind: "answer", status: 200, body: JSON.stringify(Object.fromEntries(members)) };
}

test("a responder is given the conversation, the contact and the newest messages, oldest first", async () => {
  const { accept, settle, address } = bench();
  for (let n = 2; n <= 25; n++) {
    await accept(aMessage(`m${n}`, { occurredAt: T0 + n * 1_000 }));
  }
  await settle(address);
  const came = await cameOf(says([], "done"));
  const [got] = await receiver.received(1);
  const body = JSON.parse(String(got?.rawBody)) as Record<string, unknown> & {
    messages: { id: string; text: string }[];
  };
  expect(came).toMatchObject({ result: { heardId: body.messages.at(-1)?.id } });
  expect(body).toMatchObject({
    run: { id: "run-1" },
    mode: "direct",
    // What a webhook is told, too, and who the owner is.
    conversation: {
      id: address.conversationId,
      state: "open",
      episode: 1,
      ownerId: null,
      owner: null,
    },
    contact: { name: "Ana Souza", waId: "5511987654321", isCrmContact: false },
  });
  expect(body.messages).toHaveLength(20);
  expect(body.messages[0]).toMatchObject({
    direction: "incoming",
    type: "text",
    text: "text of m6",
  });
  expect(body.messages.at(-1)?.text).toBe("text of m25");
});

test.each(["wait", "done", "handOver"])("an answer of texts and %s comes back", async (what) => {
  const came = await cameOf(says([{ text: "Hola" }, { text: "¿En qué ayudo?" }], what));
  expect(came).toMatchObject({
    result: { kind: "answered", texts: ["Hola", "¿En qué ayudo?"] },
  });
  expect(came).toHaveProperty("result.then", what);
});

test.each<[string, unknown, string | undefined, string]>([
  ["no then", [], undefined, "then is required"],
  ["another then", [], "sleep", "then must be one of wait, done, handOver"],
  ["no messages", undefined, "wait", "messages is required"],
  [
    "a text that is too long",
    [{ text: "x".repeat(4_097) }],
    "wait",
    "messages.0.text must have at most 4096 characters",
  ],
  ["a number for a text", [{ text: 5 }], "wait", "messages.0.text must be a string"],
  ["a blank text", [{ text: " " }], "wait", "messages.0.text must not be blank"],
  ["too many texts", Array(11).fill({ text: "a" }), "wait", "messages must have at most 10 items"],
])(
  "an answer with %s fails the step, which names the member and its rule",
  async (_what, messages, what, rule) => {
    expect(await cameOf(says(messages, what))).toMatchObject({
      result: {
        kind: "failed",
        code: "endpoint.answer_unfit",
        detail: rule,
      },
    });
  },
);

test("a responder that is away for half a minute fails the step: a contact waits", async () => {
  receiver.setAnswer(500);
  await bench().decide(respond());
  const from = bench().clock.now();
  while ((await bench().came()).length === 0) {
    await bench().work();
    bench().clock.advance(1_000);
  }
  expect(receiver.requestCount).toBe(4);
  expect(bench().clock.now() - from).toBeLessThan(MINUTE);
});
