import type { WebhookAnswer } from "../../../src/http/intake/accept-webhook.ts";
import { envelope } from "../../../src/simulator/payloads/envelope.ts";
import type { Update } from "../../../src/simulator/payloads/update.ts";
import type { Random } from "../../../src/simulator/random.ts";
import {
  planPosts,
  type PlannedPost,
  type PlanOptions,
} from "../../../src/simulator/webhooks/plan.ts";
import { metaLikeRetry, nextDelayMs, rebatch } from "../../../src/simulator/webhooks/retry.ts";
import { encodeBody, signature } from "../../../src/simulator/webhooks/sign.ts";
import type { World } from "../core/life.ts";
import type { Ledger } from "./ledger.ts";
import type { Draft } from "./wire.ts";
import type { Reply } from "./request.ts";

/** WhatsApp's side of the webhooks: batches, duplicates, disorder, and repetition until the answer is 200 (WhatsApp section 6). */
export interface Meta {
  emit(draft: Draft): void;
  /** Calls back when an update was first answered with 200. */
  onAnswered(update: Update, task: () => void): void;
  /** Posts what was never WhatsApp's: a body with a wrong signature. */
  forge(draft: Draft): void;
}

export interface MetaOptions {
  world: World;
  random: Random;
  ledger: Ledger;
  appSecret: string;
  post: (request: { rawBody: Buffer; signature: string }) => Promise<Reply<WebhookAnswer>>;
  /** The moment of a 200, before anything else can happen. */
  afterAnswer: () => void;
}

const REDELIVERED_WITHIN_MS = 72 * 3_600_000;

export function createMeta(options: MetaOptions): Meta {
  const { world, random, ledger, appSecret, post, afterAnswer } = options;
  const { scheduler, trace, faults } = world;
  const habits = drawHabits(random);
  const listeners = new Map<Update, () => void>();
  let collected: Update[] = [];

  const flush = (): void => {
    const updates = collected;
    collected = [];
    for (const planned of planPosts(updates, random, habits)) {
      scheduler.after(planned.delayMs, () => void deliver(planned));
    }
  };

  /** The same bytes again and again until the answer is 200; sometimes as two bodies, cut anew. */
  const deliver = async (planned: PlannedPost): Promise<void> => {
    const bornAt = scheduler.now();
    const request = requestOf(planned);
    for (let attempt = 1; ; attempt++) {
      // The same bytes many times in one moment, as was seen.
      const copies = faults.strikes("flood") ? 9 : 0;
      for (let copy = 0; copy < copies; copy++) void attemptOnce(planned, request);
      if ((await attemptOnce(planned, request)) === "taken") break;
      const delayMs = nextDelayMs(metaLikeRetry, attempt, scheduler.now() - bornAt);
      if (delayMs === undefined) return;
      await scheduler.sleep(delayMs);
      const [first, second] = rebatch(planned, random, 0.1);
      if (first === undefined || second === undefined) continue;
      void deliver(first);
      return deliver(second);
    }
    if (!faults.strikes("redelivery")) return;
    await scheduler.sleep(random.int(1_000, REDELIVERED_WITHIN_MS));
    await attemptOnce(planned, request);
  };

  const requestOf = ({ updates, layout }: PlannedPost) => {
    const rawBody = encodeBody(envelope(updates, layout), habits.escaped);
    return { rawBody, signature: signature(rawBody, appSecret) };
  };

  const attemptOnce = async (
    { updates }: PlannedPost,
    request: { rawBody: Buffer; signature: string },
  ): Promise<"taken" | "not taken"> => {
    for (const update of updates) notePosted(update);
    const reply = await post(request);
    const word = reply.kind === "answer" ? reply.value.kind : reply.kind;
    trace.note("meta", `post ${updates.length}`, word);
    if (reply.kind !== "answer" || reply.value.kind === "unavailable") return "not taken";
    if (reply.value.kind !== "accepted") {
      ledger.wrongAnswers.push(`a genuine webhook was answered ${reply.value.kind}`);
      return "taken";
    }
    for (const update of updates) noteAnswered(update);
    afterAnswer();
    return "taken";
  };

  const notePosted = (update: Update): void => {
    const sent = ledger.updates.get(update);
    if (sent !== undefined) sent.postedAt ??= scheduler.now();
  };

  const noteAnswered = (update: Update): void => {
    const sent = ledger.updates.get(update);
    if (sent === undefined || sent.answeredAt !== null) return;
    sent.answeredAt = scheduler.now();
    listeners.get(update)?.();
  };

  return {
    emit(draft) {
      ledger.updates.set(draft.update, { ...draft, postedAt: null, answeredAt: null });
      if (collected.length === 0) scheduler.after(random.int(0, habits.collectMs), flush);
      collected.push(draft.update);
    },
    onAnswered: (update, task) => void listeners.set(update, task),
    forge({ update }) {
      const rawBody = encodeBody(envelope([update]), false);
      const forged = signature(rawBody, `${appSecret}?`);
      void post({ rawBody, signature: forged }).then((reply) => {
        if (reply.kind === "answer" && reply.value.kind !== "bad_signature") {
          ledger.wrongAnswers.push(`a forged webhook was answered ${reply.value.kind}`);
        }
      });
    },
  };
}

/** How WhatsApp delivers during one run: from one update per body in perfect order to big shuffled batches full of copies. */
function drawHabits(random: Random): PlanOptions & { collectMs: number; escaped: boolean } {
  return {
    duplicateShare: random.pick([0, 0.1, 0.2, 0.5]),
    concurrentShare: random.pick([0, 0.3, 1]),
    shuffleWindow: random.pick([0, 3, 20, 1_000]),
    batch: { min: 1, max: random.pick([1, 3, 20]) },
    delayMs: { min: 0, max: random.pick([0, 50, 2_000, 60_000]) },
    joinShare: 0.5,
    trailingNamesShare: 0.1,
    collectMs: random.pick([0, 20, 1_000, 30_000]),
    escaped: random.chance(0.7),
  };
}
