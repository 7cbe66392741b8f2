import type { Clock } from "../clock.ts";
import type { Lane } from "../domain/intake/intake.ts";
import type { Log } from "../log.ts";
import type { Metrics } from "../metrics.ts";
import { catalogue, type JobData } from "../queues/catalogue.ts";
import type { ConversationAddress, Doorbell } from "../queues/doorbell.ts";
import { Desk, type Errand } from "./desk.ts";
import type { Handlers } from "./handlers.ts";

/** What is done in the process that rings, as long as it works the store and has room. */
type NearQueue = "advance-live" | "advance-status" | "relay" | "deliver" | "send";

export type NearHandlers = Pick<Handlers, NearQueue>;

/** How many are worked at a time. Statuses as many as messages: what is worked side by side shares the store's transactions. */
const HANDS: Record<NearQueue, number> = {
  "advance-live": catalogue["advance-live"].concurrency,
  "advance-status": catalogue["advance-live"].concurrency,
  relay: catalogue.relay.concurrency,
  deliver: catalogue.deliver.concurrency,
  send: catalogue.send.concurrency,
};

/** How many rings of a kind may wait here. The rest goes through Redis, where other processes help themselves. */
const WAITING_MAX = 256;

export interface NearDoorbellOptions {
  /** The way to all processes. */
  far: Doorbell;
  clock: Clock;
  log: Log;
  metrics?: Pick<Metrics, "jobFailures" | "jobLagSeconds">;
  /** Calls back when what is going on in this turn of the event loop has had its say: whoever rings is answered first. */
  soon: (task: () => void) => void;
}

export interface NearDoorbell extends Doorbell {
  /** From now on this process does itself what is rung for, if it can. */
  attend(handlers: NearHandlers): void;
  /** Rings go to the others again. Resolves when what is under way has ended. */
  leave(): Promise<void>;
}

/** A ring that may be heard here: what it asks for, and how the others are told. */
interface Ring {
  queue: NearQueue;
  errand: Errand;
}

/**
 * A doorbell that is heard in its own process first: whoever rings and works the store is spared the way through Redis and back, which
 * costs more than what is done at its end. It promises what every doorbell does, nothing; whatever is lost here with the process,
 * the sweep of another one finds. Where nobody attends, everything goes through Redis.
 */
export function createNearDoorbell(options: NearDoorbellOptions): NearDoorbell {
  const { far, soon } = options;
  const desks = new Map<NearQueue, Desk>();
  let handlers: NearHandlers | null = null;
  let rung: Ring[] = [];

  function deskOf(queue: NearQueue): Desk {
    const known = desks.get(queue);
    if (known !== undefined) return known;
    const desk = new Desk({ hands: HANDS[queue], waitingMax: WAITING_MAX });
    desks.set(queue, desk);
    return desk;
  }

  function ring<Q extends NearQueue>(
    queue: Q,
    of: { key: string; data: JobData<Q> },
    pass: () => void,
  ): void {
    if (handlers === null) return pass();
    const handle = handlers[queue] as (data: JobData<Q>) => Promise<unknown>;
    const run = jobOf(options, queue, () => handle(of.data));
    if (rung.length === 0) soon(hear);
    rung.push({ queue, errand: { key: of.key, run, pass } });
  }

  function hear(): void {
    const rings = rung;
    rung = [];
    for (const { queue, errand } of rings) {
      if (handlers === null) errand.pass();
      else deskOf(queue).take(errand);
    }
  }

  function ringConversation(lane: Lane, address: ConversationAddress): void {
    const { workspaceId, conversationId } = address;
    const key = `${workspaceId} ${conversationId}`;
    const pass = (): void => far.ringConversations(lane, [address]);
    if (lane === "live") ring("advance-live", { key, data: { workspaceId, conversationId } }, pass);
    else ring("advance-status", { key, data: { conversations: [address] } }, pass);
  }

  return {
    ringConversations(lane, conversations) {
      if (lane === "bulk" || handlers === null) return far.ringConversations(lane, conversations);
      for (const address of conversations) ringConversation(lane, address);
    },
    ringRelay(workspaceId) {
      const of = { key: workspaceId, data: { workspaceId } };
      ring("relay", of, () => far.ringRelay(workspaceId));
    },
    ringEndpoint(workspaceId, endpointId) {
      const of = { key: `${workspaceId} ${endpointId}`, data: { workspaceId, endpointId } };
      ring("deliver", of, () => far.ringEndpoint(workspaceId, endpointId));
    },
    ringLine(workspaceId, lineId) {
      const of = { key: `${workspaceId} ${lineId}`, data: { workspaceId, lineId } };
      ring("send", of, () => far.ringLine(workspaceId, lineId));
    },
    ringEffects: (workspaceId) => far.ringEffects(workspaceId),
    ringMedia: (conversation) => far.ringMedia(conversation),
    ringTemplates: (account) => far.ringTemplates(account),
    schedule: (conversation, dueAt) => far.schedule(conversation, dueAt),
    attend(those) {
      handlers = those;
    },
    async leave() {
      handlers = null;
      await Promise.all([...desks.values()].map((desk) => desk.close()));
    },
  };
}

/** Work as a worker of the queue does it: counted, and never rejecting. */
function jobOf(
  { clock, log, metrics }: NearDoorbellOptions,
  queue: NearQueue,
  work: () => Promise<unknown>,
): () => Promise<void> {
  const rungAt = clock.now();
  return async () => {
    metrics?.jobLagSeconds.observe({ queue }, Math.max(0, clock.now() - rungAt) / 1_000);
    try {
      await work();
    } catch (err) {
      metrics?.jobFailures.inc({ queue });
      log.error({ err, queue }, "A job failed; the sweep looks after its work");
    }
  };
}
