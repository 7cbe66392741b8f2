import type { Random } from "../../../src/simulator/random.ts";
import type { World } from "../core/life.ts";
import type { Customers } from "./customers.ts";
import type { Ledger } from "./ledger.ts";
import { WORKSPACES } from "./places.ts";
import type { Reply } from "./request.ts";

/** In half of the workspaces somebody repairs, after a while, the endpoint that wanted nothing any more, and has it catch up. */
export function planOperators(options: {
  world: World;
  random: Random;
  ledger: Ledger;
  customers: Customers;
  /** Switches an endpoint on and replays what it missed. */
  switchOn: (workspaceId: string, endpointId: string) => Promise<Reply<void>>;
  spanMs: number;
}): void {
  const { world, random, ledger, customers, switchOn, spanMs } = options;
  const { scheduler, trace } = world;

  const care = async (workspaceId: string): Promise<void> => {
    for (;;) {
      const reply = await switchOn(workspaceId, "ep_gone");
      trace.note("operator", `${workspaceId} ep_gone`, reply.kind);
      if (reply.kind === "answer") return;
      await scheduler.sleep(random.int(500, 60_000));
    }
  };

  for (const workspaceId of WORKSPACES) {
    if (random.chance(0.5)) continue;
    scheduler.after(random.int(spanMs / 4, spanMs), () => {
      customers.repair(workspaceId, "ep_gone");
      ledger.replayed.add(`${workspaceId} ep_gone`);
      void care(workspaceId);
    });
  }
}
