import type { Step, StepId } from "./step.ts";

/** A way out of a step: the member that names the step it leads to (`onTimeout`, `branches[1].next`), and that step; null: the run ends. */
export interface Way {
  member: string;
  to: StepId | null;
  /** A way that is taken when the step went as it was meant to, not after a failure or in vain. */
  isMain: boolean;
}

/** All ways out of a step, those that are meant first, in the order in which they are written. */
export function waysOf(step: Step): Way[] {
  switch (step.do) {
    case "decide":
      return [main("yes", step.yes), main("no", step.no)];
    case "split":
      return step.branches.map(({ next }, index) => main(`branches[${index}].next`, next));
    case "stop":
      return [];
    case "ask":
      return [main("next", step.next), ...choiceWays(step), ...asideWays(step)];
    case "send":
    case "sendTemplate":
    case "assign":
    case "unassign":
    case "reopen":
    case "markUnread":
    case "tag":
    case "untag":
    case "note":
    case "close":
    case "setField":
    case "createContact":
    case "createRecord":
    case "webhook":
    case "respond":
    case "wait":
    case "handOver":
    case "startFlow":
      return [main("next", step.next), ...asideWays(step)];
  }
}

function main(member: string, to: StepId | null): Way {
  return { member, to, isMain: true };
}

/** Of a choice that has a step of its own; the others go on where the question does. */
function choiceWays({ expect }: Extract<Step, { do: "ask" }>): Way[] {
  if (expect.kind !== "choice") return [];
  return expect.choices.flatMap(({ next }, index) =>
    next === null ? [] : [main(`expect.choices[${index}].next`, next)],
  );
}

const ASIDE = ["onInvalid", "onTimeout", "onNobody", "onHandOver", "onFail"] as const;

function asideWays(step: Step): Way[] {
  const members: ReadonlyMap<string, unknown> = new Map(Object.entries(step));
  const ways = ASIDE.flatMap((member): Way[] => {
    const to = members.get(member);
    return typeof to === "string" || to === null ? [{ member, to, isMain: false }] : [];
  });
  const shut =
    "whenWindowShut" in step && step.whenWindowShut.kind === "branch" ? step.whenWindowShut : null;
  return shut === null
    ? ways
    : [...ways, { member: "whenWindowShut.next", to: shut.next, isMain: false }];
}

/** What a step does, without its name and where it leads. */
export function contentOf(step: Step): Record<string, unknown> {
  return withoutWays(step, true) as Record<string, unknown>;
}

const WAYS = new Set<string>(["id", "next", "yes", "no", ...ASIDE]);

/** Ways stand on the step itself, in its branches and choices, and in `whenWindowShut`, all under these names. */
function withoutWays(value: unknown, isStep: boolean): unknown {
  if (Array.isArray(value)) return value.map((each) => withoutWays(each, false));
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).filter(([key]) => !(isStep ? WAYS.has(key) : key === "next"));
  return Object.fromEntries(
    kept.map(([key, member]) => [key, HOLDING_WAYS.has(key) ? withoutWays(member, false) : member]),
  );
}

const HOLDING_WAYS = new Set(["branches", "expect", "choices", "whenWindowShut"]);
