import { z } from "zod";

/** `If-Match`: the version that a thing must still have. Weak or strong, or `*` for any. */
export const ifMatchSchema = z
  .string()
  .regex(/^(\*|(W\/)?"v\d{1,15}")$/, 'must be an ETag such as "v17"');

/** The version that `If-Match` demands; null for any. */
export function versionIn(ifMatch: string | undefined): number | null {
  const digits = ifMatch === undefined ? undefined : /\d+/.exec(ifMatch)?.[0];
  return digits === undefined ? null : Number(digits);
}
