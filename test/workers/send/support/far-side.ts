import type { PostAnswer } from "../../../../src/channels/whatsapp/graph/message-answers.ts";
import type { MessagePost, PostMessage } from "../../../../src/channels/whatsapp/graph/messages.ts";
import type { VirtualTime } from "./virtual-time.ts";

/** What reached WhatsApp, and what it said. */
export interface Posted {
  at: number;
  lineId: string;
  token: string;
  /** Our id of the send; null for signs. */
  sendId: string | null;
  body: Record<string, unknown>;
  answer: PostAnswer;
}

/** WhatsApp, as far as one post is concerned: answers what a test wants, after a while. */
export interface FarSide {
  post: PostMessage;
  posts: Posted[];
  /** How often each send was taken; more than once is what must never be. */
  acceptances(): Map<string, number>;
  /** The texts that were taken, in their order. */
  texts(): string[];
  /** The next posts are answered so; then everything is accepted again. */
  next(...answers: PostAnswer[]): void;
  /** How long answers take; `LATENCY_MS` at first. */
  latencyMs(ms: number): void;
  /** No byte leaves before then: connections take so long, or the process stands still. */
  holdUntil(at: number): void;
  /** Every post is answered so, until told otherwise; undefined: accepted. */
  always(answer: (post: MessagePost, count: number) => PostAnswer | undefined): void;
}

export const LATENCY_MS = 120;

export const errorAnswer = (
  code: number,
  changes: Partial<PostAnswer & { kind: "refused" }> = {},
): PostAnswer => ({
  kind: "refused",
  status: 400,
  error: { code, title: null, details: null },
  subcode: null,
  retryAfterMs: null,
  ...changes,
});

/** An answer without a code. */
export const bareAnswer = (status: number): PostAnswer => ({
  kind: "refused",
  status,
  error: null,
  subcode: null,
  retryAfterMs: null,
});

export function createFarSide({ clock, pause }: VirtualTime): FarSide {
  const posts: Posted[] = [];
  let queued: PostAnswer[] = [];
  let latencyMs = LATENCY_MS;
  let heldUntil = 0;
  let rule: (post: MessagePost, count: number) => PostAnswer | undefined = () => undefined;
  const taken = (): Posted[] => posts.filter(({ answer }) => answer.kind === "accepted");

  return {
    posts,
    async post(message) {
      const { lineId, accessToken: token, body } = message;
      if (clock.now() < heldUntil) await pause(heldUntil - clock.now());
      message.onLeave?.();
      const data = body["biz_opaque_callback_data"];
      const count = posts.length + 1;
      const accepted: PostAnswer =
        data === undefined
          ? { kind: "acknowledged" }
          : { kind: "accepted", sourceId: `wamid.out${count}`, waId: null, userId: null };
      const answer = queued.shift() ?? rule(message, count) ?? accepted;
      const sendId = typeof data === "string" ? data : null;
      posts.push({ at: clock.now(), lineId, token, sendId, body, answer });
      await pause(latencyMs);
      return answer;
    },
    acceptances() {
      const counts = new Map<string, number>();
      for (const { sendId } of taken()) {
        if (sendId !== null) counts.set(sendId, (counts.get(sendId) ?? 0) + 1);
      }
      return counts;
    },
    texts: () =>
      taken().map(({ body }) => (body["text"] as { body: string } | undefined)?.body ?? ""),
    next: (...answers) => void (queued = answers),
    holdUntil: (at) => void (heldUntil = at),
    latencyMs: (ms) => void (latencyMs = ms),
    always: (answer) => void (rule = answer),
  };
}
