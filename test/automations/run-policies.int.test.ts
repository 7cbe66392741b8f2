/** Where a flow listens, and how often it starts (R14.3, Q56, Q70): over HTTP, with contacts who write. */
import { describe, expect, it } from "vitest";
import { useOneWholeSystem } from "../acceptance/whole-system.ts";
import { expectSoon } from "../support/expect-soon.ts";
import {
  aScene,
  looksOf,
  order,
  runsOf,
  statesOf,
  type Person,
  type Scene,
} from "./support/scene.ts";

const system = useOneWholeSystem();

const HOUR_MS = 3_600_000;
const STEPS = { first: "mark", steps: [{ id: "mark", do: "note", text: "empezó" }] };
const AD = { sourceType: "ad", sourceId: "120210", sourceUrl: "https://fb.me/1" } as const;
const closes = (scene: Scene, person: Person, more: object = {}) =>
  order(scene, person.id, "close", { description: "Listo", ...more });

describe("a flow's scope", () => {
  it("is its lines: a message on another starts nothing", async () => {
    const here = await aScene(system());
    const there = await aScene(system());
    const flowId = await here.flow({ start: { on: "conversation.started_by_contact" }, ...STEPS });
    const [ana, bruno] = [here.person(), there.person("Bruno")];
    await bruno.says("Hola");
    await ana.says("Hola");
    await expectSoon(() => statesOf(here, flowId)).toEqual(["completed"]);
    expect(await looksOf(here, bruno.id, flowId)).toEqual([]);
  });

  it("is the ads that brought the contact", async () => {
    const scene = await aScene(system());
    const flowId = await scene.flow({
      start: { on: "conversation.started_by_contact" },
      scope: { lines: [scene.line.phoneNumberId], adIds: [AD.sourceId] },
      ...STEPS,
    });
    const [ana, bruno, carla] = [scene.person(), scene.person("Bruno"), scene.person("Carla")];
    await bruno.says("Hola");
    await carla.says("Hola", { referral: { ...AD, sourceId: "999" } });
    await ana.says("Hola", { referral: AD });
    await expectSoon(() => statesOf(scene, flowId)).toEqual(["completed"]);
    expect(await runsOf(scene, flowId)).toMatchObject([{ conversationId: ana.id }]);
  });
});

describe("a flow's run policy", () => {
  /** Two messages, a close, and two more. */
  const EPISODES = [
    ["always", 4],
    ["oncePerEpisode", 2],
    ["oncePerConversation", 1],
    ["oncePerContact", 1],
  ] as const;
  const start = { on: "message.received", match: { kind: "any" } };

  it.each(EPISODES)("%s: %i runs of four messages in two episodes", async (kind, runs) => {
    const scene = await aScene(system());
    const flowId = await scene.flow({ start, runPolicy: { kind }, ...STEPS });
    const ana = scene.person();
    await ana.says("Uno");
    await ana.says("Dos");
    await closes(scene, ana);
    await ana.says("Tres");
    await ana.says("Cuatro");
    const looks = await looksOf(scene, ana.id, flowId);
    expect(looks).toHaveLength(4);
    expect(looks.filter(({ verdict }) => verdict === "started")).toHaveLength(runs);
    const others = looks.filter(({ verdict }) => verdict !== "started");
    expect(others.every(({ reason }) => reason === "run_policy")).toBe(true);
    expect(await statesOf(scene, flowId)).toHaveLength(runs);
  });

  it("oncePerHours: again when so many hours have passed", async () => {
    const scene = await aScene(system());
    const runPolicy = { kind: "oncePerHours", hours: 2 };
    const flowId = await scene.flow({ start, runPolicy, ...STEPS });
    const ana = scene.person();
    await ana.says("Uno");
    await scene.sim.clock.advance(HOUR_MS);
    await ana.says("Dos");
    await scene.sim.clock.advance(HOUR_MS);
    await ana.says("Tres");
    const looks = await looksOf(scene, ana.id, flowId);
    expect(looks.map(({ verdict }) => verdict)).toEqual(["started", "skipped", "started"]);
  });

  it("oncePerContact counts over the lines on which they write", async () => {
    const [one, two] = [await aScene(system()), await aScene(system())];
    const scope = { lines: [one.line.phoneNumberId, two.line.phoneNumberId] };
    const policy = { runPolicy: { kind: "oncePerContact" }, scope };
    const flowId = await one.flow({ start, ...policy, ...STEPS });
    const ana = one.person();
    await ana.says("Uno");
    ana.contact.says(two.line, "Dos");
    await one.sim.flush();
    const there = `${two.line.phoneNumberId}-${ana.contactId}`;
    await expectSoon(async () => (await two.ask("GET", `/v1/conversations/${there}`)).status).toBe(
      200,
    );
    await expectSoon(async () => (await looksOf(two, there, flowId)).length).toBe(1);
    expect(await looksOf(two, there, flowId)).toMatchObject([{ reason: "run_policy" }]);
    expect(await statesOf(one, flowId)).toHaveLength(1);
  });

  it.each([
    ["skip", ["running"]],
    ["restart", ["running", "restarted"]],
    ["parallel", ["running", "running"]],
  ])("and re-entry while a run is under way: %s", async (reentry, states) => {
    const scene = await aScene(system());
    const wait = { id: "rest", do: "wait", for: { kind: "duration", ms: HOUR_MS } };
    const flowId = await scene.flow({ start, reentry, first: "rest", steps: [wait] });
    const ana = scene.person();
    await ana.says("Uno");
    await ana.says("Dos");
    await expectSoon(() => statesOf(scene, flowId)).toEqual(states);
  });

  it("and a close without arming again keep it from starting", async () => {
    const scene = await aScene(system());
    const armed = { start: { on: "conversation.started_by_contact" }, ...STEPS };
    const flowId = await scene.flow(armed);
    const ana = scene.person();
    await ana.says("Uno");
    await closes(scene, ana, { rearm: false });
    await ana.says("Dos");
    await closes(scene, ana);
    await ana.says("Tres");
    const looks = await looksOf(scene, ana.id, flowId);
    expect(looks.map(({ verdict, reason }) => reason ?? verdict)).toEqual([
      "started",
      "not_rearmed",
      "started",
    ]);
  });
});
