import { z } from "zod";
import { shortTextSchema } from "../domain/contact/crm-profile.ts";
import { PROBLEM_TYPE } from "./problems/problem.ts";
import { PROBLEMS, type ProblemCode } from "./problems/problem-catalogue.ts";

/** ISO 8601, UTC, milliseconds. */
export const timeSchema = z.iso.datetime().meta({ examples: ["2026-11-22T21:48:00.000Z"] });

const DAY_MS = 86_400_000;
/** The day that was said last, as far as `T`: most times of an answer are of one day, and a page of a list says hundreds. */
let said = { day: Number.NaN, text: "" };

/** Epoch milliseconds as the API says them: `toISOString`, at a quarter of its cost. */
export function iso(at: number): string {
  const whole = Math.trunc(at);
  const day = Math.floor(whole / DAY_MS);
  if (day !== said.day) said = { day, text: new Date(at).toISOString().slice(0, -13) };
  const ms = whole - day * DAY_MS;
  const two = (value: number) => (value < 10 ? `0${value}` : `${value}`);
  const [hours, minutes] = [Math.floor(ms / 3_600_000), Math.floor(ms / 60_000) % 60];
  const seconds = `${two(Math.floor(ms / 1_000) % 60)}.${String(ms % 1_000).padStart(3, "0")}`;
  return `${said.text}${two(hours)}:${two(minutes)}:${seconds}Z`;
}

export function isoOrNull(at: number | null): string | null {
  return at === null ? null : iso(at);
}

/** Ids are opaque; a bound keeps what is no id away from the store. */
export const idSchema = z.string().min(1).max(300);

/** What people call something. */
export const nameSchema = shortTextSchema;

export const idParams = z.strictObject({ id: idSchema });

/** A whole number in a query string. Digits only: `1e3`, ` 7` and `0x10` are mistakes, not numbers. */
export function queryNumber(range: { min: number; max: number; fallback: number }) {
  const { min, max, fallback } = range;
  return z
    .string()
    .regex(/^\d{1,16}$/, `must be a whole number from ${min} to ${max}`)
    .transform(Number)
    .pipe(z.int().min(min).max(max))
    .default(fallback)
    .meta({ type: "integer", pattern: undefined, minimum: min, maximum: max });
}

export const limitSchema = queryNumber({ min: 1, max: 100, fallback: 50 }).meta({
  description: "Items on a page; 50 when not given.",
});

export const cursorSchema = z
  .string()
  .min(1)
  .max(1_024)
  .optional()
  .meta({ description: "`cursor` of the page before. Opaque; made for this list only." });

/** One page of a list. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({
    items: z.array(item),
    cursor: z
      .string()
      .nullable()
      .meta({ description: "Give it as `?cursor=` for the next page; null on the last one." }),
  });
}

/** A list that fits one answer. */
export function listOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item) });
}

export const problemSchema = z
  .object({
    type: z.string().meta({ examples: ["urn:ventana:problem:request.invalid"] }),
    title: z.string(),
    status: z.int(),
    code: z.string().meta({ description: "Stable, dotted: switch on this one." }),
    detail: z.string().optional(),
    errors: z
      .array(z.object({ field: z.string(), rule: z.string() }))
      .optional()
      .meta({ description: "Members of the request that break a rule." }),
    bytesMax: z
      .int()
      .optional()
      .meta({ description: "Of 413: how many bytes the body or the file may have here." }),
    instance: z.string().meta({ description: "This request, as our log knows it." }),
  })
  .meta({
    id: "Problem",
    description: "RFC 9457.",
    examples: [
      {
        type: "urn:ventana:problem:request.invalid",
        title: "The request breaks the rules of this route.",
        status: 400,
        code: "request.invalid",
        errors: [{ field: "query.limit", rule: "must be a whole number from 1 to 100" }],
        instance: "urn:ventana:request:req_0k2f7v9c1m3n5p7q9s1u",
      },
    ],
  });

/** A response that is no JSON. */
export function plainText(description: string) {
  return { description, content: { "text/plain": { schema: z.string() } } };
}

/** The responses of a download. */
export const fileResponses = {
  200: {
    description: "The bytes, under their detected type, as an attachment.",
    content: { "application/octet-stream": { schema: z.any() } },
  },
  206: {
    description: "The range that was asked for.",
    content: { "application/octet-stream": { schema: z.any() } },
  },
};

interface ProblemResponse {
  description: string;
  content: { [PROBLEM_TYPE]: { schema: typeof problemSchema } };
}

/** Every route behind a token can answer these. */
const COMMON: readonly ProblemCode[] = [
  "request.invalid",
  "auth.required",
  "auth.invalid_token",
  "auth.expired_token",
  "auth.administrators_only",
  "auth.no_inbox",
  "auth.not_permitted",
  "auth.scope_missing",
  "plan.inbox_missing",
  "request.too_many",
  "server.error",
  "server.busy",
  "store.unavailable",
];

/** Response schemas of the problems a route can answer with, beside those that all can. */
export function problems(...codes: ProblemCode[]): Record<number, ProblemResponse> {
  return problemsOnly(...COMMON, ...codes);
}

/** Response schemas of exactly these problems. */
export function problemsOnly(...codes: ProblemCode[]): Record<number, ProblemResponse> {
  const byStatus = new Map<number, string[]>();
  for (const code of codes) {
    const { status, title } = PROBLEMS[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), `\`${code}\`: ${title}`]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, lines]) => [
      status,
      {
        description: lines.join("\n\n"),
        content: { [PROBLEM_TYPE]: { schema: problemSchema } },
      },
    ]),
  );
}
