import { z } from "zod";

/** Conversations in a round of statuses, and how long a round gathers them. */
export const STATUS_ROUND_MAX = 100;
export const STATUS_ROUND_MS = 20;

const id = z.string().min(1).max(256);

/**
 * Every queue, the data of its jobs, and how they are worked. Job data carries ids only: Redis keeps it in clear text, and a job says
 * "look there", never what is to be found (architecture section 1).
 *
 * A failed job is not tried again by BullMQ: the sweep finds the same work in the store, with the store's own memory of attempts.
 */
export const catalogue = {
  /** A mailbox has entries: live traffic. */
  "advance-live": {
    schema: z.strictObject({ workspaceId: id, conversationId: id }),
    concurrency: 64,
  },
  /** The same, for imports, replays and mass expiry: a lane of its own, so that it never delays live messages. */
  "advance-bulk": {
    schema: z.strictObject({ workspaceId: id, conversationId: id }),
    concurrency: 8,
  },
  /** Many mailboxes have statuses: one job for a round of them, because a job costs more than a status. */
  "advance-status": {
    schema: z.strictObject({
      conversations: z
        .array(z.strictObject({ workspaceId: id, conversationId: id }))
        .min(1)
        .max(STATUS_ROUND_MAX),
    }),
    concurrency: 4,
  },
  /** A deadline within the horizon has come. */
  timer: {
    schema: z.strictObject({ workspaceId: id, conversationId: id, dueAt: z.int() }),
    concurrency: 16,
  },
  /** A workspace has events to relay. */
  relay: { schema: z.strictObject({ workspaceId: id }), concurrency: 8 },
  /** An endpoint has deliveries. Many at once: a slow receiver holds one of these for its whole time-out. */
  deliver: { schema: z.strictObject({ workspaceId: id, endpointId: id }), concurrency: 128 },
  /** A line has sends. The job only wakes the line's dispatcher, so that rings get through while answers of WhatsApp's are awaited. */
  send: { schema: z.strictObject({ workspaceId: id, lineId: id }), concurrency: 16 },
  /** Files of a conversation's messages are to be fetched. */
  media: {
    schema: z.strictObject({ workspaceId: id, conversationId: id }),
    concurrency: 8,
  },
  /** Templates of a WhatsApp business account are to be fetched. */
  templates: { schema: z.strictObject({ workspaceId: id, wabaId: id }), concurrency: 4 },
  /** Automations have something to do outside. The job only wakes whoever does it, so that rings get through while endpoints are awaited. */
  automation: { schema: z.strictObject({ workspaceId: id }), concurrency: 4 },
  /** Looks through the store for whatever a lost ring left behind. */
  sweep: { schema: z.strictObject({}), concurrency: 1 },
} as const satisfies Record<string, { schema: z.ZodType; concurrency: number }>;

export type QueueName = keyof typeof catalogue;
export type JobData<Q extends QueueName> = z.infer<(typeof catalogue)[Q]["schema"]>;

export const QUEUE_NAMES = Object.keys(catalogue) as QueueName[];

/**
 * Recovery after a killed worker takes lock plus check: 10 s here against a minute with BullMQ's defaults (reliability.md 2.4). Handlers
 * stay far below the lock; if one does not, the store's version check makes the second run harmless.
 */
export const WORKER_TUNING = {
  lockDuration: 10_000,
  stalledInterval: 5_000,
  maxStalledCount: 3,
} as const;

/** Deadlines this near are mirrored into Redis; ten million later ones cost it nothing. */
export const TIMER_HORIZON_MS = 10 * 60_000;
