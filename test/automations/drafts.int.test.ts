/** What a responder writes for a person to approve (R12.5, Q51): what the team sees, what they make of it, and what the phone gets. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { addAgent, insist, timeline } from "../acceptance/inbox.ts";
import { useOneWholeSystem } from "../acceptance/whole-system.ts";
import { expectSoon } from "../support/expect-soon.ts";
import { createReceiver, type Receiver } from "../support/receiver.ts";
import { begins, ended, HOUR_MS, isAt, tag } from "./support/begins.ts";
import { phoneOf, underWay, type Person, type Scene } from "./support/scene.ts";

const system = useOneWholeSystem();
let receiver: Receiver;
beforeAll(async () => {
  receiver = await createReceiver({ answer: answerOf });
});
afterAll(() => receiver.close());

/** Answers with what the contact said last; to thanks with its last word. */
function answerOf({ rawBody }: { rawBody: Buffer }) {
  const { messages, contact } = JSON.parse(String(rawBody)) as {
    messages: { direction: string; text: string | null }[];
    contact: { name: string };
  };
  const said = messages.findLast(({ direction }) => direction === "incoming")?.text ?? "";
  const isLast = said === "Gracias";
  const texts = isLast ? ["Con gusto"] : [`${contact.name}, de «${said}»:`, "a las 9"];
  // oxlint-disable-next-line unicorn/no-thenable -- a word of the contract; it is never a function
  const body = { messages: texts.map((text) => ({ text })), then: isLast ? "done" : "wait" };
  return { kind: "answer", status: 200, body: JSON.stringify(body) } as const;
}

interface Draft {
  id: string;
  automationId: string;
  text: string;
  answersId: string | null;
}

/** A responder has drafted an answer to Ana's "Hola"; nobody has looked at it. */
async function drafted() {
  const begun = await begins(system(), [
    {
      id: "ai",
      do: "respond",
      url: receiver.origin,
      mode: "draft",
      timeoutMs: 100 * HOUR_MS,
      next: "bien",
      onHandOver: "persona",
      onFail: "mal",
    },
    tag("bien"),
    tag("persona"),
    tag("mal"),
  ]);
  await isAt(begun.scene, begun.ana, "ai: draft");
  return { ...begun, draft: (await draftOf(begun.scene, begun.ana))! };
}

const draftOf = async (scene: Scene, { id }: Person): Promise<Draft | null> =>
  ((await underWay(scene, id)) as unknown as { draft: Draft | null }).draft;
const tells = ({ ask }: Pick<Scene, "ask">, { id }: Person, what: string, body: object) =>
  ask<{ code: string }>("POST", `/v1/conversations/${id}/draft/${what}`, body);

it("a draft stands with the conversation, says which message it answers, and is not sent", async () => {
  const { scene, ana, flowId, draft } = await drafted();
  const [heard] = await timeline(scene.ask, ana.id);
  expect(draft).toMatchObject({
    automationId: flowId,
    text: "Ana, de «Hola»:\n\na las 9",
    answersId: heard?.id,
  });
  expect(phoneOf(ana)).toEqual([]);
});

it("approved, it is sent as the person's message, and the responder goes on with the contact's next one", async () => {
  const { scene, ana, flowId, draft } = await drafted();
  const marta = await addAgent(scene, "Marta", "administrator");
  expect((await tells(marta, ana, "approve", { draftId: draft.id })).status).toBe(200);
  await expectSoon(() => phoneOf(ana)).toEqual(["Ana, de «Hola»:\n\na las 9"]);
  const [sent] = await timeline(scene.ask, ana.id);
  expect(sent).toMatchObject({ direction: "outgoing", sender: { kind: "user", name: "Marta" } });
  expect(await draftOf(scene, ana)).toBeNull();
  await isAt(scene, ana, "ai: answer");
  await ana.says("Gracias");
  await isAt(scene, ana, "ai: draft");
  const next = await draftOf(scene, ana);
  expect(next).toMatchObject({ text: "Con gusto" });
  expect((await tells(marta, ana, "approve", { draftId: next?.id })).status).toBe(200);
  expect((await ended(scene, flowId)).at(-1)).toBe("bien: applied");
  await expectSoon(() => phoneOf(ana)).toEqual(["Ana, de «Hola»:\n\na las 9", "Con gusto"]);
});

it("approved in other words, these are sent; a second time there is nothing to approve", async () => {
  const { scene, ana, draft } = await drafted();
  const body = { draftId: draft.id, text: "Abrimos a las diez" };
  expect((await tells(scene, ana, "approve", body)).status).toBe(200);
  await expectSoon(() => phoneOf(ana)).toEqual(["Abrimos a las diez"]);
  expect(await tells(scene, ana, "approve", body)).toMatchObject({
    status: 409,
    body: { code: "automation.no_such_draft" },
  });
  expect(phoneOf(ana)).toEqual(["Abrimos a las diez"]);
});

it("discarded, nothing is sent, and the responder waits for the contact's next message", async () => {
  const { scene, ana, draft } = await drafted();
  expect((await tells(scene, ana, "discard", { draftId: draft.id })).status).toBe(200);
  await isAt(scene, ana, "ai: answer");
  expect(await draftOf(scene, ana)).toBeNull();
  expect(phoneOf(ana)).toEqual([]);
  await ana.says("¿Hay alguien?");
  await isAt(scene, ana, "ai: draft");
  expect(await draftOf(scene, ana)).toMatchObject({ text: "Ana, de «¿Hay alguien?»:\n\na las 9" });
});

it("the contact writes again: the draft is stale, and another one answers what they said", async () => {
  const { scene, ana, draft } = await drafted();
  await ana.says("¿Y el domingo?");
  await expectSoon(async () => (await draftOf(scene, ana))?.text).toBe(
    "Ana, de «¿Y el domingo?»:\n\na las 9",
  );
  for (const what of ["approve", "discard"]) {
    expect(await tells(scene, ana, what, { draftId: draft.id })).toMatchObject({
      status: 409,
      body: { code: "automation.no_such_draft" },
    });
  }
  expect(phoneOf(ana)).toEqual([]);
});

it("the window is shut: the draft is gone, cannot be sent any more, and the step has failed", async () => {
  const { scene, ana, flowId, draft } = await drafted();
  await scene.sim.clock.advance(24 * HOUR_MS);
  expect((await ended(scene, flowId)).at(-1)).toBe("mal: applied");
  const answer = await tells(scene, ana, "approve", { draftId: draft.id });
  expect(answer).toMatchObject({ status: 409, body: { code: "window.closed" } });
  expect(await draftOf(scene, ana)).toBeNull();
  expect(phoneOf(ana)).toEqual([]);
});

it("a person writes instead: the draft is gone, and the bot is silent", async () => {
  const { scene, ana, flowId, draft } = await drafted();
  const path = `/v1/conversations/${ana.id}/messages`;
  await insist(scene.ask, "POST", path, { type: "text", text: "Le atiende Marta" });
  expect(await ended(scene, flowId, "handed_over")).toHaveLength(2);
  expect((await tells(scene, ana, "approve", { draftId: draft.id })).status).toBe(409);
  await expectSoon(() => phoneOf(ana)).toEqual(["Le atiende Marta"]);
});
