/** Messages of flows that stood in the queue and never arrived: the run has gone on, and other flows may take it up. */
import { expect, it } from "vitest";
import { timeline } from "../acceptance/inbox.ts";
import { useOneWholeSystem, type WholeSystem } from "../acceptance/whole-system.ts";
import { expectSoon } from "../support/expect-soon.ts";
import { ended, HOUR_MS, tag, tagsOf } from "./support/begins.ts";
import { aScene, looksOf, phoneOf, says, type Scene } from "./support/scene.ts";

const system = useOneWholeSystem();

const ON_WORD = { on: "message.received", match: { kind: "keyword", words: ["empieza"] } };
const SAY = { id: "say", do: "send", messages: [says("Hola")], next: "dicho" };

type Fault = Parameters<WholeSystem["sim"]["faults"]["inject"]>[0];
const breaks = ({ sim, line: { phoneNumberId } }: Scene, fault: Fault, times = Infinity) =>
  sim.faults.inject(fault, { phoneNumberId, times });

const WAYS: [string, string, (scene: Scene) => void, (scene: Scene) => Promise<unknown>][] = [
  [
    "WhatsApp refuses it for good",
    "recipient",
    (scene) => breaks(scene, { kind: "error", code: 131_026 }, 1),
    async () => {},
  ],
  [
    "WhatsApp takes it and gives it up later",
    "recipient",
    (scene) => breaks(scene, { kind: "fail_later", code: 131_026 }, 1),
    async () => {},
  ],
  [
    "the window shuts before it can leave",
    "window_expired",
    (scene) => breaks(scene, { kind: "error", code: 130_429 }),
    ({ sim }) => sim.clock.advance(24 * HOUR_MS),
  ],
];

it.each(WAYS)(
  "%s: the run has gone on, and message.failed starts others",
  async (_, why, breaking, then) => {
    const scene = await aScene(system());
    const asking = await scene.flow({ start: ON_WORD, first: "say", steps: [SAY, tag("dicho")] });
    const watching = await scene.flow({
      start: { on: "message.failed" },
      first: "mal",
      steps: [tag("mal")],
    });
    const ana = scene.person();
    await ana.says("Hola");
    breaking(scene);
    await ana.says("Empieza");
    expect(await ended(scene, asking)).toEqual(["say: queued", "dicho: applied"]);
    await then(scene);
    await ended(scene, watching);
    expect((await tagsOf(scene, ana)).toSorted()).toEqual(["dicho", "mal"]);
    const sent = (await timeline(scene.ask, ana.id)).find(
      ({ direction }) => direction === "outgoing",
    );
    expect(sent).toMatchObject({ status: "failed", failure: why });
    expect(phoneOf(ana)).toEqual([]);
  },
);

it("a flow does not start by the failure of what it said itself", async () => {
  const scene = await aScene(system());
  await scene.flow({ start: ON_WORD, first: "say", steps: [{ ...SAY, next: null }] });
  const again = { start: { on: "message.failed" }, first: "say", steps: [SAY, tag("dicho")] };
  const flowId = await scene.flow(again);
  const ana = scene.person();
  breaks(scene, { kind: "error", code: 131_026 }, 2);
  await ana.says("Empieza");
  await expectSoon(async () => (await looksOf(scene, ana.id, flowId)).length).toBe(2);
  const looks = await looksOf(scene, ana.id, flowId);
  expect(looks.map(({ verdict, reason }) => reason ?? verdict)).toEqual(["own_event", "started"]);
});
