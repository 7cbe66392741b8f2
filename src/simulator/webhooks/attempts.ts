import type { Clock } from "../clock.ts";
import { envelope } from "../payloads/envelope.ts";
import type { Random } from "../random.ts";
import { createPoster } from "./http-post.ts";
import type { LedgerBook } from "./ledger.ts";
import type { WebhookOptions } from "./options.ts";
import type { PlannedPost } from "./plan.ts";
import { metaLikeRetry, nextDelayMs, rebatch, type RetryOptions } from "./retry.ts";
import { encodeBody, signature } from "./sign.ts";

/** One body on its way. The bytes are kept, because a retry must send the same ones. */
export type Job = PlannedPost & { attempt: number; firstAt: number; body?: Buffer };

/** Posts jobs, and posts them again until the answer is exactly 200. */
export interface Attempts {
  run(job: Job): Promise<void>;
  target(url: string): void;
  close(): void;
}

/** @param parts.later queues a job again after a delay on the simulator's clock. */
export function createAttempts(parts: {
  options: WebhookOptions;
  clock: Clock;
  random: Random;
  ledger: LedgerBook;
  later: (job: Job, delayMs: number) => void;
}): Attempts {
  const { options, clock, random, ledger, later } = parts;
  const retry: RetryOptions = { ...metaLikeRetry, ...options.retry };
  const poster = createPoster({
    concurrency: options.concurrency ?? 8,
    timeoutMs: options.timeoutMs ?? 10_000,
  });
  let url = options.url ?? "";
  let isClosed = false;

  const again = (job: Job): void => {
    const delayMs = nextDelayMs(retry, job.attempt, clock.now() - job.firstAt);
    if (delayMs === undefined) {
      ledger.gaveUp(job.updates, clock.now());
      return;
    }
    const next = { attempt: job.attempt + 1, firstAt: job.firstAt };
    const posts = rebatch(job, random, retry.rebatchShare);
    if (posts.length === 1) return later({ ...job, ...next }, delayMs);
    for (const { updates, layout, delayMs: first } of posts) {
      later({ updates, layout, delayMs: first, ...next }, delayMs);
    }
  };

  return {
    run: async (job) => {
      job.body ??= encodeBody(envelope(job.updates, job.layout), options.escaped ?? true);
      options.onPost?.({ body: job.body, attempt: job.attempt, updates: job.updates });
      ledger.posted(job.updates);
      const answer = await poster.post(url, job.body, {
        "content-type": "application/json",
        "user-agent": "facebookexternalua",
        "x-hub-signature-256": signature(job.body, options.appSecret),
      });
      ledger.answered(job.updates, answer, clock.now());
      if (answer !== 200 && !isClosed) again(job);
    },
    target: (next) => void (url = next),
    close: () => {
      isClosed = true;
      poster.close();
    },
  };
}
