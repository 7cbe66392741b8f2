import type { Command } from "../../../src/domain/conversation/commands.ts";
import { EVERYTHING } from "../../../src/domain/people/visibility.ts";
import type { Random } from "../../../src/simulator/random.ts";
import type { FlowTrait } from "./draw-flow.ts";
import { pursue, type AgentsOptions } from "../outside/agents.ts";
import { USERS, WORKSPACES } from "../outside/places.ts";

/** People who stop bots in the middle of what they say, give conversations back to them, and end their runs. */
export function planSupervisors(options: AgentsOptions, traits: readonly FlowTrait[]): void {
  const { world, random, conversationsOf, spanMs } = options;
  const { scheduler } = world;
  const flowIds = traits.map(({ id }) => id);
  for (let number = random.int(10, 40); number > 0; number--) {
    scheduler.after(random.int(0, spanMs), () => {
      const workspaceId = random.pick(WORKSPACES);
      const conversations = conversationsOf(workspaceId);
      if (conversations.length === 0) return;
      void pursue(options, {
        workspaceId,
        userId: random.pick(USERS),
        within: EVERYTHING,
        callerKey: `driver-${number}`,
        conversationId: random.pick(conversations.slice(-random.int(1, 40))),
        command: drawCommand(random, { flowIds, now: scheduler.now() }),
        expectedVersion: null,
      });
    });
  }
}

function drawCommand(
  random: Random,
  { flowIds, now }: { flowIds: readonly string[]; now: number },
): Command {
  const draw = random.int(1, 10);
  if (draw <= 2) return { name: "pauseAutomations" };
  if (draw <= 8) return { name: "resumeAutomations" };
  return { name: "stopRuns", which: { kind: "flow", flowId: random.pick(flowIds), before: now } };
}
