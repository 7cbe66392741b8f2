import { z } from "zod";
import type { ConversationFilter } from "../../domain/conversation/conversation-filter.ts";
import { searchTermsOf } from "../../domain/conversation/search.ts";
import { tagSchema } from "../../domain/conversation/tag.ts";
import type { Visibility } from "../../domain/people/visibility.ts";
import type { UserId } from "../../domain/ids.ts";

const DAY_MS = 86_400_000;
/** Rolling, back from now (R4.9, Q27). */
const RANGES = {
  "24h": DAY_MS,
  "3d": 3 * DAY_MS,
  "7d": 7 * DAY_MS,
  "30d": 30 * DAY_MS,
  "90d": 90 * DAY_MS,
} as const;

const STATES = ["open", "window-expired", "closed", "reassigned"] as const;
const LIST_MAX = 50;
const SEARCH_CHARS_MAX = 100;

/** Values with commas between them, each once. */
function listSchema<T extends string>(one: z.ZodType<T>, rule: string) {
  return z
    .string()
    .transform((text, context) => {
      const values = [...new Set(text.split(","))];
      const parsed = values.map((value) => one.safeParse(value));
      const good = parsed.flatMap(({ data }) => (data === undefined ? [] : [data]));
      if (good.length === values.length && values.length <= LIST_MAX) return good;
      context.addIssue({ code: "custom", message: `must be ${rule}, at most ${LIST_MAX}` });
      return z.NEVER;
    })
    .optional();
}

const idSchema = z.string().regex(/^[^\s\p{C},]{1,128}$/u);

const momentSchema = z.iso
  .datetime({ offset: true })
  .transform((text) => Date.parse(text))
  .optional();

/** Filters of the list and of its unread count (R4.3 to R4.11). All that are given must fit. */
export const listFilterShape = {
  status: z.enum(["open", "closed", "all"]).default("all"),
  since: z
    .enum(["24h", "3d", "7d", "30d", "90d"])
    .optional()
    .meta({ description: "Last activity within this time back from now. Not beside `from`." }),
  from: momentSchema.meta({ description: "Last activity at this time or later, ISO 8601." }),
  to: momentSchema.meta({ description: "Last activity before this time, ISO 8601." }),
  owner: listSchema(idSchema, "`me`, `unassigned` or ids of users, with commas between").meta({
    description: "`me`, `unassigned`, or ids of users; several with commas between them.",
    examples: ["me", "unassigned", "me,unassigned"],
  }),
  line: listSchema(idSchema, "ids of lines, with commas between").meta({
    description: "Ids of lines, with commas between them.",
  }),
  state: listSchema(z.enum(STATES), `of ${STATES.join(", ")}, with commas between`).meta({
    description: `As the engine has noted it: a window that ends this second may be found as \`open\` for a moment longer. ${STATES.map((state) => `\`${state}\``).join(", ")}; several with commas between them.`,
  }),
  unread: z
    .enum(["true", "false"])
    .transform((text) => text === "true")
    .optional()
    .meta({
      description: "`true`: not opened yet, or marked unread. `false`: only what was read.",
    }),
  tag: tagSchema.optional().meta({ description: "One that the conversation carries." }),
  q: z
    .string()
    .max(SEARCH_CHARS_MAX)
    .transform((text, context) => {
      const terms = searchTermsOf(text);
      if (terms !== null) return terms;
      context.addIssue({ code: "custom", message: "must have a letter or a digit in it" });
      return z.NEVER;
    })
    .optional()
    .meta({
      description:
        "Beginnings of words of the name (of the CRM or of WhatsApp), an e-mail address, a phone number or four or more digits in a row of it. Accents and case do not matter; all words must fit.",
      examples: ["ana sou", "98765"],
    }),
};

export interface ListFilterInput extends z.infer<z.ZodObject<typeof listFilterShape>> {}

/** Rules that more than one parameter has a part in. */
export function checkRange(
  { since, from, to }: Pick<ListFilterInput, "since" | "from" | "to">,
  context: z.RefinementCtx,
): void {
  if (since !== undefined && from !== undefined) {
    const message = "cannot stand beside since";
    context.addIssue({ code: "custom", path: ["from"], message });
  }
  if (from !== undefined && to !== undefined && to <= from) {
    context.addIssue({ code: "custom", path: ["to"], message: "must be later than from" });
  }
}

/** The filter as the store takes it, for somebody and for now. */
export function filterOf(
  input: ListFilterInput,
  asker: { userId: UserId; visibility: Visibility; now: number },
): ConversationFilter {
  const { status, since, from, to, owner, line, state, unread, tag, q } = input;
  const { userId, visibility, now } = asker;
  return {
    visibility,
    status,
    lineIds: line ?? null,
    owners: owner === undefined ? null : ownersOf(owner, userId),
    states: state ?? null,
    unread: unread ?? null,
    from: from ?? (since === undefined ? null : now - RANGES[since]),
    until: to ?? null,
    tag: tag ?? null,
    search: q ?? null,
  };
}

function ownersOf(owner: readonly string[], me: UserId): ConversationFilter["owners"] {
  const ids = owner.filter((each) => each !== "unassigned");
  return {
    ids: ids.map((each) => (each === "me" ? me : each)),
    unassigned: ids.length < owner.length,
  };
}
