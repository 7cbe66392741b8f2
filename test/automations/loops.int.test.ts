/** Flows that start one another, and too many at once (Q60): over HTTP, with what the looks say afterwards. */
import { expect, it } from "vitest";
import { useOneWholeSystem } from "../acceptance/whole-system.ts";
import { expectSoon } from "../support/expect-soon.ts";
import { HOUR_MS, ON_START } from "./support/begins.ts";
import { aScene, looksOf, runsOf, statesOf } from "./support/scene.ts";

const system = useOneWholeSystem();

/** The deepest start that automations may bring about, and the most runs of one conversation: as docs/automations.md has them. */
const DEPTH_MAX = 5;
const RUNS_MAX = 20;

const onTag = (name: string) => ({ on: "conversation.tagged", tags: [name] });

it("two flows that start each other for ever by their tags are cut five starts deep, and it is said of which", async () => {
  const scene = await aScene(system());
  const throwing = (start: object, takes: string, gives: string) =>
    scene.flow({
      start,
      first: "take",
      steps: [
        { id: "take", do: "untag", tags: [takes], next: "give" },
        { id: "give", do: "tag", tags: [gives] },
      ],
    });
  await throwing(ON_START, "ping", "ping");
  const ping = await throwing(onTag("ping"), "ping", "pong");
  const pong = await throwing(onTag("pong"), "pong", "ping");
  const ana = scene.person();
  await ana.says("Hola");
  await expectSoon(async () => (await looksOf(scene, ana.id, ping)).length).toBe(3);
  const looks = [...(await looksOf(scene, ana.id, ping)), ...(await looksOf(scene, ana.id, pong))];
  const cut = looks.filter(({ verdict }) => verdict !== "started");
  expect(cut).toMatchObject([{ verdict: "skipped", reason: "too_deep" }]);
  expect(looks.length - cut.length).toBe(DEPTH_MAX);
  const states = [...(await statesOf(scene, ping)), ...(await statesOf(scene, pong))];
  expect(states).toEqual(Array.from({ length: DEPTH_MAX }, () => "completed"));
});

it("flows that start each other by a step are cut as deep, and the contact may set them off again", async () => {
  const scene = await aScene(system());
  const ids: string[] = [];
  for (let level = DEPTH_MAX + 2; level >= 0; level--) {
    const last = ids.at(-1);
    const step =
      last === undefined
        ? { id: "go", do: "note", text: "el último" }
        : { id: "go", do: "startFlow", flowId: last };
    const start =
      level === 0 ? { on: "message.received", match: { kind: "any" } } : { on: "manual" };
    ids.push(await scene.flow({ start, first: "go", steps: [step] }));
  }
  const inOrder = ids.toReversed();
  const ana = scene.person();
  for (const times of [1, 2]) {
    await ana.says("Hola");
    const started = async () =>
      (await Promise.all(inOrder.map((id) => runsOf(scene, id)))).map(({ length }) => length);
    const reached = inOrder.map((_, depth) => (depth <= DEPTH_MAX ? times : 0));
    await expectSoon(started).toEqual(reached);
    const [look] = await looksOf(scene, ana.id, inOrder[DEPTH_MAX + 1]!);
    expect(look).toMatchObject({ verdict: "skipped", reason: "too_deep" });
  }
});

it("a conversation has twenty runs under way: one more does not start, until one has ended", async () => {
  const scene = await aScene(system());
  const flowId = await scene.flow({
    start: { on: "message.received", match: { kind: "any" } },
    reentry: "parallel",
    first: "rest",
    steps: [{ id: "rest", do: "wait", for: { kind: "duration", ms: HOUR_MS } }],
  });
  const ana = scene.person();
  for (let count = 1; count <= RUNS_MAX + 1; count++) await ana.says(`Mensaje ${count}`);
  const looks = await looksOf(scene, ana.id, flowId);
  expect(looks.map(({ verdict }) => verdict)).toEqual([
    "skipped",
    ...Array.from({ length: RUNS_MAX }, () => "started"),
  ]);
  expect(looks[0]).toMatchObject({ reason: "too_many_runs" });
  await scene.sim.clock.advance(HOUR_MS);
  await expectSoon(async () => new Set(await statesOf(scene, flowId))).toEqual(
    new Set(["completed"]),
  );
  await ana.says("¿Sigue?");
  const [look] = await looksOf(scene, ana.id, flowId);
  expect(look).toMatchObject({ verdict: "started" });
});
