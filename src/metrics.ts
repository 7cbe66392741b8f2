import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from "prom-client";

const LATENCY_BUCKETS_S = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** Everything that `/metrics` tells. Labels are words, names of queues and ids of lines, never those of people or conversations. */
export interface Metrics {
  registry: Registry;
  /** Webhooks by outcome: accepted, bad_signature, bad_body, unavailable. */
  webhooks: Counter<"outcome">;
  webhookSeconds: Histogram;
  /** From an entry's arrival to the commit that applied it. */
  advanceSeconds: Histogram;
  commits: Counter<"result">;
  /** From a deadline to the commit that fired it. */
  timerLatenessSeconds: Histogram<"timer">;
  deliveries: Counter<"result">;
  deliverySeconds: Histogram;
  /**
   * Ends of attempts to send: accepted, refused, uncertain, retried; by class of error, or why nothing was posted, or `abandoned` by a process
   * that died.
   */
  sends: Counter<"result" | "class">;
  /** From the commit of a send to WhatsApp's taking it. */
  sendSeconds: Histogram;
  /** Sends that had to wait for a limit of WhatsApp's: pair, portfolio. */
  sendWaits: Counter<"reason">;
  /** Lines that stopped. */
  lineStops: Counter<"reason">;
  /** Effects of automations, by kind and by what an attempt came to: settled, failed, retried. */
  effects: Counter<"kind" | "result">;
  /** Jobs that failed, by queue; the sweep finds their work again. */
  jobFailures: Counter<"queue">;
  jobLagSeconds: Histogram<"queue">;
  workerRebuilds: Counter;
  /** By how much this machine's clock is ahead of WhatsApp's; left out while that is not known. */
  clockOffset: Gauge;
}

/** Sends that are not settled, and how many of each line wait. */
export interface SendDepth {
  queued: number;
  queuedByLine: readonly { lineId: string; queued: number }[];
  inFlight: number;
  oldestQueuedAt: number | null;
}

/** Readings taken when somebody asks. A reading that fails leaves its gauge out rather than the page. */
export interface Readings {
  intake(): Promise<{
    waitingEntries: number;
    oldestReceivedAt: number | null;
    deadEntries: number;
  }>;
  outboxDepth(): Promise<number>;
  sends(): Promise<SendDepth>;
  effects(): Promise<{ waiting: number; oldestCreatedAt: number | null }>;
  unrelayed(): Promise<number>;
  queues(): Promise<{ queue: string; state: string; count: number }[]>;
  now(): number;
}

export function createMetrics(readings: Readings): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 20 });
  const registers = [registry];
  addGauges(registry, readings);
  return {
    registry,
    webhooks: new Counter({
      name: "ventana_webhooks_total",
      help: "Webhooks from WhatsApp, by outcome",
      labelNames: ["outcome"],
      registers,
    }),
    webhookSeconds: histogram(registry, "ventana_webhook_seconds", "Webhook to durable commit"),
    advanceSeconds: histogram(registry, "ventana_advance_seconds", "Arrival of an entry to commit"),
    commits: new Counter({
      name: "ventana_commits_total",
      help: "Conversation commits, by result",
      labelNames: ["result"],
      registers,
    }),
    timerLatenessSeconds: new Histogram({
      name: "ventana_timer_lateness_seconds",
      help: "Deadline to the commit that fired it",
      labelNames: ["timer"],
      buckets: LATENCY_BUCKETS_S,
      registers,
    }),
    deliveries: new Counter({
      name: "ventana_delivery_attempts_total",
      help: "Attempts to deliver events to endpoints, by result",
      labelNames: ["result"],
      registers,
    }),
    deliverySeconds: histogram(
      registry,
      "ventana_delivery_seconds",
      "Commit of an event to delivery",
    ),
    ...sendMetrics(registry),
    effects: effectsCounter(registry),
    jobFailures: new Counter({
      name: "ventana_job_failures_total",
      help: "Jobs whose handler threw, by queue",
      labelNames: ["queue"],
      registers,
    }),
    jobLagSeconds: new Histogram({
      name: "ventana_job_lag_seconds",
      help: "Ring to start of the job, by queue",
      labelNames: ["queue"],
      buckets: LATENCY_BUCKETS_S,
      registers,
    }),
    workerRebuilds: new Counter({
      name: "ventana_worker_rebuilds_total",
      help: "Times the watchdog built the queue workers anew",
      registers,
    }),
    clockOffset: unknownGauge(
      registry,
      "ventana_clock_offset_seconds",
      "How far this machine's clock is ahead of WhatsApp's",
    ),
  };
}

function effectsCounter(registry: Registry): Metrics["effects"] {
  return new Counter({
    name: "ventana_effects_total",
    help: "Attempts to carry out what automations do outside, by kind and result",
    labelNames: ["kind", "result"],
    registers: [registry],
  });
}

function sendMetrics(
  registry: Registry,
): Pick<Metrics, "sends" | "sendSeconds" | "sendWaits" | "lineStops"> {
  const registers = [registry];
  return {
    sends: new Counter({
      name: "ventana_sends_total",
      help: "Attempts to send to WhatsApp, by result and class of error",
      labelNames: ["result", "class"],
      registers,
    }),
    sendSeconds: histogram(registry, "ventana_send_seconds", "Commit of a send to its acceptance"),
    sendWaits: new Counter({
      name: "ventana_send_waits_total",
      help: "Sends put off for a limit of WhatsApp's, by limit",
      labelNames: ["reason"],
      registers,
    }),
    lineStops: new Counter({
      name: "ventana_line_stops_total",
      help: "Lines that stopped sending until somebody mends them, by reason",
      labelNames: ["reason"],
      registers,
    }),
  };
}

function histogram(registry: Registry, name: string, help: string): Histogram {
  return new Histogram({ name, help, buckets: LATENCY_BUCKETS_S, registers: [registry] });
}

/** A gauge that is left out until it is set. */
function unknownGauge(registry: Registry, name: string, help: string): Gauge {
  const gauge = new Gauge({ name, help, registers: [registry] });
  gauge.remove();
  return gauge;
}

function addGauges(registry: Registry, readings: Readings): void {
  const gauge = (name: string, help: string, read: () => Promise<number>): void => {
    const made: Gauge = new Gauge({
      name,
      help,
      registers: [registry],
      collect: () =>
        read().then(
          (value) => made.set(value),
          () => made.remove(),
        ),
    });
  };
  gauge("ventana_intake_waiting", "Entries accepted and not yet applied", async () => {
    return (await readings.intake()).waitingEntries;
  });
  gauge("ventana_intake_oldest_seconds", "Age of the oldest waiting entry", async () => {
    const { oldestReceivedAt } = await readings.intake();
    return oldestReceivedAt === null ? 0 : Math.max(0, readings.now() - oldestReceivedAt) / 1_000;
  });
  gauge("ventana_dead_entries", "Entries set aside as dead and not tried again", async () => {
    return (await readings.intake()).deadEntries;
  });
  gauge("ventana_outbox_pending", "Deliveries not yet settled", () => readings.outboxDepth());
  gauge("ventana_sends_queued", "Sends that wait", async () => (await readings.sends()).queued);
  const byLine: Gauge<"line"> = new Gauge({
    name: "ventana_line_sends_queued",
    help: "Sends that wait, by line; lines without any are left out",
    labelNames: ["line"],
    registers: [registry],
    async collect() {
      const { queuedByLine } = await readings.sends().catch(() => ({ queuedByLine: [] }));
      byLine.reset();
      for (const { lineId: line, queued } of queuedByLine) byLine.set({ line }, queued);
    },
  });
  gauge("ventana_sends_in_flight", "Sends being posted", async () => {
    return (await readings.sends()).inFlight;
  });
  gauge("ventana_sends_oldest_seconds", "Age of the oldest send not settled", async () => {
    const { oldestQueuedAt } = await readings.sends();
    return oldestQueuedAt === null ? 0 : Math.max(0, readings.now() - oldestQueuedAt) / 1_000;
  });
  gauge("ventana_effects_waiting", "Effects of automations not yet settled", async () => {
    return (await readings.effects()).waiting;
  });
  gauge("ventana_effects_oldest_seconds", "Age of the oldest effect not settled", async () => {
    const { oldestCreatedAt } = await readings.effects();
    return oldestCreatedAt === null ? 0 : Math.max(0, readings.now() - oldestCreatedAt) / 1_000;
  });
  gauge("ventana_events_unrelayed", "Events not yet fanned out to endpoints", () =>
    readings.unrelayed(),
  );
  const jobs: Gauge<"queue" | "state"> = new Gauge({
    name: "ventana_queue_jobs",
    help: "Jobs in Redis, by queue and state",
    labelNames: ["queue", "state"],
    registers: [registry],
    async collect() {
      const counts = await readings.queues().catch(() => []);
      // What nobody can tell now must not be told from memory.
      jobs.reset();
      for (const { queue, state, count } of counts) jobs.set({ queue, state }, count);
    },
  });
}
