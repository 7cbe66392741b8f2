import type { Random } from "../../../src/simulator/random.ts";
import type { World } from "../core/life.ts";
import type { Graph } from "./graph.ts";
import type { Reply } from "./request.ts";

const HOUR = 3_600_000;

export interface MendersOptions {
  world: World;
  random: Random;
  graph: Pick<Graph, "renew">;
  resume: (line: { workspaceId: string; lineId: string }) => Promise<Reply<void>>;
}

/** Somebody who reads that a line has stopped: sooner or later they mend it, and order it to go on. Returns what to call then. */
export function createMender({
  world,
  random,
  graph,
  resume,
}: MendersOptions): (workspaceId: string, lineId: string) => void {
  const { scheduler, trace } = world;
  const mend = async (workspaceId: string, lineId: string): Promise<void> => {
    await scheduler.sleep(random.int(1_000, random.pick([1, 4, 30]) * HOUR));
    // Now and then they order before they have mended, and it stops again.
    if (random.chance(0.8)) graph.renew(lineId);
    for (;;) {
      const reply = await resume({ workspaceId, lineId });
      trace.note("admin", `resume ${lineId}`, reply.kind);
      if (reply.kind === "answer") return;
      await scheduler.sleep(random.int(500, 60_000));
    }
  };
  return (workspaceId, lineId) => void mend(workspaceId, lineId);
}
