import { z } from "zod";
import type { UserId, WorkspaceId } from "../ids.ts";
import { noted } from "../sending/outgoing/written.ts";
import { conditionSchema } from "./condition.ts";
import { REENTRIES, runPolicySchema, scopeSchema, startEventSchema } from "./start-event.ts";
import { stepIdSchema, stepSchema } from "./step.ts";

export type FlowId = string;

/** Steps of one flow. */
export const STEPS_MAX = 200;

/** A flow as people write it (R14.1): what starts it, and its steps. `first` names the step it begins with. */
export const flowDefinitionSchema = z.strictObject({
  name: noted(120),
  description: noted(2_000).nullable().default(null),
  start: startEventSchema,
  scope: scopeSchema.default({ channels: null, lines: null, adIds: null }),
  /** Asked when the start event has come; the flow starts only if it holds. */
  when: conditionSchema.nullable().default(null),
  runPolicy: runPolicySchema.default({ kind: "always" }),
  reentry: z.enum(REENTRIES).default("skip"),
  /** Whether a run ends when the conversation is closed (Q53). Not said: only if it waits in order to send. */
  stopWhenClosed: z.boolean().nullable().default(null),
  /** Whether it gives the talking back to automations when it starts while a person talks (Q50): its author's word for `resumeAutomations`. */
  takesOver: z.boolean().default(false),
  first: stepIdSchema,
  steps: z.array(stepSchema).min(1).max(STEPS_MAX),
});
export type FlowDefinition = z.infer<typeof flowDefinitionSchema>;

/** A definition as a store has it. What none could say yet when it was written has its default. */
export function storedDefinition(text: string): FlowDefinition {
  const stored = JSON.parse(text) as Omit<FlowDefinition, "takesOver"> & { takesOver?: boolean };
  return { ...stored, takesOver: stored.takesOver ?? false };
}

/** A flow of a workspace. Its definitions are immutable versions; at most one of them is live. */
export interface Flow {
  workspaceId: WorkspaceId;
  id: FlowId;
  /** Of the newest version. */
  name: string;
  newestVersion: number;
  /** The one that starts runs; null: switched off (Q63). */
  liveVersion: number | null;
  /** When it was last switched on; the order of the start of several flows is that of `createdAt` (Q57). */
  liveSince: number | null;
  /** Set while its runs are being ended (`stopRunning`). */
  stopRunsBefore: number | null;
  /** Hash of the secret in the address of an incoming call; null: there is none. */
  hookHash: string | null;
  /** What its webhooks and responders are signed with, `whsec_...`, newest first; two while a rotation lasts. Shown once, to whoever makes it. */
  secrets: { value: string; validUntil: number | null }[];
  /** Counts the changes; compared at each (`If-Match`). */
  revision: number;
  createdAt: number;
  updatedAt: number;
}

export interface FlowVersion {
  workspaceId: WorkspaceId;
  flowId: FlowId;
  version: number;
  definition: FlowDefinition;
  createdBy: UserId | null;
  createdAt: number;
}
