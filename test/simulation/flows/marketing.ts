import type { Random } from "../../../src/simulator/random.ts";
import type { World } from "../core/life.ts";
import type { Begun } from "../../../src/http/automations/begin-run.ts";
import type { FlowTurn, FlowTurned } from "../engine/save-flow.ts";
import { STARTER, type AskedStart } from "../engine/start-flow.ts";
import type { AskedBegin, Ledger } from "../outside/ledger.ts";
import { WORKSPACES } from "../outside/places.ts";
import type { Reply } from "../outside/request.ts";
import { secretOf } from "./hook.ts";
import { drawDefinition, drawTrait, type FlowTrait } from "./draw-flow.ts";

export interface MarketingOptions {
  world: World;
  random: Random;
  turn: (
    place: { workspaceId: string; flowId: string },
    turn: FlowTurn,
  ) => Promise<Reply<FlowTurned>>;
  ledger: Ledger;
  start: (asked: AskedStart) => Promise<Reply<Begun | null>>;
  conversationsOf: (workspaceId: string) => readonly string[];
  spanMs: number;
}

/**
 * Whoever builds flows: some at the beginning, some later, and at any time they are edited, switched off with their runs or without, switched
 * on again, and started by hand. Both workspaces give their flows the same names.
 */
export function planMarketing(options: MarketingOptions): FlowTrait[] {
  const { world, random, spanMs } = options;
  const { scheduler } = world;
  const traits: FlowTrait[] = [];
  for (const workspaceId of WORKSPACES) {
    const ids = Array.from({ length: random.int(3, 7) }, (_, number) => `flow${number + 1}`);
    for (const id of ids) {
      const trait = drawTrait(random, workspaceId, id);
      traits.push(trait);
      const write = (): FlowTurn => ({
        kind: "write",
        definition: drawDefinition(random, trait, ids),
        secret: secretOf(workspaceId),
      });
      const begunAt = random.chance(0.7) ? 0 : random.int(0, spanMs / 2);
      scheduler.after(begunAt, () => void pursue(options, trait, write()));
      for (let changes = random.int(0, 4); changes > 0; changes--) {
        scheduler.after(random.int(begunAt, spanMs), () => {
          void pursue(options, trait, random.chance(0.5) ? write() : drawSwitch(random));
        });
      }
    }
  }
  planStarts(options, traits);
  return traits;
}

function drawSwitch(random: Random): FlowTurn {
  return { kind: "switch", on: random.chance(0.6), stopRunning: random.chance(0.5) };
}

async function pursue(
  { world: { scheduler, trace }, random, turn }: MarketingOptions,
  { workspaceId, id: flowId }: FlowTrait,
  wanted: FlowTurn,
): Promise<void> {
  for (;;) {
    const reply = await turn({ workspaceId, flowId }, wanted);
    const word = reply.kind === "answer" ? reply.value : reply.kind;
    trace.note("marketing", `${workspaceId} ${flowId} ${wanted.kind}`, word);
    if (word === "done") return;
    await scheduler.sleep(random.int(500, 60_000));
  }
}

/** Somebody presses the button, and again when nothing seems to happen. */
function planStarts(options: MarketingOptions, traits: readonly FlowTrait[]): void {
  const { world, random, ledger, start, conversationsOf, spanMs } = options;
  const { scheduler, trace } = world;
  const byHand = traits.filter(({ start: { on } }) => on === "manual");
  if (byHand.length === 0) return;
  for (let number = random.int(5, 20); number > 0; number--) {
    const { workspaceId, id: flowId } = random.pick(byHand);
    const callerKey = `press-${number}`;
    scheduler.after(random.int(0, spanMs), async () => {
      const conversations = conversationsOf(workspaceId);
      if (conversations.length === 0) return;
      const asked = { workspaceId, flowId, callerKey, conversationId: random.pick(conversations) };
      const sent: AskedBegin = { asked, asker: STARTER, begun: [] };
      ledger.starts.push(sent);
      for (;;) {
        const reply = await start(asked);
        trace.note("marketing", `start ${flowId}`, reply.kind);
        if (reply.kind === "answer" && reply.value !== null) sent.begun.push(reply.value);
        if (reply.kind === "answer" && !random.chance(0.3)) return;
        await scheduler.sleep(random.int(500, 600_000));
      }
    });
  }
}
