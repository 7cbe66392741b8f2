import { Queue, type BulkJobOptions } from "bullmq";
import type { Redis } from "ioredis";
import type { Clock } from "../clock.ts";
import type { Lane } from "../domain/intake/intake.ts";
import { QUEUE_NAMES, type JobData, type QueueName } from "./catalogue.ts";
import type { AccountAddress, ConversationAddress, Doorbell } from "./doorbell.ts";
import { Round } from "./round.ts";

export interface BullDoorbellOptions {
  connection: Redis;
  prefix: string;
  clock: Clock;
  /** A ring could not be delivered; whoever runs workers in this process should look into the store soon. */
  onLost: () => void;
}

type Ring = { name: string; data: object; opts: BulkJobOptions };

/** Finished jobs are forgotten at once: the store remembers. A few failed ones stay for people to look at. */
const KEEP_NOTHING: BulkJobOptions = {
  removeOnComplete: true,
  removeOnFail: { count: 100 },
};

/**
 * The doorbell on BullMQ. Rings of one turn of the event loop go out together, each at most once; BullMQ then keeps at most one
 * active and one waiting job per conversation, workspace or endpoint (`keepLastIfActive`), so a ring during the work leads to
 * exactly one more look (stack.md section 4, measured).
 */
export class BullDoorbell implements Doorbell {
  readonly #options: BullDoorbellOptions;
  readonly #queues = new Map<QueueName, Queue>();
  readonly #rings = new Map<QueueName, Map<string, Ring>>();
  readonly #statuses = new Round((conversations) => this.#ringRound(conversations));
  #rounds = 0;
  #flushing = false;
  #closed = false;

  constructor(options: BullDoorbellOptions) {
    this.#options = options;
  }

  ringConversations(lane: Lane, conversations: readonly ConversationAddress[]): void {
    if (lane === "status") return this.#statuses.gather(conversations);
    const queue = lane === "bulk" ? "advance-bulk" : "advance-live";
    for (const { workspaceId, conversationId } of conversations) {
      this.#ring(queue, `${workspaceId}.${conversationId}`, { workspaceId, conversationId });
    }
  }

  ringRelay(workspaceId: string): void {
    this.#ring("relay", workspaceId, { workspaceId });
  }

  ringEndpoint(workspaceId: string, endpointId: string): void {
    this.#ring("deliver", `${workspaceId}.${endpointId}`, { workspaceId, endpointId });
  }

  ringLine(workspaceId: string, lineId: string): void {
    this.#ring("send", `${workspaceId}.${lineId}`, { workspaceId, lineId });
  }

  ringMedia({ workspaceId, conversationId }: ConversationAddress): void {
    this.#ring("media", `${workspaceId}.${conversationId}`, { workspaceId, conversationId });
  }

  ringTemplates({ workspaceId, wabaId }: AccountAddress): void {
    this.#ring("templates", `${workspaceId}.${wabaId}`, { workspaceId, wabaId });
  }

  ringEffects(workspaceId: string): void {
    this.#ring("automation", workspaceId, { workspaceId });
  }

  schedule({ workspaceId, conversationId }: ConversationAddress, dueAt: number): void {
    const id = `t_${conversationId}_${dueAt}`;
    const delay = Math.max(0, dueAt - this.#options.clock.now());
    // A fired or repeated job of the same id is harmless: the handler only looks whether something is due.
    this.#add("timer", id, {
      name: "timer",
      data: { workspaceId, conversationId, dueAt } satisfies JobData<"timer">,
      opts: { ...KEEP_NOTHING, jobId: id, delay },
    });
  }

  /**
   * Lets the sweep run on a schedule, once for all processes; each process's own sweep does not depend on it. Returns whether the
   * schedule stood already, or had to be made. Rejects while Redis is away.
   */
  async scheduleSweep(everyMs: number): Promise<"stood" | "made"> {
    const queue = this.#queue("sweep");
    const standing = await queue.getJobScheduler("sweep");
    await queue.upsertJobScheduler(
      "sweep",
      { every: everyMs },
      { name: "sweep", data: {}, opts: KEEP_NOTHING },
    );
    return standing === undefined ? "made" : "stood";
  }

  /** Job counts by state, for `/metrics`. Rejects while Redis is away. */
  async counts(): Promise<{ queue: QueueName; state: string; count: number }[]> {
    const states = ["wait", "active", "delayed", "failed"] as const;
    const rows = await Promise.all(
      QUEUE_NAMES.map(async (queue) => {
        const counts = await this.#queue(queue).getJobCounts(...states);
        return states.map((state) => ({ queue, state, count: counts[state] ?? 0 }));
      }),
    );
    return rows.flat();
  }

  async close(): Promise<void> {
    this.#statuses.stop();
    this.#closed = true;
    await Promise.allSettled([...this.#queues.values()].map((queue) => queue.close()));
  }

  #ringRound(conversations: ConversationAddress[]): void {
    this.#rounds += 1;
    this.#add("advance-status", String(this.#rounds), {
      name: "advance-status",
      data: { conversations } satisfies JobData<"advance-status">,
      opts: KEEP_NOTHING,
    });
  }

  #ring(queue: QueueName, id: string, data: object): void {
    this.#add(queue, id, {
      name: queue,
      data,
      opts: { ...KEEP_NOTHING, deduplication: { id, keepLastIfActive: true } },
    });
  }

  #add(queue: QueueName, id: string, ring: Ring): void {
    const rings = this.#rings.get(queue) ?? new Map<string, Ring>();
    this.#rings.set(queue, rings.set(id, ring));
    if (this.#flushing) return;
    this.#flushing = true;
    setImmediate(() => this.#flush());
  }

  #flush(): void {
    this.#flushing = false;
    const pending = [...this.#rings];
    this.#rings.clear();
    if (this.#closed) return;
    const { connection, onLost } = this.#options;
    if (connection.status !== "ready") return onLost();
    for (const [name, rings] of pending) {
      this.#queue(name)
        .addBulk([...rings.values()])
        .catch(() => onLost());
    }
  }

  /**
   * Made on first use, when the connection stands: BullMQ's constructor must find Redis there. It must not ask for its version
   * either: a connection that breaks at that moment would leave a queue behind that fails for ever.
   */
  #queue(name: QueueName): Queue {
    const known = this.#queues.get(name);
    if (known !== undefined) return known;
    const { connection, prefix } = this.#options;
    const queue = new Queue(name, { connection, prefix, skipVersionCheck: true });
    // Connection errors are the connection's to report; without a listener they would end the process.
    queue.on("error", () => {});
    this.#queues.set(name, queue);
    return queue;
  }
}
