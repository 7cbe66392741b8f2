import { isMeant } from "../../domain/conversation/commands.ts";
import type { Driver } from "../../domain/automation/state.ts";
import type { Run, RunId } from "../../domain/automation/run.ts";
import type { ConversationEvent } from "../../domain/events.ts";
import type { IntakeEntry, Outcome } from "../../domain/intake/intake.ts";
import type { Automata } from "./automata.ts";
import { awaitedOf, effectIn } from "./effect-entry.ts";
import { listeners } from "./listeners.ts";
import { occasionsOf, type Occasion } from "./occasion.ts";
import { effectOf } from "./records.ts";
import { resume } from "./resume.ts";
import { meaningOf, type RunEvent } from "./run-machine.ts";
import type { Awaited } from "./awaited.ts";
import { consider, notLive, startFlows } from "./starts.ts";
import { endsByClosing } from "./talking.ts";
import { ringClocks, windClocks } from "./watches.ts";

/** A step that the conversation has taken. */
export interface StepTaken {
  entry: IntakeEntry;
  outcome: Outcome;
  /** Who talked before it. */
  driver: Driver;
  events: readonly ConversationEvent[];
}

/** What a step means to automations: runs go on or end, clocks begin and stop, flows start; in this order. */
export function react(automata: Automata, step: StepTaken): void {
  const { entry, outcome, events } = step;
  automata.at = Math.max(entry.receivedAt, automata.turn.conversation.steppedAt);
  // Each run takes one thing out of a step; one that starts in it, nothing.
  const waiting = new Set(automata.state.runs.map(({ id }) => id));
  const tell = (event: RunEvent, awaited: Awaited, only?: (run: Run) => boolean): void => {
    for (const id of waiting) {
      const run = automata.run(id);
      if (run !== undefined && (only?.(run) ?? true))
        offer(automata, { run, event, awaited }, waiting);
    }
  };

  const effectId = effectIn(entry);
  if (effectId !== null) {
    tell({ type: "effect.settled", effectId }, awaitedOf(entry.input, outcome));
    // A conversation has one draft for people to look at, the newest.
    tell({ type: "draft.replaced" }, { kind: "replaced" }, (run) => hasLostDraft(automata, run));
  }
  const { input } = entry;
  if (input.kind === "timer" && input.timer === "automation") {
    tell({ type: "time.came", at: input.dueAt }, { kind: "time" });
    ringClocks(automata, input.dueAt);
  }
  if (input.kind === "command" && input.command.name === "stopRuns" && outcome.kind === "applied") {
    const { which } = input.command;
    tell({ type: "run.stopped" }, { kind: "time" }, (run) => isMeant(run, which));
  }
  if (input.kind === "command" && "draftId" in input.command && outcome.kind === "applied") {
    const { draftId } = input.command;
    tell(
      { type: "draft.settled" },
      { kind: "command", outcome },
      (run) => effectOf(run) === draftId,
    );
  }
  if (step.driver.kind !== "person" && automata.turn.conversation.facts.driver.kind === "person") {
    tell({ type: "person.talks" }, { kind: "time" });
  }
  for (const event of events) {
    for (const { told, awaited } of listeners(automata, event)) tell(told, awaited);
  }
  for (const event of events) windClocks(automata, event);
  if (input.kind === "start" && outcome.kind === "applied") startByEntry(automata, entry, input);
  for (const event of events) {
    for (const occasion of occasionsOf(event, { turn: automata.turn, step: events })) {
      startFlows(automata, occasion);
    }
  }
}

function hasLostDraft({ state }: Automata, { id, wait }: Run): boolean {
  return wait.kind === "draft" && state.draft?.runId !== id;
}

/** Offers something to one run, whose machine says what it means to it. */
function offer(
  automata: Automata,
  { run, event, awaited }: { run: Run; event: RunEvent; awaited: Awaited },
  waiting: Set<RunId>,
): void {
  const flow = automata.book.definition(run.flowId, run.flowVersion);
  const closes = event.type === "conversation.closed";
  const ends = closes && flow !== null && endsByClosing(run, flow);
  const meaning = meaningOf(event, { run, endsByClosing: ends });
  if (meaning.kind === "nothing") return;
  waiting.delete(run.id);
  if (meaning.kind === "resumes") {
    return automata.guard(run.id, () => resume(automata, run, awaited));
  }
  automata.end(run, meaning.end, meaning.reason);
}

function startByEntry(
  automata: Automata,
  { cause }: IntakeEntry,
  { flowId, trigger, vars }: IntakeEntry["input"] & { kind: "start" },
): void {
  const live = automata.book.standing(flowId)?.live ?? null;
  const occasion: Occasion = {
    name: live?.definition.start.on ?? "manual",
    trigger,
    depth: cause.depth ?? 0,
    authors: [cause.actor],
    message: null,
    template: null,
    tags: [],
    vars,
    isMuted: false,
  };
  if (live === null) notLive(automata, flowId, occasion);
  else consider(automata, live, occasion);
}
