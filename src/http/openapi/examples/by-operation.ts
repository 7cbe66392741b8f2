import { ENDPOINT, LINE_EXAMPLE } from "./settings.ts";
import { BRUNO } from "./story.ts";

/** Of bodies, by `operationId`: those that zod writes without theirs, because they are read into something else (a time into a number). */
export const BODY_EXAMPLES: Readonly<Record<string, unknown>> = {
  createActivity: { contactId: BRUNO, type: "call", dueAt: "2026-11-24T15:00:00Z" },
  putActivity: { contactId: BRUNO, type: "call", dueAt: "2026-11-24T15:00:00Z" },
  createTask: { contactId: BRUNO, title: "Send the offer" },
  putTask: { contactId: BRUNO, title: "Send the offer" },
};

/** Of successes, by `operationId`: those that are a named schema and something more. */
export const ANSWER_EXAMPLES: Readonly<Record<string, unknown>> = {
  createEndpoint: { ...ENDPOINT, secret: "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD" },
  putLine: { ...LINE_EXAMPLE, replayed: 0 },
};
