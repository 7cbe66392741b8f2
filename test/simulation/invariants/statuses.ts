import { contactOf } from "../outside/mergers.ts";
import { groupBy, type Evidence } from "./evidence.ts";

/** Written out once more, after WhatsApp section 3. */
const WAY = ["queued", "sent", "delivered", "read", "played"];

/**
 * I10: what is shown of a message is the highest status that was reported of it, and never went back.
 * Of people who write under new identifiers before we are told, the reports may have come to another conversation than the message; and so may
 * those of what the phone app sent to somebody who was merged before it was known here: it names no conversation.
 */
export function checkStatuses(evidence: Evidence): void {
  const { verdict, ledger, dumps } = evidence;
  const reports = groupBy(
    [...ledger.updates.values()].flatMap(({ status, expectations: [expected] }) =>
      status === null || expected === undefined || !("person" in expected)
        ? []
        : [{ ...status, isLoose: ledger.loosePeople.has(expected.person) }],
    ),
    ({ sourceId }) => sourceId,
  );
  const items = dumps.flatMap(({ timelines }) => timelines.flatMap((timeline) => timeline.items));
  for (const item of items) {
    if (item.kind !== "message" || item.sourceId === null || item.content === null) continue;
    if (item.origin === "echo" && ledger.mergedContacts.has(contactOf(item.conversationId)))
      continue;
    const reported = reports.get(item.sourceId);
    if (reported === undefined || reported.some(({ isLoose }) => isLoose)) continue;
    const due = highest(reported.map(({ status }) => status));
    if (item.status !== due) {
      verdict.broken("I10", `message ${item.sourceId} shows ${String(item.status)} and is ${due}`);
    }
  }
  for (const { events } of dumps) checkAnnounced(evidence, events);
}

/** `failed` counts only where nothing proves that the message arrived. */
function highest(reported: string[]): string {
  const rank = Math.max(1, ...reported.map((status) => WAY.indexOf(status)));
  return rank < 2 && reported.includes("failed") ? "failed" : (WAY[rank] ?? "sent");
}

function checkAnnounced({ verdict }: Evidence, events: Evidence["dumps"][number]["events"]): void {
  const announced = new Map<string, number>();
  for (const { type, data, conversation } of events) {
    const status = type.slice("message.".length);
    const { id } = (data["message"] ?? {}) as { id?: string };
    const rank = status === "failed" ? 1 : WAY.indexOf(status);
    if (!type.startsWith("message.") || id === undefined || rank < 0) continue;
    // Until WhatsApp has taken it, a message has our own id alone.
    const name = `${conversation?.id} ${id}`;
    if (rank < (announced.get(name) ?? 0)) {
      verdict.broken("I10", `message ${name} went back to ${status} at ${conversation?.version}`);
    }
    announced.set(name, rank);
  }
}
