import type { Driver } from "../../../src/domain/automation/state.ts";
import {
  newSend,
  type NewSend,
  type Send,
  type SendContent,
  type SendResult,
} from "../../../src/domain/sending/send.ts";
import type { SendClaim } from "../../../src/store/send-store.ts";
import type { ConversationRef } from "../../../src/store/conversation-store.ts";
import { ACME, aMessage, DAY, LINE, MINUTE, SECOND, T0 } from "../../support/builders.ts";
import { commitOf } from "../../support/plain-step.ts";
import { only, refOf, useWorkbench, type StoreFactory, type Workbench } from "./setup.ts";

export const ACCEPTED: SendResult = { kind: "accepted", sourceId: "wamid.out" };
export const UNCERTAIN: SendResult = { kind: "uncertain" };
export const REFUSED: SendResult = {
  kind: "refused",
  reason: "recipient",
  errors: [{ code: 131_026, title: null, details: null }],
};
export const BUSY = [{ code: 131_016, title: "Busy", details: null }];

let claims = 0;
/** A claim of its own: of ten sends at `T0`, for a minute. */
export const aClaim = (): SendClaim => ({
  name: `claim ${++claims}`,
  now: T0,
  leaseMs: MINUTE,
  limit: 10,
});

export const aText = (text: string): SendContent => ({ type: "text", text, previewUrl: false });

/** What was put into the outbox of a conversation. */
export interface Queued extends ConversationRef {
  sends: NewSend[];
}

/**
 * Puts sends into the outbox with a commit, as the machine does: the step of an incoming message of `from`, which answers it with these
 * contents.
 */
export async function queueSends(
  bench: Workbench,
  contents: readonly SendContent[],
  options: {
    item?: ReturnType<typeof aMessage>;
    at?: number;
    replyToId?: string | null;
    windowExpiresAt?: number | null;
    /** Under which a run decided them; default: people send them. */
    lease?: number | null;
    driver?: Driver;
  } = {},
): Promise<Queued> {
  const { item = aMessage(`in ${Math.random()}`), at = T0, replyToId = null } = options;
  const { windowExpiresAt = at + DAY, lease = null, driver } = options;
  const ref = refOf((await bench.accept([item], at))[0]);
  const mailbox = await bench.load(ref);
  const commit = commitOf(mailbox, { at });
  const { version } = commit.conversation;
  const sends = contents.map((content, index) =>
    newSend({
      conversationId: ref.conversationId,
      version,
      // The message itself is the first of the step.
      index: index + 1,
      lineId: mailbox.line.id,
      contactId: mailbox.contact.id,
      content,
      replyToId,
      lease,
      queuedAt: at,
    }),
  );
  const times = { windowExpiresAt, lastInboundAt: at };
  const facts = { ...commit.conversation.facts, ...times, ...(driver && { driver }) };
  const conversation = { ...commit.conversation, facts };
  if ((await bench.store.commit({ ...commit, conversation, sends })) !== "committed") {
    throw new Error("somebody else committed first");
  }
  return { ...ref, sends };
}

/** A workbench with an outbox: claims, ends and repeats sends of Acme's first line, unless said otherwise. */
export function useOutbox(factory: StoreFactory) {
  const bench = useWorkbench(factory);
  const claim = (now = T0, limit = 10, lineId = LINE) =>
    bench().store.claimSends(ACME, lineId, { ...aClaim(), now, limit });
  const claimOne = async (now = T0): Promise<Send> => only(await claim(now, 1)).send;
  const settle = (send: Send, result: SendResult, at = T0 + SECOND) =>
    bench().store.settleSend({
      workspaceId: ACME,
      id: send.id,
      attempt: send.attempts,
      at,
      result,
    });
  const retry = (send: Send, nextAttemptAt: number, failures = send.failures + 1) =>
    bench().store.retrySend({
      workspaceId: ACME,
      id: send.id,
      attempt: send.attempts,
      nextAttemptAt,
      failures,
      errors: BUSY,
    });
  const queue = (texts: string[], options?: Parameters<typeof queueSends>[2]) =>
    queueSends(bench(), texts.map(aText), options);
  const textsOf = (claimed: { send: Send }[]) =>
    claimed.map(({ send }) => (send.content.type === "text" ? send.content.text : ""));
  return { bench, claim, claimOne, settle, retry, queue, textsOf };
}
