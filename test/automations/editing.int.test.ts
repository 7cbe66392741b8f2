/** Flows are edited while runs of them are under way (R14.7 to R14.9, Q63): over HTTP, with runs that wait for their contact. */
import { expect, it } from "vitest";
import { eventsOf, insist } from "../acceptance/inbox.ts";
import { useOneWholeSystem } from "../acceptance/whole-system.ts";
import { expectSoon } from "../support/expect-soon.ts";
import { begins, ended, HOUR_MS, isAt, ON_START, tag } from "./support/begins.ts";
import { runsOf, statesOf, type Scene } from "./support/scene.ts";

const system = useOneWholeSystem();

const rest = { id: "rest", do: "wait", for: { kind: "duration", ms: HOUR_MS }, next: "uno" };
const look = {
  id: "look",
  do: "decide",
  if: { all: [{ field: "hasOwner", is: false }] },
  yes: "rest",
  no: null,
};
const uno = { ...tag("uno"), next: "dos" };
const dos = tag("dos");

async function edit({ ask, line }: Scene, flowId: string, steps: object[]): Promise<void> {
  const [{ id: first }] = steps as [{ id: string }];
  const scope = { lines: [line.phoneNumberId] };
  const body = { name: "Prueba", scope, start: ON_START, first, steps };
  await insist(ask, "PUT", `/v1/automations/${flowId}`, body);
  await insist(ask, "POST", `/v1/automations/${flowId}/enable`);
}

/** What changes while a run waits at `rest`, and what the run does then. */
const EDITS = [
  ["nothing: a draft is not live", null, "completed", ["uno: applied", "dos: applied"]],
  [
    "where steps lead: it goes by what it entered with",
    [look, { ...rest, next: "dos" }, { ...dos, next: "uno" }, { ...uno, next: null }],
    "completed",
    ["uno: applied", "dos: applied"],
  ],
  [
    "a step ahead is gone: it is passed over",
    [look, { ...rest, next: "dos" }, dos],
    "completed",
    ["dos: applied"],
  ],
  [
    "a step ahead is changed: it is passed over",
    [look, rest, { ...uno, tags: ["otro"] }, dos],
    "completed",
    ["dos: applied"],
  ],
  ["all that is ahead is gone: it ends", [look, { ...rest, next: null }], "left", []],
] as const;

it.each(EDITS)("%s", async (_, steps, state, path) => {
  const { scene, ana, flowId } = await begins(system(), [look, rest, uno, dos]);
  await isAt(scene, ana, "rest: time");
  if (steps !== null) await edit(scene, flowId, [...steps]);
  await scene.sim.clock.advance(HOUR_MS);
  const went = await ended(scene, flowId, state);
  expect(went.filter((step) => step.endsWith("applied"))).toEqual(path);
  expect(await runsOf(scene, flowId)).toMatchObject([{ automation: { version: 1 } }]);
});

it("an action behind it is gone: nothing changes", async () => {
  const before = { ...tag("antes"), next: "rest" };
  const { scene, ana, flowId } = await begins(system(), [before, rest, uno, dos]);
  await isAt(scene, ana, "rest: time");
  await edit(scene, flowId, [rest, uno, dos]);
  await scene.sim.clock.advance(HOUR_MS);
  expect((await ended(scene, flowId)).slice(-2)).toEqual(["uno: applied", "dos: applied"]);
});

it("a decision behind it is gone: the contact leaves, which the list and the feed tell", async () => {
  const { scene, ana, flowId } = await begins(system(), [look, rest, uno, dos]);
  await isAt(scene, ana, "rest: time");
  await edit(scene, flowId, [rest, uno, dos]);
  await scene.sim.clock.advance(HOUR_MS);
  await ended(scene, flowId, "left");
  const path = `/v1/automations/${flowId}/runs?state=left`;
  const { items } = await insist<{ items: { reason: string }[] }>(scene.ask, "GET", path);
  expect(items).toMatchObject([
    { conversationId: ana.id, reason: expect.stringContaining("look") },
  ]);
  const told = await eventsOf(scene.ask, ["automation.run.ended"]);
  expect(told.at(-1)).toMatchObject({ conversation: { id: ana.id } });
});

it("switched off, runs go on to their end; with stopRunning they are ended, and nothing starts", async () => {
  const one = await begins(system(), [rest, uno, dos]);
  const two = await begins(system(), [rest, uno, dos]);
  await isAt(one.scene, one.ana, "rest: time");
  await isAt(two.scene, two.ana, "rest: time");
  await insist(one.scene.ask, "POST", `/v1/automations/${one.flowId}/disable`);
  const body = { stopRunning: true };
  await insist(two.scene.ask, "POST", `/v1/automations/${two.flowId}/disable`, body);
  await expectSoon(() => statesOf(two.scene, two.flowId)).toEqual(["stopped"]);
  const bruno = two.scene.person("Bruno");
  await bruno.says("Hola");
  await one.scene.sim.clock.advance(HOUR_MS);
  expect((await ended(one.scene, one.flowId)).at(-1)).toBe("dos: applied");
  expect(await statesOf(two.scene, two.flowId)).toEqual(["stopped"]);
});
