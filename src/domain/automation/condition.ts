import { z } from "zod";
import { contactFieldKeySchema } from "../contact/contact-fields.ts";
import { tagSchema } from "../conversation/tag.ts";
import { patternSchema, wordSchema } from "./text-match.ts";

const ids = z.array(z.string().min(1).max(128)).min(1).max(100);

/** How a value is compared. `value` is a text; numbers and dates are compared as such where both sides are. */
const comparisonSchema = z.discriminatedUnion("is", [
  z.strictObject({ is: z.enum(["known", "unknown"]) }),
  z.strictObject({ is: z.enum(["equal", "different"]), value: z.string().max(1_000) }),
  z.strictObject({ is: z.enum(["contains", "above", "below"]), value: z.string().max(1_000) }),
]);
export type Comparison = z.infer<typeof comparisonSchema>;

/** One thing that is asked (section 14.1): the nine fields of the inbox decision, and what else a flow may look at. */
export const atomSchema = z.discriminatedUnion("field", [
  z.strictObject({ field: z.literal("channel"), in: z.array(z.enum(["whatsapp"])).min(1) }),
  z.strictObject({ field: z.literal("line"), in: ids }),
  /** Whether the contact wrote in this episode, after the team or the flow had last written. */
  z.strictObject({ field: z.literal("contactAnswered"), is: z.boolean() }),
  z.strictObject({ field: z.literal("owner"), in: ids }),
  z.strictObject({ field: z.literal("isCrmContact"), is: z.boolean() }),
  z.strictObject({ field: z.literal("status"), in: z.array(z.enum(["open", "closed"])).min(1) }),
  z.strictObject({ field: z.literal("hasOwner"), is: z.boolean() }),
  z.strictObject({ field: z.literal("hasUnread"), is: z.boolean() }),
  z.strictObject({ field: z.literal("adId"), in: ids }),
  z.strictObject({
    field: z.literal("contactField"),
    key: contactFieldKeySchema,
    compare: comparisonSchema,
  }),
  /** Of the contact's newest unfinished opportunity, or the newest of all when none is. Looked up when its turn comes. */
  z.strictObject({
    field: z.literal("opportunityField"),
    key: z.enum(["title", "amount", "currency", "stage", "state"]),
    compare: comparisonSchema,
  }),
  /** What the run has remembered: answers, answers of webhooks, what it was started with. */
  z.strictObject({
    field: z.literal("variable"),
    name: z.string().min(1).max(64),
    compare: comparisonSchema,
  }),
  z.strictObject({ field: z.literal("tags"), any: z.array(tagSchema).min(1).max(50) }),
  /** Whether it is within the line's business hours. */
  z.strictObject({ field: z.literal("businessHours"), is: z.boolean() }),
  /** Whether the window stays open for at least so long. */
  z.strictObject({ field: z.literal("windowLeft"), atLeastMs: z.int().min(0).max(86_400_000) }),
  /** The contact's last message. */
  z.strictObject({ field: z.literal("lastText"), words: z.array(wordSchema).min(1).max(50) }),
  z.strictObject({ field: z.literal("lastTextPattern"), pattern: patternSchema }),
]);
export type Atom = z.infer<typeof atomSchema>;

/** All of `all` hold, or any of `any`; each may be turned round. One level: what is more than that is two decisions. */
export const conditionSchema = z.union(
  [
    z.strictObject({ all: z.array(negatable()).min(1).max(20) }),
    z.strictObject({ any: z.array(negatable()).min(1).max(20) }),
  ],
  // What is wrong inside of one of them is said instead, wherever that can be told.
  { error: "must have either all or any, and a list of conditions" },
);
export type Condition = z.infer<typeof conditionSchema>;

function negatable() {
  return z.union([atomSchema, z.strictObject({ not: atomSchema })]);
}
