import { z } from "zod";
import { flowDefinitionSchema, type Flow, type FlowVersion } from "../../domain/automation/flow.ts";
import { iso, isoOrNull, timeSchema } from "../schemas.ts";
import { secretSchema } from "../endpoint-input.ts";
import { DEFINITION_EXAMPLE } from "./flow-example.ts";

export const definitionSchema = flowDefinitionSchema.meta({
  id: "AutomationDefinition",
  description:
    "What starts a flow, and its steps. `GET /v1/automations/schema` has it as JSON Schema.",
  examples: [DEFINITION_EXAMPLE],
});

const summaryMembers = {
  id: z.string(),
  name: z.string().meta({ description: "Of the newest version." }),
  newestVersion: z.int(),
  liveVersion: z
    .int()
    .nullable()
    .meta({ description: "The one that starts runs; null: it is switched off." }),
  liveSince: timeSchema.nullable().meta({ description: "When it was last switched on." }),
  isStopping: z.boolean().meta({ description: "Its runs are being ended (`stopRunning`)." }),
  hasHook: z.boolean().meta({ description: "Whether it has an address for calls from outside." }),
  createdAt: timeSchema,
  updatedAt: timeSchema,
};

const SUMMARY_EXAMPLE = {
  id: "flow_0k2f7v9c1m3n5p7q9s1u",
  name: "Bienvenida",
  newestVersion: 2,
  liveVersion: 1,
  liveSince: "2026-11-22T21:48:00.000Z",
  isStopping: false,
  hasHook: false,
  createdAt: "2026-11-20T09:00:00.000Z",
  updatedAt: "2026-11-22T21:48:00.000Z",
};
const FLOW_EXAMPLE = {
  ...SUMMARY_EXAMPLE,
  newest: { version: 2, definition: DEFINITION_EXAMPLE },
  live: { version: 1, definition: DEFINITION_EXAMPLE },
};

/** One in a list. */
export const flowSummarySchema = z
  .object(summaryMembers)
  .meta({ id: "AutomationSummary", examples: [SUMMARY_EXAMPLE] });

const versionedSchema = z
  .object({ version: z.int(), definition: definitionSchema })
  .meta({ id: "AutomationVersionOf" });

export const flowSchema = z
  .object({
    ...summaryMembers,
    newest: versionedSchema,
    live: versionedSchema.nullable(),
  })
  .meta({ id: "Automation", examples: [FLOW_EXAMPLE] });

/** A new one, with the secret that is shown once. */
export const createdFlowSchema = flowSchema.extend({ secret: secretSchema }).meta({
  id: "CreatedAutomation",
  examples: [{ ...FLOW_EXAMPLE, secret: "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD" }],
});

export function flowSummary(flow: Flow): z.infer<typeof flowSummarySchema> {
  const { id, name, newestVersion, liveVersion, liveSince, stopRunsBefore, hookHash } = flow;
  return {
    id,
    name,
    newestVersion,
    liveVersion,
    liveSince: isoOrNull(liveSince),
    isStopping: stopRunsBefore !== null,
    hasHook: hookHash !== null,
    createdAt: iso(flow.createdAt),
    updatedAt: iso(flow.updatedAt),
  };
}

export function flowView(
  flow: Flow,
  { newest, live }: { newest: FlowVersion; live: FlowVersion | null },
): z.infer<typeof flowSchema> {
  return {
    ...flowSummary(flow),
    newest: versioned(newest),
    live: live === null ? null : versioned(live),
  };
}

function versioned({ version, definition }: FlowVersion): z.infer<typeof versionedSchema> {
  return { version, definition };
}
