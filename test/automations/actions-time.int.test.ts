/** What flows wait for, how they hand over, start one another and stop: with days that pass, and what people and contacts do meanwhile. */
import { describe, expect, it } from "vitest";
import { addAgent, insist } from "../acceptance/inbox.ts";
import { useOneWholeSystem } from "../acceptance/whole-system.ts";
import { begins, ended, HOUR_MS, isAt, ON_START, tag, tagsOf } from "./support/begins.ts";
import { aScene, order, runsOf, underWay } from "./support/scene.ts";

const system = useOneWholeSystem();

describe("time, ends and hand-overs", () => {
  const rest = (what: object, more: object = {}) => ({
    id: "rest",
    do: "wait",
    for: what,
    ...more,
  });

  it("wait: for so long", async () => {
    const step = rest({ kind: "duration", ms: HOUR_MS }, { next: "luego" });
    const { scene, ana, flowId } = await begins(system(), [step, tag("luego")]);
    await isAt(scene, ana, "rest: time");
    await scene.sim.clock.advance(HOUR_MS);
    expect(await ended(scene, flowId)).toEqual(["rest: waited", "luego: applied"]);
  });

  it("wait: until business hours begin", async () => {
    const soon = new Date(system().sim.clock.now() + 48 * HOUR_MS).toISOString().slice(0, 10);
    const weekly = Object.fromEntries(
      ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"].map((day) => [
        day,
        [],
      ]),
    );
    const dates = [{ date: soon, ranges: [{ from: "00:00", to: "24:00" }] }];
    const step = rest({ kind: "businessHours" }, { next: "luego" });
    const settings = { businessHours: { weekly, dates } };
    const { scene, ana, flowId } = await begins(system(), [step, tag("luego")], { settings });
    await isAt(scene, ana, "rest: time");
    await scene.sim.clock.advance(60 * HOUR_MS);
    expect(await ended(scene, flowId)).toEqual(["rest: waited", "luego: applied"]);
  });

  it.each(["answer", "close", "assignment"])("wait: for an event, %s", async (event) => {
    const what = { kind: "event", events: [event], timeoutMs: HOUR_MS };
    const step = rest(what, { next: "vino", onTimeout: "nada" });
    const one = await begins(system(), [step, tag("vino"), tag("nada")]);
    const two = await begins(system(), [step, tag("vino"), tag("nada")]);
    const { scene, ana } = one;
    await isAt(scene, ana, "rest: event");
    if (event === "answer") await ana.says("Aquí");
    if (event === "close") await order(scene, ana.id, "close", { description: "Listo" });
    if (event === "assignment") {
      const target = { kind: "user", userId: (await addAgent(scene, "Marta")).id };
      await order(scene, ana.id, "assign", { target });
    }
    expect((await ended(scene, one.flowId)).at(-1)).toBe("vino: applied");
    await scene.sim.clock.advance(HOUR_MS);
    expect((await ended(two.scene, two.flowId)).at(-1)).toBe("nada: applied");
  });

  it("hand over: somebody has it, and bots are silent", async () => {
    const scene = await aScene(system());
    const marta = await addAgent(scene, "Marta");
    const to = { kind: "user", userId: marta.id };
    const give = { id: "give", do: "handOver", to };
    const flowId = await scene.flow({ start: ON_START, first: "give", steps: [give] });
    const ana = scene.person();
    await ana.says("Hola");
    await ended(scene, flowId);
    expect((await underWay(scene, ana.id)).driver.kind).toBe("person");
    const found = await insist(scene.ask, "GET", `/v1/conversations/${ana.id}`);
    expect(found).toMatchObject({ owner: { id: marta.id } });
  });

  it("start another flow, and stop with a reason", async () => {
    const scene = await aScene(system());
    const stop = { id: "stop", do: "stop", reason: "Basta" };
    const second = await scene.flow({
      start: { on: "manual" },
      first: "dos",
      steps: [{ ...tag("dos"), next: "stop" }, stop],
    });
    const first = await scene.flow({
      start: ON_START,
      first: "go",
      steps: [{ id: "go", do: "startFlow", flowId: second, next: "uno" }, tag("uno")],
    });
    const ana = scene.person();
    await ana.says("Hola");
    await ended(scene, first);
    await ended(scene, second, "stopped");
    expect(await runsOf(scene, second)).toMatchObject([{ reason: "Basta", state: "stopped" }]);
    expect((await tagsOf(scene, ana)).toSorted()).toEqual(["dos", "uno"]);
  });
});
