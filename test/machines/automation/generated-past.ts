import { flowDefinitionSchema } from "../../../src/domain/automation/flow.ts";
import type { SwitchedOn } from "../../../src/domain/automation/make-flow-book.ts";
import type { Effect } from "../../../src/domain/automation/effect.ts";
import { automationKey, startKey } from "../../../src/domain/automation/run.ts";
import type { Command } from "../../../src/domain/conversation/commands.ts";
import type { MessageContent } from "../../../src/domain/conversation/content.ts";
import type { EffectSettlement } from "../../../src/store/automation-store.ts";
import { aFlow, aFlowVersion } from "../../support/automation-builders.ts";
import {
  ACME,
  aLine,
  aMessage,
  aStatus,
  aSubmission,
  HOUR,
  LINE,
  MINUTE,
  T0,
} from "../../support/builders.ts";
import { Outcomes } from "../../../src/outcomes.ts";
import { createAdvance, type AdvanceConversation } from "../../../src/workers/advance.ts";
import { createMemoryStore } from "../../support/memory-store/memory-store.ts";
import { createRecordingDoorbell } from "../../support/recording-doorbell.ts";
import { createRecordingLog } from "../../support/recording-log.ts";
import { commandOf } from "./bot-life.ts";

/** Flows that are switched on, in this order. */
export function switchedOn(
  flows: Record<string, Record<string, unknown>>,
  version = 1,
): SwitchedOn[] {
  return Object.entries(flows).map(([flowId, written], place) => {
    const steps = written["steps"] as { id: string }[];
    const definition = flowDefinitionSchema.parse({
      name: flowId,
      first: steps[0]?.id,
      ...written,
    });
    return {
      flow: aFlow({ id: flowId, liveVersion: version, liveSince: T0, createdAt: T0 + place }),
      live: aFlowVersion({ flowId, version, definition }),
    };
  });
}

/** Ana, Ben and the others: told apart by a number. */
function identityOf(person: number) {
  return { userId: `BR.${1_000 + person}`, waId: `55119${String(87_650_000 + person)}` };
}

/**
 * A workspace whose people, contacts and endpoints do what a seed says, for some virtual days, on the store of the tests and with the live machinery:
 * accept, load, advance, commit; effects and sends are claimed and settled, late and in any order, as workers would. Time goes in uneven
 * steps, often in none: many things happen in the same millisecond.
 */
export class GeneratedPast {
  readonly store = createMemoryStore();
  readonly conversations = new Set<string>();
  now = T0;
  readonly #random: () => number;
  readonly #advance: AdvanceConversation;
  readonly #effects: Effect[] = [];
  readonly #heard = new Map<string, string | null>();
  readonly #sourceIds: string[] = [];
  #count = 0;

  constructor(random: () => number) {
    this.#random = random;
    this.#advance = createAdvance({
      store: this.store,
      clock: { now: () => this.now },
      doorbell: createRecordingDoorbell(),
      outcomes: new Outcomes(),
      log: createRecordingLog(),
      pause: async () => {},
      random,
    });
  }

  /** Lives through so many happenings with so many contacts, under these flows. */
  async live(flows: readonly SwitchedOn[], happenings: number, people: number): Promise<void> {
    await this.store.putLine(aLine());
    for (const { flow, live } of flows) await this.store.addFlow(flow, live);
    for (let count = 0; count < happenings; count++) {
      await this.#happens(people);
      if (this.#chance(0.6)) await this.#turnAll(0.5);
      if (this.#chance(0.6)) await this.#settleSome();
      if (this.#chance(0.7)) this.now += Math.floor(this.#random() ** 4 * 9 * HOUR);
    }
    for (let round = 0; round < 3; round++) {
      await this.#turnAll(1);
      await this.#settleSome();
    }
    await this.#turnAll(1);
  }

  async #happens(people: number): Promise<void> {
    const person = Math.floor(this.#random() * people);
    const draw = this.#random();
    const id = this.#any([...this.conversations]);
    if (draw < 0.45 || id === undefined) return this.#writes(person);
    if (draw < 0.55) return this.#asks(id, sends("Le ayudo"));
    if (draw < 0.6) return this.#asks(id, { name: "resumeAutomations" });
    if (draw < 0.68)
      return this.#asks(id, {
        name: "close",
        description: "Atendido",
        reasonCode: null,
        handOverTo: null,
        rearm: this.#chance(0.8),
      });
    if (draw < 0.74)
      return this.#asks(id, { name: "tag", tags: [this.#chance(0.5) ? "vip" : "otro"] });
    if (draw < 0.78) return this.#asks(id, { name: "untag", tags: ["vip"] });
    if (draw < 0.84)
      return this.#asks(id, {
        name: "assign",
        target: this.#chance(0.5) ? { kind: "user", userId: "usr_eva" } : { kind: "nobody" },
        markUnread: false,
      });
    if (draw < 0.9) return this.#starts(id);
    const sourceId = this.#any(this.#sourceIds);
    if (sourceId === undefined) return;
    await this.store.accept(
      [
        aStatus(sourceId, this.#chance(0.7) ? "delivered" : "failed", {
          identity: identityOf(person),
        }),
      ],
      {
        receivedAt: this.now,
        newContactId: () => `ct_${person}`,
      },
    );
  }

  async #writes(person: number): Promise<void> {
    const words = this.#any(["Hola", "precio por favor", "azul", "nada", "12"]) ?? "";
    const quoted = this.#chance(0.2) ? this.#any(this.#sourceIds) : undefined;
    const content: MessageContent = { type: "text", text: words };
    const item = aMessage(`wamid.in${++this.#count}`, {
      identity: identityOf(person),
      occurredAt: this.now - Math.floor(this.#random() * 3_000),
    });
    if (item.kind !== "message") throw new Error("a message was expected");
    const context =
      quoted === undefined
        ? null
        : { sourceId: quoted, forwarded: false, frequentlyForwarded: false, product: null };
    const message = { ...item.message, content, context };
    const accepted = await this.store.accept([{ ...item, message }], {
      receivedAt: this.now,
      newContactId: () => `ct_${person}`,
    });
    for (const one of accepted)
      if (one.kind === "accepted") this.conversations.add(one.conversationId);
  }

  async #asks(id: string, command: Command): Promise<void> {
    const key = `cmd|eva|${++this.#count}`;
    const actor = { kind: "user", id: "usr_eva" } as const;
    await this.store.submit(aSubmission(id, key, { command, actor, receivedAt: this.now }));
  }

  async #starts(conversationId: string): Promise<void> {
    const trigger = { type: "manual", id: `manual${++this.#count}` };
    await this.store.submitStart({
      workspaceId: ACME,
      conversationId,
      key: startKey("by-hand", trigger.id),
      flowId: "by-hand",
      trigger,
      vars: { color: "verde" },
      depth: 0,
      actor: { kind: "user", id: "usr_eva" },
      receivedAt: this.now,
    });
  }

  async #turnAll(share: number): Promise<void> {
    for (const id of this.conversations) if (this.#chance(share)) await this.#turn(id);
  }

  async #turn(conversationId: string): Promise<void> {
    await this.#advance({ workspaceId: ACME, conversationId }, "live");
  }

  async #settleSome(): Promise<void> {
    for (const lane of ["inside", "outside"] as const) {
      const claim = { lane, now: this.now, leaseMs: 30 * 24 * HOUR, limit: 100 };
      const claimed = await this.store.claimEffects(claim);
      for (const effect of claimed) await this.#hears(effect);
      this.#effects.push(...claimed);
    }
    for (const effect of this.#effects.splice(0)) {
      if (this.#chance(0.3)) this.#effects.push(effect);
      else await this.#settle(effect);
    }
    await this.#send();
  }

  /** Responders know of what had been said when they were asked, and answer when more may have been. */
  async #hears({ id, conversationId }: Effect): Promise<void> {
    const row = await this.store.conversation(ACME, conversationId);
    this.#heard.set(id, row?.conversation.facts.lastInboundId ?? null);
  }

  async #settle(effect: Effect): Promise<void> {
    const { workspaceId, id, attempts } = effect;
    await this.store.settleEffect({
      workspaceId,
      id,
      attempts,
      at: this.now,
      ends: this.#endOf(effect),
    });
  }

  #endOf(effect: Effect): EffectSettlement["ends"] {
    const { task, workspaceId, conversationId, flowId, depth, id } = effect;
    if (this.#chance(0.1))
      return {
        kind: "result",
        result: { kind: "failed", code: "endpoint.away", detail: "it was away" },
      };
    switch (task.kind) {
      case "send":
      case "sendTemplate":
      case "assign": {
        if (task.kind === "assign" && this.#chance(0.2))
          return { kind: "result", result: { kind: "nobody" } };
        const actor = { kind: "automation", id: flowId } as const;
        const key = automationKey(id);
        const command = commandOf(effect);
        const asked = { workspaceId, conversationId, key, command, actor, depth };
        return { kind: "command", command: { ...asked, receivedAt: this.now } };
      }
      case "respond":
        return {
          kind: "result",
          result: {
            kind: "answered",
            texts: this.#chance(0.8) ? ["Claro"] : [],
            // oxlint-disable-next-line unicorn/no-thenable -- a word of the contract; it is never a function
            then: this.#any(["wait", "done", "handOver"] as const) ?? "done",
            ...heardAs(this.#heard.get(id)),
          },
        };
      default:
        return {
          kind: "result",
          result: { kind: "done", vars: { score: String(++this.#count % 3) } },
        };
    }
  }

  async #send(): Promise<void> {
    const claim = { name: `claim${++this.#count}`, now: this.now, leaseMs: MINUTE, limit: 50 };
    for (const { send } of await this.store.claimSends(ACME, LINE, claim)) {
      const sourceId = `wamid.out${++this.#count}`;
      if (this.#chance(0.9)) this.#sourceIds.push(sourceId);
      await this.store.settleSend({
        workspaceId: ACME,
        id: send.id,
        attempt: send.attempts,
        at: this.now,
        result: this.#chance(0.9)
          ? { kind: "accepted", sourceId }
          : { kind: "refused", reason: "recipient", errors: [] },
      });
    }
  }

  #chance(probability: number): boolean {
    return this.#random() < probability;
  }

  #any<T>(of: readonly T[]): T | undefined {
    return of[Math.floor(this.#random() * of.length)];
  }
}

const heardAs = (heardId: string | null = null) => (heardId === null ? {} : { heardId });

function sends(text: string): Command {
  const content = { type: "text", text, previewUrl: false } as const;
  return { name: "send", messages: [{ content, replyToId: null }], refused: [] };
}
