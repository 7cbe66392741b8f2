import { assertEvent, setup, type SnapshotFrom } from "xstate";
import { effectIdOf, type Run, type RunEnd } from "../../domain/automation/run.ts";
import { pureTransition } from "../pure-transition.ts";

/** What the machine of a run looks at: the run, and what its flow says of closing. */
export interface RunContext {
  run: Run;
  /** Whether it ends when the conversation is closed (Q53). */
  endsByClosing: boolean;
}

/** What may concern a waiting run, in the words of the conversation. */
export type RunEvent =
  | { type: "effect.settled"; effectId: string }
  | { type: "time.came"; at: number }
  /** `asker`: the run whose question was the last. */
  | { type: "contact.wrote"; asker: Run["id"] | null }
  /** A person approved the draft, or wants none. */
  | { type: "draft.settled" }
  /** Another one stands in its place, and nobody sees this one any more. */
  | { type: "draft.replaced" }
  | { type: "window.expired" }
  | { type: "conversation.closed" }
  | { type: "conversation.assigned" }
  | { type: "person.talks" }
  | { type: "run.stopped" }
  | { type: "run.restarted" };

type Ending = { end: RunEnd; reason: string };

const runSetup = setup({
  types: { context: {} as RunContext, input: {} as RunContext, events: {} as RunEvent },
  guards: {
    isOwnEffect: ({ context: { run }, event }) => {
      assertEvent(event, "effect.settled");
      return event.effectId === effectIdOf(run.id, run.stepId, run.visit);
    },
    isDue: ({ context: { run }, event }) => {
      assertEvent(event, "time.came");
      return run.wait.kind !== "effect" && run.wait.dueAt <= event.at;
    },
    hasAsked: ({ context: { run }, event }) => {
      assertEvent(event, "contact.wrote");
      return event.asker === run.id;
    },
    listensToAnswer: ({ context: { run } }) => listensTo(run, "answer"),
    listensToClose: ({ context: { run } }) => listensTo(run, "close"),
    listensToAssignment: ({ context: { run } }) => listensTo(run, "assignment"),
    endsByClosing: ({ context }) => context.endsByClosing,
    talks: ({ context: { run } }) => run.wait.kind === "effect" && run.wait.talks,
  },
  actions: {
    /** It goes on, and what for is known from the event. */
    resume: () => {},
    end: (_args, _params: Ending) => {},
  },
});

const endsAs = (end: RunEnd, reason: string) =>
  ({ target: "ended", actions: { type: "end", params: { end, reason } } }) as const;
const goesOn = { target: "running", actions: "resume" } as const;
const handedOver = endsAs("handed_over", "a person talks");
/** Whatever it waits for. */
const always = {
  "run.stopped": endsAs("stopped", "it was stopped"),
  "run.restarted": endsAs("restarted", "its flow started anew"),
} as const;
const closing = {
  guard: "endsByClosing",
  ...endsAs("closed", "the conversation was closed"),
} as const;
const due = { guard: "isDue", ...goesOn } as const;

/**
 * The life of a run. It goes from step to step in `running`, which no stored run is ever in, and stops where it has to wait; this machine
 * says what of all that happens to the conversation ends a wait, or the run.
 */
const runMachine = runSetup.createMachine({
  id: "run",
  initial: "running",
  context: ({ input }) => input,
  states: {
    running: {},
    effect: {
      on: {
        ...always,
        "effect.settled": { guard: "isOwnEffect", ...goesOn },
        "person.talks": { guard: "talks", ...handedOver },
        "conversation.closed": closing,
      },
    },
    time: { on: { ...always, "time.came": due, "conversation.closed": closing } },
    answer: {
      on: {
        ...always,
        "contact.wrote": { guard: "hasAsked", ...goesOn },
        "time.came": due,
        "person.talks": handedOver,
        "conversation.closed": closing,
      },
    },
    draft: {
      on: {
        ...always,
        "draft.settled": goesOn,
        "draft.replaced": goesOn,
        "contact.wrote": goesOn,
        "window.expired": goesOn,
        "time.came": due,
        "person.talks": handedOver,
        "conversation.closed": closing,
      },
    },
    event: {
      on: {
        ...always,
        "contact.wrote": { guard: "listensToAnswer", ...goesOn },
        "conversation.closed": [{ guard: "listensToClose", ...goesOn }, closing],
        "conversation.assigned": { guard: "listensToAssignment", ...goesOn },
        "time.came": due,
      },
    },
    ended: { type: "final" },
  },
});

const transition = pureTransition(runMachine);
type Snapshot = SnapshotFrom<typeof runMachine>;
const restored = new Map<string, Snapshot>();

/** What an event means to a waiting run: nothing, that it goes on, or that it ends. */
export type Meaning = { kind: "nothing" } | { kind: "resumes" } | ({ kind: "ends" } & Ending);

export function meaningOf(event: RunEvent, context: RunContext): Meaning {
  const [, actions] = transition(restore(context), event);
  for (const { type, params } of actions) {
    if (type === "resume") return { kind: "resumes" };
    if (type === "end") return { kind: "ends", ...(params as Ending) };
  }
  return { kind: "nothing" };
}

function restore(context: RunContext): Snapshot {
  const value = context.run.wait.kind;
  const known = restored.get(value);
  if (known !== undefined) return { ...known, context };
  const snapshot = runMachine.resolveState({ value, context });
  restored.set(value, snapshot);
  return snapshot;
}

function listensTo({ wait }: Run, what: "answer" | "close" | "assignment"): boolean {
  return wait.kind === "event" && wait.events.includes(what);
}
