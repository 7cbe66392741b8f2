import { insist } from "../../acceptance/inbox.ts";
import type { WholeSystem } from "../../acceptance/whole-system.ts";
import { expectSoon } from "../../support/expect-soon.ts";
import { aScene, pathOf, runsOf, statesOf, underWay, type Person, type Scene } from "./scene.ts";

export const HOUR_MS = 3_600_000;
export const ON_START = { on: "conversation.started_by_contact" };

/** A flow that starts when Ana writes for the first time. */
export async function begins(
  system: WholeSystem,
  steps: object[],
  { start = ON_START, settings = {} } = {},
) {
  const scene = await aScene(system, settings);
  const [{ id: first }] = steps as [{ id: string }];
  const flowId = await scene.flow({ start, first, steps });
  const ana = scene.person();
  await ana.says("Hola");
  return { scene, ana, flowId };
}

/** It has ended so, by the way of these steps. */
export async function ended(scene: Scene, flowId: string, state = "completed"): Promise<string[]> {
  await expectSoon(() => statesOf(scene, flowId)).toEqual([state]);
  const [run] = await runsOf(scene, flowId);
  return pathOf(scene, run!);
}

/** Stands at this step, and waits for that. */
export const isAt = (scene: Scene, { id }: Person, place: string) =>
  expectSoon(async () => {
    const [run] = (await underWay(scene, id)).runs;
    return `${run?.step}: ${run?.waitsFor.kind}`;
  }).toBe(place);
/** A step that leaves a tag of its own name behind. */
export const tag = (name: string) => ({ id: name, do: "tag", tags: [name] });
export const tagsOf = async ({ ask }: Scene, { id }: Person) =>
  (await insist<{ tags: string[] }>(ask, "GET", `/v1/conversations/${id}`)).tags;
