import { ENGINE } from "../../../src/domain/actor.ts";
import { NOTHING_AUTOMATED, type Commit } from "../../../src/domain/commit.ts";
import { timerKey } from "../../../src/domain/intake/intake.ts";
import type { Mailbox } from "../../../src/store/conversation-store.ts";
import { aLog } from "../../support/automation-builders.ts";
import { commitOf } from "../../support/plain-step.ts";
import type { Turn } from "./operations.ts";

/** The plain commit of a mailbox, varied as the operation says. */
export function turnOf(mailbox: Mailbox, turn: Turn, now: number): Commit {
  const plain = commitOf(mailbox, { at: now });
  const applied = plain.applied.map((entry) => ({
    ...entry,
    outcome: turn.outcome ?? entry.outcome,
  }));
  // Without a step there is nothing to write but outcomes, and what flows thought of it.
  const automation = turn.automated ? logOf(plain, now) : NOTHING_AUTOMATED;
  if (plain.conversation.version === plain.expectedVersion)
    return { ...plain, applied, automation };
  const { facts } = plain.conversation;
  const timers = { ...facts.timers };
  for (const name of ["windowExpired", "pickup"] as const) {
    const offset = turn.timers[name];
    if (offset !== undefined) timers[name] = offset === null ? null : now + offset;
  }
  const conversation = {
    ...plain.conversation,
    facts: { ...facts, timers, ownerId: turn.owner === null ? null : `user-${turn.owner}` },
    lastActivityAt: turn.listed ? plain.conversation.lastActivityAt : null,
  };
  return {
    ...plain,
    conversation,
    applied,
    automation,
    fired: turn.fires ? [firing(plain, now)] : [],
  };
}

function logOf({ conversationId, conversation, expectedVersion }: Commit, at: number) {
  const { version } = conversation;
  const log = aLog(conversationId, { version, at });
  return version === expectedVersion ? { ...NOTHING_AUTOMATED, evaluations: log.evaluations } : log;
}

function firing(commit: Commit, now: number): Commit["fired"][number] {
  const { workspaceId, conversationId, conversation } = commit;
  const { version } = conversation;
  const timer = "pickup" as const;
  const key = timerKey(conversationId, { timer, dueAt: now, version });
  return {
    entry: {
      workspaceId,
      conversationId,
      key,
      seq: 0,
      occurredAt: now,
      receivedAt: now,
      cause: { kind: "timer", id: key, actor: ENGINE },
      input: { kind: "timer", timer, dueAt: now },
    },
    applied: {
      key,
      version,
      at: now,
      settingsVersion: 1,
      contactOwnerId: null,
      outcome: { kind: "applied" },
    },
  };
}
