import { ENGINE, type Actor, type Cause } from "../../domain/actor.ts";
import { automationKey, startKey, type Run, type RunId } from "../../domain/automation/run.ts";
import type { Command } from "../../domain/conversation/commands.ts";
import type { FlowId } from "../../domain/automation/flow.ts";
import type { EntryInput } from "../../domain/intake/intake.ts";
import { effectOf } from "./records.ts";

/** An entry that a run brings about, to be applied in the same turn. */
export interface Queued {
  key: string;
  cause: Cause;
  input: EntryInput;
  /** It is applied only while this run still waits for what this effect comes to. */
  awaited: { runId: RunId; effectId: string } | null;
}

/** A command that is the present step of a run. */
export function queuedCommand(run: Run, command: Command): Queued {
  const effectId = effectOf(run);
  const key = automationKey(effectId);
  const input = { kind: "command", command } as const;
  return { key, cause: causeOf(run, key), input, awaited: { runId: run.id, effectId } };
}

/** One that is given beside the step, and that nobody waits for. */
export function queuedAside(run: Run, command: Command): Queued {
  const key = automationKey(`${effectOf(run)}/${command.name}`);
  const input = { kind: "command", command } as const;
  return { key, cause: causeOf(run, key), input, awaited: null };
}

/** Another flow that a run starts in its conversation. */
export function queuedStart(run: Run, flowId: FlowId): Queued {
  const trigger = { type: "flow", id: effectOf(run) };
  const key = startKey(flowId, trigger.id);
  const input = { kind: "start", flowId, trigger, vars: run.vars } as const;
  return { key, cause: causeOf(run, key), input, awaited: null };
}

/** What a run does is one start further from the world than the run. */
export function depthBehind(run: Run): number {
  return run.depth + 1;
}

function causeOf(run: Run, key: string): Cause {
  const actor: Actor = { kind: "automation", id: run.flowId };
  return { kind: "automation", id: key, actor, depth: depthBehind(run) };
}

/** What automations have under way from this version of the conversation on. */
export function queuedState(
  { conversationId, version }: { conversationId: string; version: number },
  input: EntryInput & { kind: "automation" },
): Queued {
  const key = automationKey(`${conversationId}/${version}`);
  return { key, cause: { kind: "automation", id: key, actor: ENGINE }, input, awaited: null };
}
