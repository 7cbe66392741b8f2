import type { Actor } from "../../../src/domain/actor.ts";
import type { EffectResult, NewEffect } from "../../../src/domain/automation/effect.ts";
import type { Evaluation } from "../../../src/domain/automation/evaluation.ts";
import {
  automationKey,
  type Run,
  type RunRecord,
  type StepRecord,
} from "../../../src/domain/automation/run.ts";
import type { Command } from "../../../src/domain/conversation/commands.ts";
import type { Commit } from "../../../src/domain/commit.ts";
import type { IntakeEntry } from "../../../src/domain/intake/intake.ts";
import { fold } from "../../../src/machines/fold.ts";
import { Life } from "../support.ts";
import { flowOf, OpenBook } from "./flows.ts";

/** A conversation in a workspace that has flows. Plays the part of the store and of whoever carries out effects. */
export class BotLife extends Life {
  readonly book = new OpenBook();
  readonly effects = new Map<string, NewEffect>();
  readonly runRecords = new Map<string, RunRecord>();
  readonly steps = new Map<string, StepRecord>();
  readonly evaluations = new Map<string, Evaluation>();
  override automation = { book: this.book, claimed: [] as { key: string; runId: string }[] };

  /** A flow that is switched on. */
  has(id: string, written: Record<string, unknown>, version = 1): this {
    this.book.publish(id, flowOf(written), version);
    return this;
  }

  override enters(entries: IntakeEntry[], now: number): Commit {
    const commit = super.enters(entries, now);
    const { automation } = commit;
    for (const effect of automation.effects) {
      if (this.effects.has(effect.id)) throw new Error(`effect ${effect.id} is there already`);
      this.effects.set(effect.id, effect);
    }
    for (const run of automation.runs) this.runRecords.set(run.id, run);
    for (const step of automation.steps) {
      this.steps.set(`${step.runId}/${step.stepId}/${step.visit}`, step);
    }
    for (const evaluation of automation.evaluations)
      this.evaluations.set(evaluation.id, evaluation);
    return commit;
  }

  /** The effects that the last commit asked for. */
  asked(): NewEffect[] {
    return this.last?.automation.effects ?? [];
  }

  /** The one effect that the last commit asked for. */
  effect(): NewEffect {
    const [effect, ...others] = this.asked();
    if (effect === undefined || others.length > 0) {
      throw new Error(`one effect was expected, and there are ${this.asked().length}`);
    }
    return effect;
  }

  /** A worker reports what became of an effect. */
  settles({ id }: NewEffect, result: EffectResult, at: number): Commit {
    const entry = this.entry({ kind: "effectResult", effectId: id, result }, ENGINE, at, at);
    return this.enters([{ ...entry, key: automationKey(id) }], at);
  }

  /** A worker has made a command of an effect. */
  carriesOut(effect: NewEffect, at: number, command = commandOf(effect)): Commit {
    const actor: Actor = { kind: "automation", id: effect.flowId };
    const key = automationKey(effect.id);
    const { depth } = effect;
    const entry = this.entry({ kind: "command", command }, actor, at, at);
    return this.enters(
      [{ ...entry, key, cause: { kind: "automation", id: key, actor, depth } }],
      at,
    );
  }

  /** Everything that was asked for is done, until nothing more is. */
  settlesAll(at: number): void {
    for (let effects = this.asked(); effects.length > 0; effects = this.asked()) {
      for (const effect of effects) {
        if (effect.task.kind === "send" || effect.task.kind === "sendTemplate")
          this.carriesOut(effect, at);
        else this.settles(effect, { kind: "done", vars: {} }, at);
      }
    }
  }

  get runs(): readonly Run[] {
    return this.conversation?.automation?.runs ?? [];
  }

  /** How the runs of a flow ended, in their order; `running` for one that has not. */
  ends(flowId: string): string[] {
    return [...this.runRecords.values()]
      .filter((run) => run.flowId === flowId)
      .map(({ state }) => state);
  }

  /** Verdicts on a flow, in their order. */
  verdicts(flowId: string): string[] {
    return [...this.evaluations.values()]
      .filter((evaluation) => evaluation.flowId === flowId)
      .map(({ verdict }) => (verdict.kind === "skipped" ? verdict.reason : verdict.kind));
  }

  /** Texts that were put into the outbox, in their order. */
  texts(): string[] {
    return this.messages()
      .filter(({ direction }) => direction === "outgoing")
      .map(({ content }) => (content?.type === "text" ? content.text : (content?.type ?? "")));
  }

  /** The conversation, folded again from its history by somebody who knows no flows. */
  folded() {
    const { line, contact } = this;
    return fold(this.history, { line, contact, settingsOf: () => line.settings });
  }
}

const ENGINE: Actor = { kind: "system", id: "engine" };

/** What a worker makes of a send or an assignment. */
export function commandOf({ task }: NewEffect): Command {
  switch (task.kind) {
    case "send":
      return {
        name: "send",
        refused: [],
        lease: task.lease,
        messages: task.messages.map((message) => ({
          content:
            message.type === "text"
              ? message
              : { type: "text", text: message.type, previewUrl: false },
          replyToId: null,
        })),
      };
    case "sendTemplate": {
      const { name, language } = task.template;
      const content = {
        type: "template" as const,
        name,
        language,
        category: "UTILITY",
        components: [],
        text: `plantilla ${name}`,
        values: {},
      };
      return {
        name: "send",
        refused: [],
        lease: task.lease,
        messages: [{ content, replyToId: null }],
      };
    }
    case "assign":
      return {
        name: "assign",
        target: { kind: "user", userId: "usr_picked" },
        markUnread: task.markUnread,
      };
    default:
      throw new Error(`${task.kind} ends in no command`);
  }
}

type Answered = EffectResult & { kind: "answered" };

/** What a responder says, and what comes after it. */
export function answered(texts: string[], goesOn: Answered["then"]): Answered {
  // oxlint-disable-next-line unicorn/no-thenable -- a word of the contract; it is never a function
  return { kind: "answered", texts, then: goesOn };
}
