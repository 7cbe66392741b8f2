import { contactFieldOf } from "../contact/contact-fields.ts";
import type { Conversation } from "../conversation/conversation.ts";
import { freeFormEndsAt } from "../conversation/window.ts";
import { isWithin } from "./business-hours.ts";
import { compares } from "./compare.ts";
import type { ConditionFacts, Holding } from "./condition-facts.ts";
import type { Atom, Condition } from "./condition.ts";
import { isFound } from "./pattern.ts";
import { hasKeyword } from "./text-match.ts";

/** As much of a text as an evaluation repeats. */
const SHOWN_CHARS_MAX = 200;

type Part = Atom | { not: Atom };

/** Asks a condition. Of one that does not hold, the first part that says so, with what was expected and what was there; of `any`, all of them. */
export function evaluate(condition: Condition, facts: ConditionFacts): Holding {
  if ("any" in condition) {
    const asked = condition.any.map((part) => ask(part, facts));
    if (asked.some(({ holds }) => holds)) return { holds: true };
    return {
      holds: false,
      at: "any",
      expected: asked.map(({ expected }) => expected),
      actual: asked.map(({ actual }) => actual),
    };
  }
  for (const [index, part] of condition.all.entries()) {
    const { holds, expected, actual } = ask(part, facts);
    if (!holds) return { holds: false, at: `all[${index}]`, expected, actual };
  }
  return { holds: true };
}

/** Whether the contact's opportunity has to be looked up before the condition is asked. */
export function asksOpportunity(condition: Condition): boolean {
  const parts = "any" in condition ? condition.any : condition.all;
  return parts.some((part) => ("not" in part ? part.not : part).field === "opportunityField");
}

interface Asked {
  holds: boolean;
  expected: unknown;
  actual: unknown;
}

function ask(part: Part, facts: ConditionFacts): Asked {
  const negated = "not" in part;
  const [holds, actual] = look(negated ? part.not : part, facts);
  return {
    holds: holds !== negated,
    expected: part,
    actual: typeof actual === "string" ? actual.slice(0, SHOWN_CHARS_MAX).toWellFormed() : actual,
  };
}

/** Whether an atom holds, and what was there. */
function look(atom: Atom, asked: ConditionFacts): [boolean, unknown] {
  const { conversation, contact, line, lastText, vars, opportunity, at, timeZone } = asked;
  const { regions, facts } = conversation;
  switch (atom.field) {
    case "channel":
      return oneOf(atom.in, "whatsapp");
    case "line":
      return oneOf(atom.in, conversation.lineId);
    case "contactAnswered":
      return same(atom.is, hasAnswered(conversation));
    case "owner":
      return oneOf(atom.in, facts.ownerId);
    case "isCrmContact":
      return same(atom.is, contact.crm !== null);
    case "status":
      return oneOf(atom.in, regions.lifecycle);
    case "hasOwner":
      return same(atom.is, facts.ownerId !== null);
    case "hasUnread":
      return same(atom.is, regions.attention === "unread");
    case "adId":
      return oneOf(atom.in, facts.episode.adId);
    case "contactField":
      return compared(contactFieldOf(contact, atom.key), atom.compare);
    case "opportunityField":
      return compared(own(opportunity ?? {}, atom.key), atom.compare);
    case "variable":
      return compared(own(vars, atom.name), atom.compare);
    case "tags":
      return [atom.any.some((tag) => facts.tags.includes(tag)), facts.tags];
    case "businessHours":
      return same(atom.is, isWithin({ hours: line.settings.businessHours ?? null, timeZone }, at));
    case "windowLeft": {
      const left = Math.max(0, (freeFormEndsAt(facts) ?? at) - at);
      return [left > 0 && left >= atom.atLeastMs, left];
    }
    case "lastText":
      return [lastText !== null && hasKeyword(lastText, atom.words), lastText];
    case "lastTextPattern":
      return [lastText !== null && isFound(atom.pattern, lastText), lastText];
  }
}

function oneOf<T>(wanted: readonly T[], actual: T | null): [boolean, T | null] {
  return [actual !== null && wanted.includes(actual), actual];
}

function same(wanted: boolean, actual: boolean): [boolean, boolean] {
  return [wanted === actual, actual];
}

function compared(
  said: string | null,
  comparison: Parameters<typeof compares>[1],
): [boolean, string | null] {
  return [compares(said, comparison), said];
}

function own(values: Readonly<Record<string, string>>, key: string): string | null {
  return Object.hasOwn(values, key) ? (values[key] ?? null) : null;
}

/** Whether the newest message is the contact's, and of this episode: the one that opened it is, though WhatsApp's clock puts it before the opening. */
function hasAnswered({ lastMessage, facts: { episode } }: Conversation): boolean {
  if (lastMessage?.direction !== "incoming") return false;
  return episode.openedBy?.kind === "contact" || lastMessage.occurredAt >= (episode.openedAt ?? 0);
}
