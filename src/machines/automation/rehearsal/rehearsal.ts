import type { EffectResult, NewEffect } from "../../../domain/automation/effect.ts";
import type { RunId } from "../../../domain/automation/run.ts";
import { automationKey } from "../../../domain/automation/run.ts";
import { NOTHING_AUTOMATED } from "../../../domain/commit.ts";
import type { TimerName } from "../../../domain/conversation/conversation.ts";
import type { HistoryEntry, IntakeEntry } from "../../../domain/intake/intake.ts";
import { messageIdOf } from "../../../domain/ids.ts";
import { applyEntry } from "../../apply-entry.ts";
import { earliestDue } from "../../entries/timer.ts";
import { isStep } from "../../fold.ts";
import { newConversation } from "../../snapshot.ts";
import { firingOf, takeStep } from "../../take-step.ts";
import { Turn } from "../../turn.ts";
import { Automata } from "../automata.ts";
import { automate } from "../automate.ts";
import { effectIn } from "../effect-entry.ts";
import { inOrder, originOf, PastEffects } from "./past.ts";
import type { RehearsalInput, Rehearsed, Sent } from "./rehearsed.ts";
import { Renaming } from "./renaming.ts";
import { Retelling, withoutHeard } from "./retelling.ts";
import { acceptance, nothingAssumed, standIn } from "./stand-in.ts";

/** Something that a run has asked for. */
type Asked = Pick<NewEffect, "id" | "runId">;

/** An entry to be taken. `effect`: what it is the result of; `there`: its version in the past, if it is of the past. */
interface Taking {
  entry: IntakeEntry;
  effect: Asked | null;
  there: number | null;
}

/** A conversation that goes through its past once more, in slices. */
export class Rehearsal {
  readonly #input: RehearsalInput;
  readonly #turn: Turn;
  readonly #past: PastEffects;
  readonly #renaming: Renaming;
  readonly #retelling: Retelling;
  readonly #taken: Rehearsed["taken"] = [];
  readonly #sent: Sent[] = [];
  readonly #roots = new Map<RunId, string>();
  readonly #assumed = nothingAssumed();
  /** By their ids in the past: what waits for the answer that really came. */
  readonly #awaiting = new Map<string, Asked>();
  /** Answers that are there already. */
  readonly #answers: Taking[] = [];
  #automata: Automata | null = null;
  #place = 0;
  /** Entries of before the period. */
  readonly #recalled: number;
  #now = 0;
  #root = "";

  constructor(input: RehearsalInput) {
    const { line, contact } = input;
    const history = inOrder(input.history);
    const id = history[0]?.conversationId ?? "";
    this.#input = { ...input, history };
    this.#past = new PastEffects(history);
    const first = history.findIndex(({ applied }) => applied.at >= input.since);
    this.#recalled = first < 0 ? history.length : first;
    this.#renaming = new Renaming(id);
    this.#retelling = new Retelling(this.#renaming);
    const { workspaceId, id: lineId } = line;
    const conversation = newConversation({ workspaceId, id, lineId, contactId: contact.id });
    this.#turn = new Turn({ conversation, line, contact, messages: [] });
  }

  /** Goes through up to `max` more entries of the past; true when it has come to the end of the period. */
  goOn(max = Infinity): boolean {
    const { history, until } = this.#input;
    const stop = Math.min(history.length, this.#place + max);
    for (; this.#place < stop; this.#place++) {
      const entry = history[this.#place];
      if (entry === undefined) break;
      if (this.#place < this.#recalled) this.#recall(entry);
      else this.#live(entry);
    }
    if (this.#place < history.length) return false;
    this.#fireUntil(until);
    return true;
  }

  get rehearsed(): Rehearsed {
    return {
      conversation: this.#turn.conversation,
      taken: this.#taken,
      log: this.#automata?.log.written ?? NOTHING_AUTOMATED,
      sent: this.#sent,
      roots: this.#roots,
      assumed: this.#assumed,
    };
  }

  /** Before the period everything is as it was. */
  #recall(entry: HistoryEntry): void {
    const { applied } = entry;
    if (!isStep(applied.outcome)) return;
    const settings = this.#input.settingsOf(applied.settingsVersion);
    const { contactOwnerId, at: now } = applied;
    applyEntry(this.#turn, entry, { now, settings, contactOwnerId });
    this.#renaming.isCommon(applied.version);
  }

  #live(entry: HistoryEntry): void {
    switch (originOf(entry)) {
      case "own":
        return;
      case "deadline":
        return this.#deadline(entry);
      case "world": {
        if (!isStep(entry.applied.outcome)) return;
        const again = this.#retelling.retell(entry);
        if (again === null) return;
        this.#fireUntil(entry.receivedAt);
        this.#at(entry);
        return this.#take({ entry: again, effect: null, there: entry.applied.version });
      }
      case "result": {
        const effect = this.#asked(effectIn(entry) ?? "");
        if (effect === null) return;
        this.#fireUntil(entry.receivedAt);
        this.#at(entry);
        return this.#take(answerOf(effect, entry, (result) => this.#retelling.result(result)));
      }
    }
  }

  /** Who waits for what came of an effect of the past; null: nobody here. */
  #asked(effectId: string): Asked | null {
    const asked = this.#awaiting.get(effectId);
    this.#awaiting.delete(effectId);
    if (asked !== undefined) return asked;
    const runId = this.#past.askedBefore(effectId, this.#recalled);
    return runId === null ? null : { id: effectId, runId };
  }

  /** A deadline that came: it comes at its place again if it stands here too. */
  #deadline({ input, applied }: HistoryEntry): void {
    if (input.kind !== "timer") return;
    for (;;) {
      const due = earliestDue(this.#turn.conversation.facts.timers, input.dueAt);
      if (due === null) return;
      if (due.timer === input.timer && due.dueAt === input.dueAt) {
        this.#at({ applied });
        const entry = firingOf(this.#turn, due);
        return this.#take({ entry, effect: null, there: applied.version });
      }
      this.#fire(due);
    }
  }

  /** Deadlines that came to nobody in the past, each at its time. */
  #fireUntil(until: number): void {
    for (;;) {
      const due = earliestDue(this.#turn.conversation.facts.timers, until);
      if (due === null) return;
      this.#fire(due);
    }
  }

  #fire(due: { timer: TimerName; dueAt: number }): void {
    this.#now = Math.max(this.#now, due.dueAt);
    this.#take({ entry: firingOf(this.#turn, due), effect: null, there: null });
  }

  /** It is as late as it was at this step, and what held then holds. */
  #at({ applied }: Pick<HistoryEntry, "applied">): void {
    const { at, settingsVersion, contactOwnerId } = applied;
    this.#now = at;
    this.#turn.recall({ settings: this.#input.settingsOf(settingsVersion), contactOwnerId });
  }

  /** A step, what automations make of it, and the answers that come at once. */
  #take(first: Taking): void {
    this.#root = rootOf(first.entry);
    for (let next: Taking | undefined = first; next !== undefined; next = this.#answers.shift()) {
      this.#step(next);
    }
  }

  #step({ entry, effect, there }: Taking): void {
    const { book, claimed } = this.#input;
    const automata = (this.#automata ??= new Automata(this.#turn, { book, claimed }));
    const { step, taken } = takeStep(this.#turn, entry, this.#now);
    this.#taken.push({ entry, applied: taken });
    if (there !== null) this.#renaming.note({ there, here: taken.version });
    if (effect !== null && taken.outcome.kind === "applied") this.#tell(entry, effect, there);
    automate(automata, step, (made) => {
      const next = takeStep(this.#turn, made, this.#now);
      this.#taken.push({ entry: made, applied: next.taken });
      if (made.input.kind === "automation") this.#noteRoots(made.input.news);
      return next.step;
    });
    for (const asked of automata.log.takeEffects()) this.#answer(asked, automata.at);
  }

  #noteRoots(news: (IntakeEntry["input"] & { kind: "automation" })["news"]): void {
    for (const each of news) {
      if (each.kind === "started") this.#roots.set(each.run.id, this.#root);
    }
  }

  /** A message of a run is on its way; if it never really was, it arrives at once. */
  #tell({ input }: IntakeEntry, { runId }: Asked, there: number | null): void {
    if (input.kind !== "command" || input.command.name !== "send") return;
    const { id: conversationId, workspaceId, version, steppedAt: at } = this.#turn.conversation;
    const messages = input.command.messages.map(({ content }) => content);
    this.#sent.push({ runId, at, messages });
    if (there !== null) return;
    for (const index of messages.keys()) {
      const messageId = messageIdOf(version, index);
      const entry = acceptance({ workspaceId, conversationId, messageId, at });
      this.#answers.push({ entry, effect: null, there: null });
    }
  }

  #answer(effect: NewEffect, at: number): void {
    const effectId = this.#idInPast(effect);
    const past = this.#past.of(effectId, effect.task);
    if (!past.asked) {
      const { workspaceId, id: conversationId, facts } = this.#turn.conversation;
      const { choose, opportunity } = this.#input;
      const { contactOwnerId } = this.#turn;
      const { ownerId } = facts;
      const world = { choose, ownerId, contactOwnerId, opportunity, assumed: this.#assumed };
      const entry = standIn(effect, { workspaceId, conversationId, at }, world);
      this.#answers.push({ entry, effect, there: null });
      return;
    }
    const { result } = past;
    if (result === null) return;
    if (result.place > this.#place) this.#awaiting.set(effectId, effect);
    // It asks later than it did.
    else {
      const { entry } = answerOf(effect, result.entry, withoutHeard);
      const again = { ...entry, occurredAt: at, receivedAt: at };
      this.#answers.push({ entry: again, effect, there: null });
    }
  }

  #idInPast({ id, runId }: NewEffect): string {
    const run = this.#automata?.run(runId);
    if (run === undefined) return id;
    const { trigger } = run;
    const past = this.#renaming.past(trigger.id);
    return past === trigger.id ? id : id.replace(trigger.id, past);
  }
}

/** What really came of the same thing, under the id that it has here, and with what it says told again. */
function answerOf(
  effect: Asked,
  { applied, ...entry }: HistoryEntry,
  retell: (result: EffectResult) => EffectResult,
): Taking {
  const key = automationKey(effect.id);
  const there = applied.version;
  const { input } = entry;
  if (input.kind !== "effectResult" && key === entry.key) return { entry, effect, there };
  const again =
    input.kind === "effectResult"
      ? { ...input, effectId: effect.id, result: retell(input.result) }
      : input;
  const cause = { ...entry.cause, id: key };
  return { entry: { ...entry, key, cause, input: again }, effect, there };
}

function rootOf({ key, input }: IntakeEntry): string {
  return input.kind === "timer" ? `timer|${input.timer}|${input.dueAt}` : key;
}
