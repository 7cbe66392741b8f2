import type { Clock } from "./clock.ts";
import type { Update } from "./payloads/update.ts";
import { createRandom } from "./random.ts";
import { createAttempts, type Job } from "./webhooks/attempts.ts";
import { createLedger, type Ledger } from "./webhooks/ledger.ts";
import { planPosts, type PlanOptions } from "./webhooks/plan.ts";
import { planDefaults, type WebhookOptions } from "./webhooks/options.ts";
import { createWorkQueue } from "./webhooks/work-queue.ts";

/** The sender. */
export interface WebhookSender {
  /** Queues updates in this order. */
  send(...updates: Update[]): void;
  /** Posts what is queued and waits until nothing is in flight. Later retries and delays stay pending. */
  flush(): Promise<void>;
  /** Changes where bodies go, from the next attempt on. */
  target(url: string): void;
  /** Bodies that will still be posted: queued, in flight, delayed or to be retried. */
  pending(): number;
  readonly ledger: Ledger;
  /** Stops posting; what is pending stays unanswered in the ledger. */
  close(): Promise<void>;
}

/** Creates a sender that signs, batches, repeats, disorders, delays and retries (section 6). */
export function createWebhookSender(options: WebhookOptions, clock: Clock): WebhookSender {
  const plan: PlanOptions = { ...planDefaults, ...options };
  const random = createRandom(options.seed).fork("webhooks");
  const ledger = createLedger();
  let queued: Update[] = [];
  let delayed = 0;
  let willPlan = false;

  const later = (job: Job, delayMs: number): void => {
    if (delayMs <= 0) return work.push(job);
    delayed += 1;
    clock.at(clock.now() + delayMs, () => {
      delayed -= 1;
      work.push(job);
    });
  };
  const attempts = createAttempts({ options, clock, random, ledger, later });
  const work = createWorkQueue({ concurrency: options.concurrency ?? 8, run: attempts.run });
  if (options.url !== undefined) work.start();

  const planQueued = (): void => {
    const updates = queued;
    [queued, willPlan] = [[], false];
    for (const post of planPosts(updates, random, plan)) {
      later({ ...post, attempt: 1, firstAt: clock.now() }, post.delayMs);
    }
  };

  return {
    send: (...updates) => {
      for (const update of updates) {
        ledger.queued(update, clock.now());
        queued.push(update);
      }
      if (options.autoFlush === false || willPlan) return;
      willPlan = true;
      setImmediate(planQueued);
    },
    flush: async () => {
      planQueued();
      await work.idle();
    },
    target: (url) => {
      attempts.target(url);
      work.start();
    },
    pending: () => queued.length + work.size() + delayed,
    ledger,
    close: async () => {
      work.close();
      attempts.close();
      await work.idle();
    },
  };
}
