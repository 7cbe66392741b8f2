import { z } from "zod";

/** The key of a custom field: a small letter, then up to 63 letters, digits and underscores. Never changes. */
export const customFieldKeySchema = z
  .string()
  .regex(/^[a-z][A-Za-z0-9_]{0,63}$/, "must be a small letter, then letters, digits or _");
