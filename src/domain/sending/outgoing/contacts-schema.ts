import { z } from "zod";
import { label } from "./written.ts";

/** WhatsApp names no limits for contact cards; these keep a card a card. */
const CARDS_MAX = 20;
const NUMBERS_MAX = 20;
const NAME_CHARS_MAX = 256;

const part = label(NAME_CHARS_MAX).nullable().default(null);

const kind = label(32).nullable().default(null);

const cardSchema = z.strictObject({
  name: z
    .strictObject({ formatted: label(NAME_CHARS_MAX), first: part, last: part })
    .refine(
      ({ first, last }) => first !== null || last !== null,
      "must have a first or a last name beside the formatted one",
    ),
  organization: part,
  phones: z
    .array(
      z.strictObject({
        phone: label(32),
        /** With it the contact gets a button to write to that number. */
        waId: z
          .string()
          .regex(/^\d{5,20}$/, "must be digits")
          .nullable()
          .default(null),
        type: kind,
      }),
    )
    .max(NUMBERS_MAX)
    .default([]),
  emails: z
    .array(z.strictObject({ email: z.email().max(254), type: kind }))
    .max(NUMBERS_MAX)
    .default([]),
});

export const contactsSchema = z.strictObject({
  type: z.literal("contacts"),
  contacts: z.array(cardSchema).min(1).max(CARDS_MAX),
});
