import { MESSAGES_PER_HOUR_MAX } from "../../../../src/domain/automation/run.ts";
import type { Dump } from "../../../support/memory-store/dump.ts";
import { groupBy, type Evidence } from "../evidence.ts";
import type { AutomationsWatch, DecidedEffect } from "./automations-watch.ts";

const HOUR_MS = 3_600_000;

/**
 * Who talks (Q50) and how much (Q60): nothing of a run leaves once a person talks, and no more than so many of their messages are decided on in an
 * hour. That none is accepted then is the shadow's to say, and that none leaves outside of its window `checkSends`.
 */
export function checkMessages(
  { verdict, ledger }: Evidence,
  { workspaceId, sends, timelines, entries }: Dump,
  { decided, claims }: AutomationsWatch,
): void {
  for (const file of ledger.strangeFiles) verdict.broken("files", `nobody was given ${file}`);
  const ours = new Map(sends.map((send) => [send.id, send]));
  for (const { sendId, at } of ledger.sends) {
    const send = ours.get(sendId);
    if (send === undefined || send.lease === null) continue;
    const claim = claims.get(sendId)?.findLast((one) => one.at <= at);
    if (claim === undefined) verdict.broken("driver", `${sendId} left, and nobody had claimed it`);
    else if (claim.isStale) verdict.broken("driver", `${sendId} left after a person took over`);
  }

  const own = [...decided.values()].filter((effect) => effect.workspaceId === workspaceId);
  for (const [id, effects] of groupBy(own, ({ conversationId }) => conversationId)) {
    const times = effects
      .flatMap((effect) => Array.from({ length: messagesIn(effect) }, () => effect.createdAt))
      .sort((a, b) => a - b);
    const full = times.findIndex(
      (at, index) => (times[index + MESSAGES_PER_HOUR_MAX] ?? Infinity) < at + HOUR_MS,
    );
    if (full >= 0) {
      verdict.broken("loops", `${id} had more than its messages in the hour from ${times[full]}`);
    }
  }

  // What was said is what some step said, message by message.
  const said = new Map<string, number>();
  for (const { conversationId, items } of timelines) {
    for (const item of items) {
      if (item.kind !== "message" || item.sender.kind !== "automation") continue;
      const name = `${conversationId} ${item.version}`;
      said.set(name, (said.get(name) ?? 0) + 1);
    }
  }
  for (const { entry, applied } of entries) {
    const { cause, input, conversationId } = entry;
    if (cause.actor.kind !== "automation" || input.kind !== "command") continue;
    if (input.command.name !== "send" || applied?.outcome.kind !== "applied") continue;
    const name = `${conversationId} ${applied.version}`;
    if (said.get(name) !== input.command.messages.length) {
      verdict.broken("effects", `${entry.key} said ${said.get(name) ?? 0} messages`);
    }
    said.delete(name);
  }
  for (const name of said.keys()) verdict.broken("effects", `nobody said what ${name} shows`);
}

function messagesIn({ task }: DecidedEffect): number {
  if (task.kind === "send") return task.messages.length;
  return task.kind === "sendTemplate" ? 1 : 0;
}
