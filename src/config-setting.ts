import { z } from "zod";

/** A setting: its schema, what it means, and what to show as its default. */
export interface Setting<T extends z.ZodType> {
  schema: T;
  doc: string;
  shown: string;
  secret?: boolean;
}

export const setting = <T extends z.ZodType>(
  schema: T,
  doc: string,
  shown: string,
  secret = false,
): Setting<T> => ({ schema, doc, shown, secret });

/** Parts between commas; empty ones do not count. */
export const list = z.string().transform((text) =>
  text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== ""),
);

/** Plain digits: `1e3`, `0x10` and ` 5 ` would be numbers too, and surely not what somebody meant. */
export const whole = (fallback: number, min: number, max: number) => {
  const rule = `must be a whole number from ${min} to ${max}`;
  return z
    .string()
    .default(String(fallback))
    .refine((text) => isWhole(text, min, max), rule)
    .transform(Number);
};
export const isWhole = (text: string, min: number, max: number): boolean =>
  /^\d{1,9}$/.test(text) && Number(text) >= min && Number(text) <= max;

export const flag = z
  .enum(["true", "false"])
  .default("false")
  .transform((word) => word === "true");
