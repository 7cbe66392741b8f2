import { z } from "zod";
import { contactFieldKeySchema } from "../contact/contact-fields.ts";
import { tagListSchema } from "../conversation/tag.ts";
import { reasonCodeSchema } from "../conversation/reason-code.ts";
import { noted } from "../sending/outgoing/written.ts";
import { conditionSchema } from "./condition.ts";
import { flowMessageSchema, flowTemplateSchema } from "./message.ts";
import { patternSchema } from "./text-match.ts";

const DAY_MS = 86_400_000;

/** The name of a step: stable over the versions of its flow, for live runs are matched by it (R14.7). */
export const stepIdSchema = z
  .string()
  .regex(
    /^[A-Za-z][A-Za-z0-9_-]{0,63}$/,
    "must be a letter, then at most 63 letters, digits, _ or -",
  );
export type StepId = string;

/** Where it goes on; null, or not said: the run ends here. */
const next = stepIdSchema.nullable().default(null);
const id = stepIdSchema;
const variableName = z
  .string()
  .regex(/^[a-z][A-Za-z0-9_]{0,63}$/, "must be a small letter, then letters, digits or _");
const waitMs = z
  .int()
  .min(1_000)
  .max(90 * DAY_MS);
const text = noted(1_000);

/** What happens to a message by hand when the window is shut (Q59). */
const whenWindowShutSchema = z.discriminatedUnion("kind", [
  /** The step fails visibly, and the run with it. */
  z.strictObject({ kind: z.literal("fail") }),
  z.strictObject({ kind: z.literal("branch"), next }),
  z.strictObject({ kind: z.literal("template"), template: flowTemplateSchema }),
]);
const whenWindowShut = whenWindowShutSchema.default({ kind: "fail" });

/** What an answer must be. Text is trimmed; a number, e-mail, phone and date are kept in their normal form. */
const expectSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.enum(["any", "text", "number", "email", "phone", "date", "media"]) }),
  /** The id or title of one of these, tapped or typed. */
  z.strictObject({
    kind: z.literal("choice"),
    choices: z
      .array(
        z.strictObject({
          id: z.string().min(1).max(256),
          words: z.array(z.string().min(1).max(64)).max(20),
          next,
        }),
      )
      .min(1)
      .max(10),
  }),
  z.strictObject({ kind: z.literal("pattern"), pattern: patternSchema }),
]);
export type Expectation = z.infer<typeof expectSchema>;

/** Whose turn it is (Q42): users of these who are active, have an inbox, and receive at present. */
const amongSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("role"), roleId: z.string().min(1).max(128) }),
  z.strictObject({ kind: z.literal("team"), teamId: z.string().min(1).max(128) }),
  z.strictObject({
    kind: z.literal("users"),
    userIds: z.array(z.string().min(1).max(128)).min(1).max(100),
  }),
]);
export const assigneeSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("user"), userId: z.string().min(1).max(128) }),
  z.strictObject({ kind: z.literal("contactOwner") }),
  z.strictObject({
    kind: z.literal("pick"),
    among: amongSchema,
    by: z.enum(["roundRobin", "fewestOpen"]),
  }),
]);
export type Assignee = z.infer<typeof assigneeSchema>;

/** A contact's field or a record's, with placeholders in the text. */
const valueText = z.string().max(1_000);

/** What a step may do. Every step has an id of its own; whatever branches names the step of each branch. */
export const stepSchema = z.discriminatedUnion("do", [
  // Decisions.
  z.strictObject({ id, do: z.literal("decide"), if: conditionSchema, yes: next, no: next }),
  z.strictObject({
    id,
    do: z.literal("split"),
    /** By chance, in proportion to the weights. */
    branches: z
      .array(z.strictObject({ weight: z.int().min(1).max(1_000), next }))
      .min(2)
      .max(10),
  }),
  // What the contact sees.
  z.strictObject({
    id,
    do: z.literal("send"),
    messages: z.array(flowMessageSchema).min(1).max(10),
    whenWindowShut,
    next,
  }),
  z.strictObject({ id, do: z.literal("sendTemplate"), template: flowTemplateSchema, next }),
  z.strictObject({
    id,
    do: z.literal("ask"),
    message: flowMessageSchema,
    expect: expectSchema,
    /** Said before the question is repeated. */
    whenInvalid: flowMessageSchema.nullable().default(null),
    repeats: z.int().min(0).max(5).default(2),
    timeoutMs: waitMs,
    saveAs: variableName.nullable().default(null),
    whenWindowShut,
    /** Of a valid answer; a choice may have its own. */
    next,
    onInvalid: next,
    onTimeout: next,
  }),
  // What the team sees.
  z.strictObject({
    id,
    do: z.literal("assign"),
    to: assigneeSchema,
    /** Leaves it with whom it has already. */
    onlyIfUnassigned: z.boolean().default(true),
    markUnread: z.boolean().default(false),
    next,
    /** Nobody can have it: it stays, or becomes, nobody's. */
    onNobody: next,
  }),
  z.strictObject({ id, do: z.enum(["unassign", "reopen", "markUnread"]), next }),
  z.strictObject({ id, do: z.enum(["tag", "untag"]), tags: tagListSchema, next }),
  z.strictObject({ id, do: z.literal("note"), text, next }),
  z.strictObject({
    id,
    do: z.literal("close"),
    description: text,
    reasonCode: reasonCodeSchema,
    rearm: z.boolean().default(true),
    next,
  }),
  // The CRM.
  z.strictObject({
    id,
    do: z.literal("setField"),
    field: contactFieldKeySchema,
    value: valueText,
    next,
    onFail: next,
  }),
  /** Makes the person a contact of the CRM, or associates the one whose number it is (R14.4, Q64). */
  z.strictObject({
    id,
    do: z.literal("createContact"),
    firstName: valueText,
    lastName: valueText,
    next,
    onFail: next,
  }),
  z.strictObject({
    id,
    do: z.literal("createRecord"),
    record: z.enum(["opportunity", "task"]),
    title: valueText,
    /** An opportunity's; of a task it is not allowed. */
    stage: valueText.nullable().default(null),
    /** A task's, counted from this step; of an opportunity it is not allowed. */
    dueInMs: waitMs.nullable().default(null),
    owner: z.enum(["conversationOwner", "contactOwner", "nobody"]).default("conversationOwner"),
    next,
    onFail: next,
  }),
  // The world.
  z.strictObject({
    id,
    do: z.literal("webhook"),
    url: z.url().max(2_048),
    /** Names under which members of the answer (`a.b.c`) are kept as variables. */
    save: z.record(variableName, z.string().min(1).max(200)).default({}),
    next,
    onFail: next,
  }),
  /** Somebody else's program answers the contact: an AI agent for instance (R12.1 to R12.6). */
  z.strictObject({
    id,
    do: z.literal("respond"),
    url: z.url().max(2_048),
    /** `draft`: a person approves each answer before it is sent (R12.5). */
    mode: z.enum(["direct", "draft"]),
    /** Ends when the contact has not written for so long. */
    timeoutMs: waitMs,
    next,
    onHandOver: next,
    onFail: next,
  }),
  // Time.
  z.strictObject({
    id,
    do: z.literal("wait"),
    for: z.discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("duration"), ms: waitMs }),
      /** Until the line's business hours begin; none if it is within them. */
      z.strictObject({ kind: z.literal("businessHours") }),
      z.strictObject({
        kind: z.literal("event"),
        events: z.array(z.enum(["answer", "close", "assignment"])).min(1),
        timeoutMs: waitMs,
      }),
    ]),
    next,
    onTimeout: next,
  }),
  // Ends and hand-overs.
  /** The bot stops talking here and for the rest of the episode; optionally somebody gets the conversation. */
  z.strictObject({
    id,
    do: z.literal("handOver"),
    to: assigneeSchema.nullable().default(null),
    next,
  }),
  z.strictObject({ id, do: z.literal("startFlow"), flowId: z.string().min(1).max(128), next }),
  z.strictObject({ id, do: z.literal("stop"), reason: text.nullable().default(null) }),
]);
export type Step = z.infer<typeof stepSchema>;
export type StepKind = Step["do"];
