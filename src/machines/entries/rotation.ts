import type { MailboxInput } from "../../domain/intake/inbound.ts";
import type { Outcome } from "../../domain/intake/intake.ts";
import type { Turn } from "../turn.ts";

/** The contact's identifiers changed. The store has rotated the aliases on acceptance; here it becomes visible. */
export function applyRotation(turn: Turn, input: MailboxInput & { kind: "rotation" }): Outcome {
  turn.record("identity_changed", { change: input.change });
  turn.publish("contact.identity_changed", { change: input.change });
  return { kind: "applied" };
}
