import type { Evidence } from "./evidence.ts";

/** I11: after the calm nothing waits, and nothing is dead but the poison that was given. */
export async function checkRest({ verdict, ledger, dumps, database }: Evidence): Promise<void> {
  for (const { workspaceId, entries, events, relayedSeq } of dumps) {
    if (relayedSeq !== events.length) {
      verdict.broken("I11", `${workspaceId} has ${events.length - relayedSeq} events to relay`);
    }
    for (const { entry, applied } of entries) {
      if (applied === null) {
        verdict.broken("I11", `${entry.key} still waits in ${entry.conversationId}`);
        continue;
      }
      const isPoison =
        entry.input.kind === "message" && ledger.poison.has(entry.input.message.sourceId);
      if ((applied.outcome.kind === "dead") !== isPoison) {
        verdict.broken("I11", `${entry.key} is ${applied.outcome.kind}`);
      }
    }
  }
  const depth = await database.outboxDepth();
  if (depth > 0) verdict.broken("I11", `${depth} deliveries wait`);
}
