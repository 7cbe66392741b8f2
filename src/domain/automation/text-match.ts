import { z } from "zod";
import { wordsOf } from "../conversation/search.ts";

/** A keyword: 1 to 64 characters with a letter or a digit in them. */
export const wordSchema = z
  .string()
  .trim()
  .min(1)
  .max(64)
  .refine((text) => wordsOf(text).length > 0, "must have a letter or a digit in it");

/** A pattern in the syntax of RE2, which takes linear time whatever it is given: no look-around, no back-references. */
export const patternSchema = z.string().min(1).max(500);
