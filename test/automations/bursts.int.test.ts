/** A contact who goes on writing while a responder makes up its mind: nothing of it stays without an answer. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { useOneWholeSystem } from "../acceptance/whole-system.ts";
import { expectSoon } from "../support/expect-soon.ts";
import { createReceiver, type Receiver } from "../support/receiver.ts";
import { begins, HOUR_MS, isAt } from "./support/begins.ts";
import { phoneOf, underWay, type Person, type Scene } from "./support/scene.ts";

const system = useOneWholeSystem();
let receiver: Receiver;
/** Lets the question that waits at the receiver be answered. */
let answerNow = (): void => {};
beforeAll(async () => {
  receiver = await createReceiver({ answer: answerOf });
});
afterAll(() => receiver.close());

/** Repeats everything that the contact has said; the first question of each conversation waits until it is told. */
async function answerOf({ rawBody }: { rawBody: Buffer }) {
  const { messages, run } = JSON.parse(String(rawBody)) as {
    messages: { direction: string; text: string }[];
    run: { visit: number };
  };
  if (run.visit === 1) await new Promise<void>((resolve) => (answerNow = resolve));
  const heard = messages.filter(({ direction }) => direction === "incoming");
  const text = heard.map((message) => message.text).join(", ");
  // oxlint-disable-next-line unicorn/no-thenable -- a word of the contract; it is never a function
  const body = JSON.stringify({ messages: [{ text }], then: "wait" });
  return { kind: "answer", status: 200, body } as const;
}

async function isAsked(mode: string) {
  const before = receiver.requestCount;
  const timeoutMs = 20 * HOUR_MS;
  const respond = { id: "ai", do: "respond", url: receiver.origin, mode, timeoutMs };
  const { scene, ana } = await begins(system(), [respond]);
  await receiver.received(before + 1);
  return { scene, ana };
}

const draftOf = async (scene: Scene, { id }: Person) =>
  ((await underWay(scene, id)) as unknown as { draft: { text: string } | null }).draft?.text;

it("is answered what the responder knew, and then at once what came meanwhile", async () => {
  const { scene, ana } = await isAsked("direct");
  await ana.says("Busco zapatos");
  await ana.says("Del 42");
  answerNow();
  await expectSoon(() => phoneOf(ana)).toEqual(["Hola", "Hola, Busco zapatos, Del 42"]);
  await isAt(scene, ana, "ai: answer");
});

it("has no draft that does not know what they said last (Q51)", async () => {
  const { scene, ana } = await isAsked("draft");
  await ana.says("Busco zapatos");
  answerNow();
  await isAt(scene, ana, "ai: draft");
  expect(await draftOf(scene, ana)).toBe("Hola, Busco zapatos");
  expect(phoneOf(ana)).toEqual([]);
});

it("who says nothing more is answered once", async () => {
  const { scene, ana } = await isAsked("direct");
  answerNow();
  await isAt(scene, ana, "ai: answer");
  await expectSoon(() => phoneOf(ana)).toEqual(["Hola"]);
});
