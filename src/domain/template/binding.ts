import { z } from "zod";
import { contactFieldKeySchema } from "../contact/contact-fields.ts";
import { filenameSchema } from "../sending/outgoing/media-schema.ts";
import { noted, notedLine } from "../sending/outgoing/written.ts";
import { LIMITS, PRODUCTS_MAX, SECTIONS_MAX } from "./limits.ts";

const textSchema = z.string().max(LIMITS.bodyAlone);
const productIdSchema = notedLine(LIMITS.productId);

/**
 * What goes into a slot of a template (R7.4, R7.5, Q29, Q33).
 *
 * A field of the contact always has a `default`: it stands in when the contact has nothing there, or nothing but blanks.
 */
export const bindingSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("field"),
    field: contactFieldKeySchema,
    default: textSchema,
  }),
  z.strictObject({ kind: z.literal("text"), text: textSchema }),
  /** A file of the library, of the kind that the header shows. */
  z.strictObject({
    kind: z.literal("media"),
    mediaId: z.string().min(1).max(128),
    /** What the contact sees of a document; the file's own name when not said. */
    filename: filenameSchema.nullable().default(null),
  }),
  z.strictObject({
    kind: z.literal("location"),
    latitude: z.number().min(-90).max(90),
    longitude: z.number().min(-180).max(180),
    name: noted(1_000),
    address: noted(1_000),
  }),
  z.strictObject({
    kind: z.literal("flow"),
    token: z.string().min(1).max(LIMITS.flowToken).nullable().default(null),
    /** What the flow's first screen is given. */
    data: z.record(z.string().max(200), z.unknown()).nullable().default(null),
  }),
  z.strictObject({ kind: z.literal("product"), productId: productIdSchema }),
  z.strictObject({
    kind: z.literal("products"),
    /** The product whose picture stands above. */
    productId: productIdSchema,
    sections: z
      .array(
        z.strictObject({
          title: notedLine(LIMITS.sectionTitle),
          productIds: z.array(productIdSchema).min(1).max(PRODUCTS_MAX),
        }),
      )
      .min(1)
      .max(SECTIONS_MAX),
  }),
  /** When an offer ends. */
  z.strictObject({ kind: z.literal("expiry"), at: z.iso.datetime({ offset: true }) }),
]);
export type Binding = z.infer<typeof bindingSchema>;

/** More than the largest carousel has slots. */
const BINDINGS_MAX = 300;

/** By the keys of the slots. */
export const bindingsSchema = z
  .record(z.string().min(1).max(600), bindingSchema)
  .refine(
    (bindings) => Object.keys(bindings).length <= BINDINGS_MAX,
    `must be at most ${BINDINGS_MAX} bindings`,
  );
export type Bindings = z.infer<typeof bindingsSchema>;
