import { fillMessage } from "./fill.ts";
import { errorsOf, FLOW_WORDS, type FlowError } from "./flow-error.ts";
import { NOT_FILLED, textsOf, unfilledIn, wrongPlaces } from "./flow-texts.ts";
import { flowMessageSchema, type FlowMessage } from "./message.ts";
import { titlesOf } from "./read-answer.ts";
import type { Step } from "./step.ts";
import { searchable } from "./text-match.ts";

/** What a rule finds: where in the step, and what. */
export interface Finding {
  path: (string | number)[];
  rule: string;
}

/** Rules of a single step that its schema cannot say. `flowId`: the flow's own, if it has one already. */
export function stepFindings(step: Step, flowId: string | null): Finding[] {
  const places = textsOf(step).flatMap(({ path, text }) =>
    wrongPlaces(text).map((rule) => ({ path, rule })),
  );
  // Defaults that are not there cannot be filled in.
  const filled =
    places.length > 0
      ? []
      : messagesOf(step).flatMap(({ path, message }) => filledFindings(path, message));
  const unfilled = unfilledIn(step).map((path) => ({ path, rule: NOT_FILLED }));
  return [...places, ...unfilled, ...filled, ...ownFindings(step, flowId)];
}

function messagesOf(step: Step): { path: (string | number)[]; message: FlowMessage }[] {
  if (step.do === "send")
    return step.messages.map((message, index) => ({ path: ["messages", index], message }));
  if (step.do !== "ask") return [];
  const asked = { path: ["message"], message: step.message };
  return step.whenInvalid === null
    ? [asked]
    : [asked, { path: ["whenInvalid"], message: step.whenInvalid }];
}

/** With its defaults a message must keep WhatsApp's limits; with longer values it is cut to them. */
function filledFindings(path: (string | number)[], message: FlowMessage): Finding[] {
  const { error } = flowMessageSchema.safeParse(fillMessage(message, null), FLOW_WORDS);
  const errors: FlowError[] = errorsOf(error?.issues ?? [], [], (inside) =>
    inside.map(String).join("."),
  );
  return errors.map(({ field, rule }) => ({
    path: [...path, ...field.split(".")],
    rule: `${rule}, with its defaults filled in`,
  }));
}

function ownFindings(step: Step, flowId: string | null): Finding[] {
  switch (step.do) {
    case "ask":
      return [...choiceFindings(step), ...buttonFindings(step)];
    case "createRecord":
      if (step.record === "opportunity")
        return step.dueInMs === null
          ? []
          : [{ path: ["dueInMs"], rule: "must be left out: an opportunity is never due" }];
      return step.stage === null
        ? []
        : [{ path: ["stage"], rule: "must be left out: a task has no stage" }];
    case "wait":
      return step.for.kind === "event" || step.onTimeout === null
        ? []
        : [
            {
              path: ["onTimeout"],
              rule: "must be left out: only what waits for an event can wait in vain",
            },
          ];
    case "setField":
      return step.field === "fullName" || step.field === "profileName"
        ? [{ path: ["field"], rule: "must be a field that can be set, and no name made of others" }]
        : [];
    case "startFlow":
      return step.flowId === flowId ? [{ path: ["flowId"], rule: "must be another flow" }] : [];
    default:
      return [];
  }
}

type Ask = Extract<Step, { do: "ask" }>;

/** Choices that nobody can choose: what is read as them is read as an earlier one, or there is nothing that could be. */
function choiceFindings({ expect, message }: Ask): Finding[] {
  if (expect.kind !== "choice") return [];
  const titles = titlesOf(message);
  const isTapped = titles.size > 0;
  const taken = new Set<string>();
  const ids = new Set<string>();
  return expect.choices.flatMap(({ id, words }, index): Finding[] => {
    const path = ["expect", "choices", index];
    if (ids.has(id))
      return [
        {
          path: [...path, "id"],
          rule: "must be its own: nobody can choose the second of two with one id",
        },
      ];
    ids.add(id);
    const names = [titles.get(id) ?? "", ...words].map(searchable).filter((name) => name !== "");
    const free = names.filter((name) => !taken.has(name));
    for (const name of names) taken.add(name);
    if (isTapped && !titles.has(id) && free.length === 0) {
      return [
        {
          path,
          rule: "can be chosen by nobody: nothing to tap has this id, and it has no words of its own",
        },
      ];
    }
    return [];
  });
}

/** What can be tapped, and is no answer. */
function buttonFindings({ expect, message }: Ask): Finding[] {
  if (expect.kind !== "choice") return [];
  const ids = new Set(expect.choices.map(({ id }) => id));
  return [...titlesOf(message).keys()]
    .filter((id) => !ids.has(id))
    .map((id) => ({
      path: ["message"],
      rule: `offers ${id} to tap, which is none of the choices`,
    }));
}
