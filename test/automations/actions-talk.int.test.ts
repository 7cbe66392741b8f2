/** What flows say to the contact, wait for, and ask the world: with what the phone got, what the timeline tells, and how the run went. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addTemplates, timeline } from "../acceptance/inbox.ts";
import { useOneWholeSystem } from "../acceptance/whole-system.ts";
import { expectSoon } from "../support/expect-soon.ts";
import { createReceiver, type Receiver } from "../support/receiver.ts";
import { begins, ended, HOUR_MS, isAt, ON_START, tag } from "./support/begins.ts";
import { aScene, phoneOf, says, taps } from "./support/scene.ts";

const system = useOneWholeSystem();
let receiver: Receiver;
beforeAll(async () => {
  receiver = await createReceiver();
});
afterAll(() => receiver.close());

describe("send", () => {
  it("text, buttons, a list and a place, in this order", async () => {
    const rows = [{ id: "m", title: "Mediana" }];
    const { scene, ana, flowId } = await begins(system(), [
      {
        id: "say",
        do: "send",
        messages: [
          says("Hola {{contact.profileName|amigo}}"),
          { type: "buttons", body: "¿Sigue?", buttons: [{ id: "y", title: "Sí" }] },
          { type: "list", body: "¿Talla?", button: "Ver", sections: [{ title: "Tallas", rows }] },
          { type: "location", latitude: 19.4, longitude: -99.1 },
        ],
      },
    ]);
    expect(await ended(scene, flowId)).toEqual(["say: queued"]);
    await expectSoon(() => phoneOf(ana)).toEqual([
      "Hola Ana",
      "button: ¿Sigue?",
      "list: ¿Talla?",
      "location",
    ]);
    const sent = (await timeline(scene.ask, ana.id)).filter(
      (item) => item.direction === "outgoing",
    );
    expect(sent.map(({ sender }) => sender?.kind)).toEqual(sent.map(() => "automation"));
  });

  it("a template, with what is bound to its slots", async () => {
    const scene = await aScene(system());
    await addTemplates(scene, [{ name: "saludo", body: "Hola {{1}}" }]);
    const template = {
      name: "saludo",
      language: "es_MX",
      bindings: { "body.1": { kind: "field", field: "firstName", default: "amigo" } },
    };
    const step = { id: "say", do: "sendTemplate", template };
    const late = { kind: "template", template };
    const send = { id: "late", do: "send", messages: [says("Hola")], whenWindowShut: late };
    await scene.flow({ start: ON_START, first: "say", steps: [step] });
    await scene.flow({ start: { on: "window.expired" }, first: "late", steps: [send] });
    const ana = scene.person();
    await ana.says("Hola");
    await expectSoon(() => phoneOf(ana)).toEqual(["template: saludo"]);
    await scene.sim.clock.advance(24 * HOUR_MS);
    await expectSoon(() => phoneOf(ana)).toEqual(["template: saludo", "template: saludo"]);
  });

  it("with the window shut: its branch, or the run fails visibly (Q59)", async () => {
    const start = { on: "window.expired" };
    const say = { id: "say", do: "send", messages: [says("Tarde")] };
    const branch = { ...say, whenWindowShut: { kind: "branch", next: "tarde" } };
    const one = await begins(system(), [branch, tag("tarde")], { start });
    const two = await begins(system(), [say], { start });
    await one.scene.sim.clock.advance(24 * HOUR_MS);
    expect(await ended(one.scene, one.flowId)).toEqual(["say: window_shut", "tarde: applied"]);
    expect(await ended(two.scene, two.flowId, "failed")).toEqual(["say: window_shut"]);
    expect([...phoneOf(one.ana), ...phoneOf(two.ana)]).toEqual([]);
  });
});

describe("ask", () => {
  const ask = (expected: object, more: object = {}) => ({
    id: "ask",
    do: "ask",
    message: says("¿Cuál?"),
    expect: expected,
    timeoutMs: HOUR_MS,
    saveAs: "it",
    next: "bien",
    onInvalid: "mal",
    onTimeout: "nada",
    ...more,
  });
  const ends = [{ id: "bien", do: "note", text: "{{vars.it|?}}" }, tag("mal"), tag("nada")];
  const ANSWERS = [
    [{ kind: "any" }, "lo que sea", "lo que sea"],
    [{ kind: "text" }, "Azul", "Azul"],
    [{ kind: "number" }, "12,5", "12.5"],
    [{ kind: "email" }, "ANA@acme.mx", expect.stringMatching(/ana@acme\.mx/i)],
    [{ kind: "phone" }, "+52 55 1234 5678", "+525512345678"],
    [{ kind: "date" }, "28/02/2026", "2026-02-28"],
    [{ kind: "pattern", pattern: "^A\\d+$" }, "A17", "A17"],
    [{ kind: "choice", choices: [{ id: "r", words: ["rojo"], next: null }] }, "ROJO", "r"],
  ] as const;

  it.each(ANSWERS)("%o: takes %s", async (expected, answer, kept) => {
    const { scene, ana, flowId } = await begins(system(), [ask(expected), ...ends]);
    await isAt(scene, ana, "ask: answer");
    await ana.says(answer);
    expect(await ended(scene, flowId)).toEqual(["ask: answered", "bien: applied"]);
    const note = (await timeline(scene.ask, ana.id)).find(({ kind }) => kind === "note");
    expect(note).toMatchObject({ text: kept });
  });

  it("says what was wrong, asks again, and gives up", async () => {
    const more = { whenInvalid: says("Un número"), repeats: 1 };
    const { scene, ana, flowId } = await begins(system(), [ask({ kind: "number" }, more), ...ends]);
    await isAt(scene, ana, "ask: answer");
    await ana.says("muchos");
    await expectSoon(() => phoneOf(ana)).toEqual(["¿Cuál?", "Un número", "¿Cuál?"]);
    await isAt(scene, ana, "ask: answer");
    await ana.says("todos");
    expect((await ended(scene, flowId)).at(-1)).toBe("mal: applied");
  });

  it("goes on by a tapped choice's own way, and when nothing comes", async () => {
    const buttons = [{ id: "r", title: "Rojo" }];
    const message = { type: "buttons", body: "¿Cuál?", buttons };
    const choices = [{ id: "r", words: [], next: "mal" }];
    const step = ask({ kind: "choice", choices }, { message });
    const one = await begins(system(), [step, ...ends]);
    const two = await begins(system(), [step, ...ends]);
    await isAt(one.scene, one.ana, "ask: answer");
    await isAt(two.scene, two.ana, "ask: answer");
    await one.ana.says(taps("r", "Rojo"));
    expect(await ended(one.scene, one.flowId)).toEqual(["ask: answered", "mal: applied"]);
    await two.scene.sim.clock.advance(HOUR_MS);
    expect(await ended(two.scene, two.flowId)).toEqual(["ask: timed_out", "nada: applied"]);
  });
});

describe("the world", () => {
  it("a webhook's answer is kept, and one that refuses takes its branch", async () => {
    receiver.setAnswer({ kind: "answer", status: 200, body: '{"offer":{"price":12.5}}' });
    const steps = [
      {
        id: "call",
        do: "webhook",
        url: `${receiver.origin}/price`,
        save: { price: "offer.price" },
        next: "say",
        onFail: "sorry",
      },
      { id: "say", do: "send", messages: [says("Cuesta {{vars.price|?}}")] },
      { id: "sorry", do: "send", messages: [says("No lo sé")] },
    ];
    const one = await begins(system(), steps);
    expect(await ended(one.scene, one.flowId)).toEqual(["call: done", "say: queued"]);
    await expectSoon(() => phoneOf(one.ana)).toEqual(["Cuesta 12.5"]);
    receiver.setAnswer(410);
    const two = await begins(system(), steps);
    expect(await ended(two.scene, two.flowId)).toEqual(["call: failed", "sorry: queued"]);
    expect(receiver.requests.every(({ headers }) => headers["webhook-signature"])).toBe(true);
  });

  it("a responder says its part and is done, or fails into its branch", async () => {
    const body = '{"messages":[{"text":"Abrimos a las 9"}],"then":"done"}';
    receiver.setAnswer({ kind: "answer", status: 200, body });
    const respond = { id: "ai", do: "respond", url: receiver.origin, mode: "direct" };
    const ways = { timeoutMs: HOUR_MS, next: "bien", onHandOver: "persona", onFail: "mal" };
    const steps = [{ ...respond, ...ways }, tag("bien"), tag("persona"), tag("mal")];
    const one = await begins(system(), steps);
    expect((await ended(one.scene, one.flowId)).at(-1)).toBe("bien: applied");
    await expectSoon(() => phoneOf(one.ana)).toEqual(["Abrimos a las 9"]);
    receiver.setAnswer({ kind: "answer", status: 200, body: '{"messages":"?"}' });
    const two = await begins(system(), steps);
    expect((await ended(two.scene, two.flowId)).at(-1)).toBe("mal: applied");
  });
});
