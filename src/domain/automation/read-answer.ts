import { isBlank } from "../blank.ts";
import { phoneSchema } from "../contact/phone.ts";
import { emailSchema } from "../contact/crm-profile.ts";
import type { MessageContent } from "../conversation/content.ts";
import { fileSaid, wordsSaid, type Said } from "./answer-text.ts";
import type { FlowMessage } from "./message.ts";
import { isWhole } from "./pattern.ts";
import { readDate } from "./read-date.ts";
import { readNumber } from "./read-number.ts";
import type { Expectation, StepId } from "./step.ts";
import { searchable } from "./text-match.ts";

/** What the contact's message is as the answer to a question. `value` is its normal form; of a choice its id, and where it leads. */
export type Answer = { kind: "valid"; value: string; next: StepId | null } | { kind: "invalid" };

const INVALID: Answer = { kind: "invalid" };

/** As much as a variable keeps of an answer. */
const VALUE_CHARS_MAX = 4_096;
/** A number without its plus is taken for one with its country only if no country has so long ones inside. */
const INTERNATIONAL_DIGITS_MIN = 12;

/**
 * Reads a message of the contact as the answer to a question: `message` is the question itself, whose buttons or rows have the titles of the choices.
 * `next` is that of the choice; null where the step's own is meant.
 */
export function readAnswer(
  { expect, message }: { expect: Expectation; message: FlowMessage },
  answer: Said,
): Answer {
  const { content } = answer;
  if (expect.kind === "choice") return readChoice(expect.choices, titlesOf(message), content);
  if (expect.kind === "media") return valid(fileSaid(answer));
  const said = wordsSaid(content)?.trim() ?? "";
  if (expect.kind === "any") return valid(isBlank(said) ? (fileSaid(answer) ?? "") : said, true);
  if (expect.kind === "phone" && content.type === "contacts") return valid(sharedPhone(content));
  if (isBlank(said)) return INVALID;
  switch (expect.kind) {
    case "text":
      return valid(said);
    case "number":
      return valid(readNumber(said));
    case "email":
      return valid(emailSchema.safeParse(said).data?.toLowerCase() ?? null);
    case "phone":
      return valid(readPhone(said));
    case "date":
      return valid(readDate(said));
    case "pattern":
      return isWhole(expect.pattern, said) ? valid(said) : INVALID;
  }
}

function valid(value: string | null, evenEmpty = false): Answer {
  if (value === null || (value === "" && !evenEmpty)) return INVALID;
  return { kind: "valid", value: value.slice(0, VALUE_CHARS_MAX).toWellFormed(), next: null };
}

/** E.164 with its plus. A country is never guessed: `00` stands for the plus, and so do so many digits that they have their country. */
function readPhone(text: string): string | null {
  const typed = text.replace(/^00/, "+");
  const digits = typed.replace(/\D/g, "");
  const isWhole = !typed.startsWith("+") && digits.length >= INTERNATIONAL_DIGITS_MIN;
  return phoneSchema.safeParse(isWhole ? `+${typed}` : typed).data ?? null;
}

function sharedPhone({ contacts }: Extract<MessageContent, { type: "contacts" }>): string | null {
  const [phone] = contacts.flatMap(({ phones }) => phones);
  return readPhone(phone?.waId ? `+${phone.waId}` : (phone?.phone ?? ""));
}

type Choices = Extract<Expectation, { kind: "choice" }>["choices"];

/** By the id of what was tapped; else by title, word or id as typed; else by its number; else by the one choice that is named among other words. */
function readChoice(
  choices: Choices,
  titles: ReadonlyMap<string, string>,
  content: MessageContent,
): Answer {
  const tapped = content.type === "reply" ? content.id : null;
  const byId = choices.find(({ id }) => id === tapped);
  if (byId !== undefined) return chosen(byId);
  const said = searchable(wordsSaid(content) ?? "");
  if (said === "") return INVALID;
  const namesOf = ({ id, words }: Choices[number]) =>
    [id, titles.get(id) ?? "", ...words].map(searchable).filter((name) => name !== "");
  const byName = choices.find((choice) => namesOf(choice).includes(said));
  if (byName !== undefined) return chosen(byName);
  const byNumber = choices[numberOf(said) - 1];
  if (byNumber !== undefined) return chosen(byNumber);
  const named = choices.filter((choice) =>
    namesOf(choice).some((name) => ` ${said} `.includes(` ${name} `)),
  );
  const [only] = named;
  return only !== undefined && named.length === 1 ? chosen(only) : INVALID;
}

function chosen({ id, next }: Choices[number]): Answer {
  return { kind: "valid", value: id, next };
}

/** `2`, `opcion 2`, `la 2`, `2a`: which of the choices is meant; 0 when none. */
function numberOf(said: string): number {
  return Number(/^(?:la |el |opcion |numero |option |number )?(\d{1,2})$/.exec(said)?.[1] ?? 0);
}

/** Titles of what a question offers to tap, by id. */
export function titlesOf(message: FlowMessage): ReadonlyMap<string, string> {
  if (message.type === "buttons")
    return new Map(message.buttons.map(({ id, title }) => [id, title]));
  if (message.type !== "list") return new Map();
  const rows = message.sections.flatMap((section) => section.rows);
  return new Map(rows.map(({ id, title }) => [id, title]));
}
