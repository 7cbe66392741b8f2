import type { Commit } from "../../../src/domain/commit.ts";
import type { TimerName } from "../../../src/domain/conversation/conversation.ts";
import { lateness, type Patience } from "./promptness.ts";
import type { Verdict } from "./violation.ts";

/** A process's own clock may be off by so much; no deadline fires earlier than that (I6). */
export const EARLY_MS_MAX = 1_000;

export interface TimersWatch {
  onCommitted(commit: Commit): void;
  latestMs(): number;
}

const TIMERS: TimerName[] = ["windowClosing", "windowExpired", "autoClose", "pickup", "automation"];

/**
 * I5 and I6, watched as it happens: a deadline fires neither before its time nor long after it. Time in which nobody could have worked
 * does not count, nor does the time before the deadline was known: a message may arrive days late.
 */
export function watchTimers(options: {
  now: () => number;
  patience: Patience;
  verdict: Verdict;
}): TimersWatch {
  const { now, patience, verdict } = options;
  const armed = new Map<string, { dueAt: number; armedAt: number }>();
  let latestMs = 0;

  const judge = (key: string, dueAt: number): void => {
    const known = armed.get(key);
    const armedAt = known?.dueAt === dueAt ? known.armedAt : now();
    if (now() < dueAt - EARLY_MS_MAX) {
      verdict.broken("I6", `${key} fired ${dueAt - now()} ms before its time`);
    }
    const from = Math.max(dueAt, armedAt);
    if (from >= patience.calmFrom) latestMs = Math.max(latestMs, now() - from);
    const lateMs = lateness(from, now(), patience);
    if (lateMs !== null) verdict.broken("I5", `${key} fired ${lateMs} ms late`);
  };

  return {
    onCommitted({ workspaceId, conversationId, conversation, fired }) {
      for (const { entry } of fired) {
        if (entry.input.kind !== "timer") continue;
        judge(`${workspaceId} ${conversationId} ${entry.input.timer}`, entry.input.dueAt);
      }
      for (const timer of TIMERS) {
        const key = `${workspaceId} ${conversationId} ${timer}`;
        const dueAt = conversation.facts.timers[timer];
        if (dueAt === null) armed.delete(key);
        else if (armed.get(key)?.dueAt !== dueAt) armed.set(key, { dueAt, armedAt: now() });
      }
    },
    latestMs: () => latestMs,
  };
}
