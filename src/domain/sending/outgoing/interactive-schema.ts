import { z } from "zod";
import { mediaIdSchema } from "./media-schema.ts";
import { label, maybeWritten, tapId, written } from "./written.ts";

const HEADER_CHARS_MAX = 60;
const ROWS_MAX = 10;

const footer = maybeWritten(60);

const headerSchema = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("text"), text: label(HEADER_CHARS_MAX) }),
  z.strictObject({ type: z.enum(["image", "video", "document"]), mediaId: mediaIdSchema }),
]);

const buttonSchema = z.strictObject({ id: tapId(256), title: label(20) });

/** Up to three buttons under a text (WhatsApp section 8). Neither ids nor titles may repeat: WhatsApp refuses both. */
export const buttonsSchema = z.strictObject({
  type: z.literal("buttons"),
  header: headerSchema.nullable().default(null),
  body: written(1_024),
  footer,
  buttons: z
    .array(buttonSchema)
    .min(1)
    .max(3)
    .refine((buttons) => areUnique(buttons.map(({ id }) => id)), "must have ids of their own")
    .refine(
      (buttons) => areUnique(buttons.map(({ title }) => title)),
      "must have titles of their own",
    ),
});

const rowSchema = z.strictObject({
  id: tapId(200),
  title: label(24),
  description: maybeWritten(72),
});

const sectionSchema = z.strictObject({
  title: label(24).nullable().default(null),
  rows: z.array(rowSchema).min(1).max(ROWS_MAX),
});

/** A list that opens: up to ten rows in all sections together (WhatsApp section 8). */
export const listSchema = z.strictObject({
  type: z.literal("list"),
  header: label(HEADER_CHARS_MAX).nullable().default(null),
  body: written(4_096),
  footer,
  button: label(20),
  sections: z
    .array(sectionSchema)
    .min(1)
    .max(10)
    .refine(
      (sections) => rowIdsOf(sections).length <= ROWS_MAX,
      "must not have more than 10 rows together",
    )
    .refine((sections) => areUnique(rowIdsOf(sections)), "must have rows with ids of their own")
    .refine(
      (sections) => sections.length === 1 || sections.every(({ title }) => title !== null),
      "must all have a title when there is more than one",
    ),
});

function rowIdsOf(sections: readonly { rows: { id: string }[] }[]): string[] {
  return sections.flatMap(({ rows }) => rows.map(({ id }) => id));
}

function areUnique(texts: readonly string[]): boolean {
  return new Set(texts).size === texts.length;
}
