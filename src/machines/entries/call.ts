import type { HeardInput } from "../../domain/intake/heard.ts";
import type { Outcome } from "../../domain/intake/intake.ts";
import type { Turn } from "../turn.ts";

/** A call: shown, and it opens the window where WhatsApp says so (WhatsApp section 7). It opens no episode: T1 and T2 speak of messages. */
export function applyCall(turn: Turn, input: HeardInput & { kind: "call" }): Outcome {
  const { at, occurredAt, cause } = turn.step;
  if (input.opensWindow) {
    turn.offer({
      type: "call.received",
      at,
      actor: cause.actor,
      settings: turn.step.settings,
      from: input.from ?? null,
      occurredAt,
    });
  }
  const data = { sourceId: input.sourceId, event: input.event, direction: input.direction };
  turn.record("call", data);
  turn.publish("call.received", { call: data });
  const { lastActivityAt } = turn.conversation;
  turn.show({ lastActivityAt: Math.max(lastActivityAt ?? occurredAt, occurredAt) });
  return { kind: "applied" };
}
