import { z } from "zod";
import type { WorkspaceId } from "../ids.ts";
import { noted, notedLine } from "../sending/outgoing/written.ts";

/** Custom fields that a workspace may define (R15.8). */
export const CUSTOM_FIELDS_MAX = 100;
const CHOICES_MAX = 100;
const TEXT_MAX = 1_000;

/** The key of a custom field: a small letter, then up to 63 letters, digits and underscores. Never changes. */
export const customFieldKeySchema = z
  .string()
  .regex(
    /^[a-z][A-Za-z0-9_]{0,63}$/,
    "must be a small letter, then at most 63 letters, digits or _",
  );

const labelSchema = notedLine(100);
const choicesSchema = z
  .array(labelSchema)
  .min(1)
  .max(CHOICES_MAX)
  .refine((choices) => new Set(choices).size === choices.length, "must name each one once");

/** A field that a workspace adds to its contacts. Key and type stay as they are; label and choices may change. */
export const customFieldSchema = z.discriminatedUnion("type", [
  z.strictObject({
    key: customFieldKeySchema,
    label: labelSchema,
    type: z.enum(["text", "number", "date", "boolean"]),
  }),
  z.strictObject({
    key: customFieldKeySchema,
    label: labelSchema,
    type: z.literal("choice"),
    choices: choicesSchema,
  }),
]);
export type CustomField = z.infer<typeof customFieldSchema> & { workspaceId: WorkspaceId };

/** The value of a custom field. A date is `2026-02-28`; of a choice, it is one of those that the definition names. */
export type CustomValue = string | number | boolean;

/** Values as they are given: null takes one away. Whether they fit is for `customValuesWith` to say. */
export const customValuesSchema = z.record(
  customFieldKeySchema,
  z.union([z.string().max(TEXT_MAX), z.number(), z.boolean(), z.null()]),
);

/** A value that breaks a rule, by the key of its field. */
export interface CustomValueError {
  key: string;
  rule: string;
}

/** The values of a contact after some were given; or what is wrong with them, and then none counts. */
export function customValuesWith(
  values: Readonly<Record<string, CustomValue>>,
  given: z.infer<typeof customValuesSchema>,
  fields: readonly CustomField[],
): { values: Record<string, CustomValue> } | { errors: CustomValueError[] } {
  const byKey = new Map(fields.map((field) => [field.key, field]));
  const changed = new Map(Object.entries(values));
  const errors: CustomValueError[] = [];
  for (const [key, value] of Object.entries(given)) {
    const field = byKey.get(key);
    const rule = field === undefined ? "is no custom field of this workspace" : ruleOf(field);
    if (field === undefined) errors.push({ key, rule });
    else if (value === null) changed.delete(key);
    else {
      const parsed = schemaOf(field).safeParse(value);
      if (parsed.success) changed.set(key, parsed.data);
      else errors.push({ key, rule });
    }
  }
  return errors.length > 0 ? { errors } : { values: Object.fromEntries(changed) };
}

/** Those values whose field still exists, and which fit it: a field may have lost a choice, or been made anew with another type. */
export function presentValues(
  values: Readonly<Record<string, CustomValue>>,
  fields: readonly CustomField[],
): Record<string, CustomValue> {
  const fitting = fields.flatMap((field): [string, CustomValue][] => {
    const value = Object.hasOwn(values, field.key) ? values[field.key] : undefined;
    return value !== undefined && schemaOf(field).safeParse(value).success
      ? [[field.key, value]]
      : [];
  });
  return Object.fromEntries(fitting);
}

function schemaOf(field: CustomField): z.ZodType<CustomValue> {
  switch (field.type) {
    case "text":
      return noted(TEXT_MAX);
    case "number":
      return z.number();
    case "date":
      return z.iso.date();
    case "boolean":
      return z.boolean();
    case "choice":
      return z.enum(field.choices);
  }
}

function ruleOf(field: CustomField): string {
  switch (field.type) {
    case "text":
      return `must be a text of 1 to ${TEXT_MAX} characters, none of them a control`;
    case "number":
      return "must be a number";
    case "date":
      return "must be a date such as 2026-02-28";
    case "boolean":
      return "must be true or false";
    case "choice":
      return "must be one of the choices of the field";
  }
}
