/** Who talks (Q50), and why a flow did or did not run: over HTTP, for whoever has the conversation before them. */
import { describe, expect, it } from "vitest";
import { addAgent, insist } from "../acceptance/inbox.ts";
import { useOneWholeSystem } from "../acceptance/whole-system.ts";
import { expectSoon } from "../support/expect-soon.ts";
import { begins, ended, HOUR_MS, isAt, ON_START, tag } from "./support/begins.ts";
import {
  aScene,
  order,
  phoneOf,
  says,
  statesOf,
  underWay,
  type Person,
  type Scene,
} from "./support/scene.ts";

const system = useOneWholeSystem();

const ON_ANY = { on: "message.received", match: { kind: "any" } };
const say = { id: "say", do: "send", messages: [says("Soy un bot")] };
const rest = { id: "rest", do: "wait", for: { kind: "duration", ms: HOUR_MS }, next: "say" };
const driverOf = async (scene: Scene, { id }: Person) => (await underWay(scene, id)).driver.kind;
const writes = ({ ask }: Scene, { id }: Person, words: string) =>
  insist(ask, "POST", `/v1/conversations/${id}/messages`, says(words));

describe("a person", () => {
  const TAKES: [string, (scene: Scene, ana: Person) => Promise<unknown>, string[]][] = [
    ["writes", (scene, ana) => writes(scene, ana, "Le atiende Marta"), ["Le atiende Marta"]],
    [
      "writes on the phone",
      async (scene, ana) => {
        // WhatsApp tells whole seconds: within the one in which it opened, an echo looks like one from before.
        await scene.sim.clock.advance(1_000);
        scene.line.echoes(ana.contact, "Desde el teléfono");
        await scene.sim.flush();
      },
      [],
    ],
    [
      "gives it to somebody",
      async (scene, ana) => {
        const target = { kind: "user", userId: (await addAgent(scene, "Marta")).id };
        await order(scene, ana.id, "assign", { target });
      },
      [],
    ],
    ["says so", (scene, ana) => order(scene, ana.id, "automations/pause"), []],
  ];

  it.each(TAKES)("%s: the bot says nothing more", async (_, takes, heard) => {
    const { scene, ana, flowId } = await begins(system(), [rest, say]);
    await isAt(scene, ana, "rest: time");
    await takes(scene, ana);
    await expectSoon(() => driverOf(scene, ana)).toBe("person");
    await scene.sim.clock.advance(HOUR_MS);
    await ended(scene, flowId, "handed_over");
    await expectSoon(() => phoneOf(ana)).toEqual(heard);
  });

  it("gives the talking back: the next event may be answered by a bot", async () => {
    const { scene, ana } = await begins(system(), [say], { start: ON_ANY });
    await expectSoon(() => phoneOf(ana)).toEqual(["Soy un bot"]);
    await writes(scene, ana, "Le atiende Marta");
    await ana.says("Gracias");
    const { evaluations } = await underWay(scene, ana.id);
    expect(evaluations[0]).toMatchObject({ verdict: "skipped", reason: "person_drives" });
    await order(scene, ana.id, "automations/resume");
    expect(await driverOf(scene, ana)).toBe("nobody");
    await ana.says("¿Hola?");
    await expectSoon(() => phoneOf(ana)).toEqual(["Soy un bot", "Le atiende Marta", "Soy un bot"]);
  });

  it("stops the runs of a conversation: what they have done stays", async () => {
    const { scene, ana, flowId } = await begins(system(), [
      { ...tag("antes"), next: "rest" },
      rest,
      say,
    ]);
    await isAt(scene, ana, "rest: time");
    await order(scene, ana.id, "automations/stop");
    await ended(scene, flowId, "stopped");
    const found = await insist(scene.ask, "GET", `/v1/conversations/${ana.id}`);
    expect(found).toMatchObject({ tags: ["antes"] });
  });
});

describe("a flow that takes over", () => {
  const SILENCE = { on: "no_answer.contact", afterMs: HOUR_MS };
  const nudge = {
    id: "nudge",
    do: "ask",
    message: says("¿Sigue ahí?"),
    expect: { kind: "any" },
    timeoutMs: 4 * HOUR_MS,
  };

  it("writes after a person's message that nobody answers, until that person writes again", async () => {
    const scene = await aScene(system());
    const flow = { start: SILENCE, first: "nudge", steps: [nudge] };
    const flowId = await scene.flow({ ...flow, takesOver: true });
    const other = await scene.flow(flow);
    const ana = scene.person();
    await ana.says("¿Precio?");
    await writes(scene, ana, "Cuesta 100");
    await scene.sim.clock.advance(HOUR_MS);
    await isAt(scene, ana, "nudge: answer");
    expect(await driverOf(scene, ana)).toBe("bot");
    const looks = (await underWay(scene, ana.id)).evaluations.map(
      ({ automation, reason }) => `${automation.id} ${String(reason)}`,
    );
    expect(looks).toContain(`${other} person_drives`);
    await writes(scene, ana, "¿Se lo aparto?");
    await ended(scene, flowId, "handed_over");
    expect(await driverOf(scene, ana)).toBe("person");
    await expectSoon(() => phoneOf(ana)).toEqual(["Cuesta 100", "¿Sigue ahí?", "¿Se lo aparto?"]);
  });
});

describe("why", () => {
  const steps = { first: "put", steps: [tag("put")] };
  const why = async (scene: Scene, ana: Person, flowId: string) => {
    const path = `/v1/conversations/${ana.id}/automations/${flowId}/why`;
    const { reasons } = await insist<{ reasons: { code: string; text: string }[] }>(
      scene.ask,
      "GET",
      path,
    );
    expect(reasons.every(({ text }) => text.length > 10)).toBe(true);
    return reasons.map(({ code }) => code);
  };
  const match = { kind: "keyword", words: ["cotización"] };
  const when = { all: [{ field: "hasOwner", is: true }] };
  const long = { first: "rest", steps: [{ ...rest, next: null }] };
  /** A flow, what happens besides a first "Hola", and the codes. */
  const ROWS: [
    string,
    object,
    ((scene: Scene, ana: Person, flowId: string) => Promise<unknown>) | null,
    string[],
  ][] = [
    ["started", { start: ON_START, ...steps }, null, ["started"]],
    ["not_matched", { start: ON_START, when, ...steps }, null, ["not_matched"]],
    [
      "run_policy",
      { start: ON_ANY, runPolicy: { kind: "oncePerConversation" }, ...steps },
      (_, ana) => ana.says("Y"),
      ["run_policy", "used_up"],
    ],
    [
      "used_up",
      { start: ON_START, runPolicy: { kind: "oncePerConversation" }, ...steps },
      null,
      ["started", "used_up"],
    ],
    ["already_running", { start: ON_ANY, ...long }, (_, ana) => ana.says("Y"), ["already_running"]],
    [
      "person_drives",
      { start: ON_ANY, first: "say", steps: [say] },
      async (scene, ana) => {
        await writes(scene, ana, "Dígame");
        await ana.says("Y");
      },
      ["person_drives"],
    ],
    [
      "nothing of the person, for it takes over",
      { start: ON_ANY, takesOver: true, first: "say", steps: [say] },
      async (scene, ana) => {
        await writes(scene, ana, "Dígame");
        await ana.says("Y");
        await writes(scene, ana, "Le digo");
      },
      ["started"],
    ],
    [
      "not_rearmed",
      { start: ON_START, ...steps },
      async (scene, ana) => {
        await order(scene, ana.id, "close", { description: "Listo", rearm: false });
        await ana.says("Y");
      },
      ["not_rearmed"],
    ],
    [
      "switched_off",
      { start: { on: "manual" }, ...steps },
      (scene, _, flowId) => insist(scene.ask, "POST", `/v1/automations/${flowId}/disable`),
      ["switched_off"],
    ],
    [
      "other_line",
      { start: ON_START, scope: { lines: ["200000000000001"] }, ...steps },
      null,
      ["other_line"],
    ],
    ["other_ad", { start: ON_START, scope: { adIds: ["1"] }, ...steps }, null, ["other_ad"]],
    [
      "message_does_not_match",
      { start: { on: "message.received", match }, ...steps },
      null,
      ["message_does_not_match"],
    ],
    ["no_such_event", { start: { on: "conversation.closed" }, ...steps }, null, ["no_such_event"]],
  ];

  it.each(ROWS)("%s", async (_, definition, happens, codes) => {
    const scene = await aScene(system());
    const flowId = await scene.flow(definition);
    const ana = scene.person();
    await ana.says("Hola");
    await happens?.(scene, ana, flowId);
    await expectSoon(() => why(scene, ana, flowId)).toEqual(codes);
  });

  it("own_event: what its own run brought about does not start it again", async () => {
    const scene = await aScene(system());
    const start = { on: "conversation.tagged", tags: null };
    const flowId = await scene.flow({ start, ...steps });
    const ana = scene.person();
    await ana.says("Hola");
    await order(scene, ana.id, "tag", { tags: ["vip"] });
    await expectSoon(() => why(scene, ana, flowId)).toEqual(["own_event"]);
    expect(await statesOf(scene, flowId)).toEqual(["completed"]);
  });
});
