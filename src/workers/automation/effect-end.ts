import type { EffectResult } from "../../domain/automation/effect.ts";
import type { Command } from "../../domain/conversation/commands.ts";

/** What carrying an effect out came to. */
export type EffectEnd =
  | { kind: "result"; result: EffectResult }
  /** What the conversation is asked for in the flow's name; its outcome is that of the step. */
  | { kind: "command"; command: Command }
  | Again
  /** Not tried at all: too many others are at the same endpoint. */
  | { kind: "busy" };

/** It came to nothing, for a cause that passes. */
export interface Again {
  kind: "again";
  /** What is told when the tries are used up. */
  code: string;
  detail: string;
  /** Waits before each further try; there are no others. */
  waits: readonly number[];
  /** How long the other side asks us to wait; null when it says nothing. */
  askedMs: number | null;
}

export function failed(code: string, detail: string): EffectEnd {
  return { kind: "result", result: { kind: "failed", code, detail } };
}

export function done(vars: Record<string, string> = {}): EffectEnd {
  return { kind: "result", result: { kind: "done", vars } };
}
