import type { Commit } from "../../../src/domain/commit.ts";
import type { Command } from "../../../src/domain/conversation/commands.ts";
import { EVERYTHING } from "../../../src/domain/people/visibility.ts";
import type { Random } from "../../../src/simulator/random.ts";
import { pursue, type PursueOptions } from "../outside/agents.ts";
import { USERS } from "../outside/places.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** People who find what a program would say: they approve it, in its words or their own, throw it away, or let it lie; at times two at once. */
export function createApprovers(options: PursueOptions): (commit: Commit) => void {
  const { world, random } = options;
  const { scheduler, faults } = world;
  const seen = new Set<string>();
  let count = 0;

  return ({ workspaceId, conversationId, conversation }) => {
    const draft = conversation.automation?.draft ?? null;
    if (draft === null || faults.isOver() || seen.has(`${workspaceId} ${draft.id}`)) return;
    seen.add(`${workspaceId} ${draft.id}`);
    if (random.chance(0.2)) return;
    const readers = random.chance(0.3) ? 2 : 1;
    for (const userId of random.shuffle(USERS).slice(0, readers)) {
      const callerKey = `draft-${++count}`;
      const command = drawWord(random, draft.id);
      const ms = random.pick([random.int(1, 30) * SECOND, random.int(1, 30) * MINUTE, 4 * HOUR]);
      scheduler.after(ms, () => {
        const names = { workspaceId, conversationId, userId, callerKey };
        void pursue(options, { ...names, within: EVERYTHING, command, expectedVersion: null });
      });
    }
  };
}

function drawWord(random: Random, draftId: string): Command {
  const draw = random.int(1, 10);
  if (draw <= 5) return { name: "approveDraft", draftId };
  if (draw <= 7) return { name: "approveDraft", draftId, text: "En mis palabras" };
  return { name: "discardDraft", draftId };
}
