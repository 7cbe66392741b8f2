import { messageIdOfSend } from "../../../src/domain/ids.ts";
import type { Send } from "../../../src/domain/sending/send.ts";
import type { TakenSend } from "../outside/ledger.ts";
import { groupBy, type Evidence } from "./evidence.ts";

const DAY_MS = 86_400_000;
const CLOCK_AHEAD_MS = 60_000;

/**
 * I9: WhatsApp took each send once at most, whatever became of its answers, and what is shown of it is what WhatsApp knows. Sends of one
 * conversation were taken in their order, none of them outside the window, and nothing waits for ever.
 */
export function checkSends(evidence: Evidence): void {
  const { verdict, ledger, dumps } = evidence;
  const taken = groupBy(ledger.sends, ({ sendId }) => sendId);
  const sends = dumps.flatMap((dump) => dump.sends);
  const known = new Set(sends.map(({ id }) => id));
  for (const [sendId, acceptances] of taken) {
    if (acceptances.length > 1) {
      verdict.broken("I9", `${sendId} was taken ${acceptances.length} times`);
    }
    if (!known.has(sendId)) verdict.broken("I9", `${sendId} was taken, and nobody queued it`);
  }
  for (const send of sends) {
    const [first] = taken.get(send.id) ?? [];
    const wrong = wrongWith(send, first);
    if (wrong !== null) verdict.broken("I9", `${send.id} ${wrong}`);
  }
  checkAdopted(evidence, taken);
  checkOrder(evidence, { sends, taken });
  checkWindows(evidence);
}

function wrongWith(send: Send, taken: TakenSend | undefined): string | null {
  const { state, result, messageId } = send;
  if (state === "queued" || state === "inFlight") return `is ${state} after the calm`;
  // Nobody counts signs.
  if (messageId === null) return null;
  if (taken === undefined) return state === "accepted" ? "is accepted by nobody" : null;
  if (state === "refused") return "was taken, and is said to be refused";
  if (result?.kind === "accepted" && result.sourceId !== taken.sourceId) {
    return `has the id ${result.sourceId}, not ${taken.sourceId}`;
  }
  return null;
}

/** A message whose answer was lost takes WhatsApp's id from its first status that reached us. */
function checkAdopted(
  { verdict, ledger, dumps }: Evidence,
  taken: ReadonlyMap<string, TakenSend[]>,
): void {
  const reported = new Set(
    [...ledger.updates.values()].flatMap(({ status, answeredAt }) =>
      status === null || answeredAt === null ? [] : [status.sourceId],
    ),
  );
  for (const { timelines } of dumps) {
    const messages = new Map(
      timelines.flatMap(({ conversationId, items }) =>
        items.map((item) => [`${conversationId} ${item.id}`, item] as const),
      ),
    );
    for (const [sendId, [first]] of taken) {
      if (first === undefined || first.person === null) continue;
      if (ledger.loosePeople.has(first.person) || !reported.has(first.sourceId)) continue;
      const conversationId = sendId.replace(/^snd_(.+)_[^_]+$/, "$1");
      const messageId = messageIdOfSend(conversationId, sendId);
      const message = messages.get(`${conversationId} ${messageId}`);
      if (message?.kind !== "message" || message.sourceId === first.sourceId) continue;
      verdict.broken("I9", `${sendId} was reported on, and did not take its id`);
    }
  }
}

function checkOrder(
  { verdict }: Evidence,
  { sends, taken }: { sends: readonly Send[]; taken: ReadonlyMap<string, TakenSend[]> },
): void {
  const byConversation = groupBy(sends, (send) => `${send.workspaceId} ${send.conversationId}`);
  for (const [name, own] of byConversation) {
    const inOrder = own.toSorted((a, b) => a.position - b.position);
    const times = inOrder.flatMap(({ id }) => taken.get(id)?.[0]?.at ?? []);
    const isOrdered = times.every((at, index) => index === 0 || times[index - 1]! <= at);
    if (!isOrdered) verdict.broken("I9", `the messages of ${name} were taken out of order`);
  }
}

/** Promise 5: whatever was written by hand was taken in the 24 hours after the person last wrote or called. */
function checkWindows({ verdict, ledger }: Evidence): void {
  const inbound = groupBy(
    [...ledger.updates.values()].flatMap((update) => {
      const [first] = update.expectations;
      if (!update.opensWindow || update.postedAt === null) return [];
      if (first === undefined || !("person" in first)) return [];
      // A phone may run ahead: what it says of a time to come counts from when we took note of it, and a minute at most.
      const notedAt = update.answeredAt ?? update.postedAt;
      const countsFrom = Math.min(update.occurredAt, notedAt + CLOCK_AHEAD_MS);
      return [{ name: `${first.lineId} ${first.person}`, heardAt: update.postedAt, countsFrom }];
    }),
    ({ name }) => name,
  );
  for (const { sendId, lineId, person, at, freeForm } of ledger.sends) {
    if (!freeForm || person === null) continue;
    const lastAt = (inbound.get(`${lineId} ${person}`) ?? [])
      .filter(({ heardAt }) => heardAt <= at)
      .reduce((last, { countsFrom }) => Math.max(last, countsFrom), 0);
    if (at >= lastAt + DAY_MS) {
      verdict.broken("window", `${sendId} was taken ${at - lastAt} ms after the contact`);
    }
  }
}
