import { describe, expect, it } from "vitest";
import { createMetrics, type Readings } from "../src/metrics.ts";

const NOW = 1_000_000;

function readings(changes: Partial<Readings> = {}): Readings {
  return {
    intake: async () => ({ waitingEntries: 7, oldestReceivedAt: NOW - 1_500, deadEntries: 4 }),
    outboxDepth: async () => 3,
    sends: async () => ({
      queued: 4,
      queuedByLine: [{ lineId: "1001", queued: 4 }],
      inFlight: 1,
      oldestQueuedAt: NOW - 2_500,
    }),
    effects: async () => ({ waiting: 6, oldestCreatedAt: NOW - 3_500 }),
    unrelayed: async () => 2,
    queues: async () => [{ queue: "relay", state: "wait", count: 5 }],
    now: () => NOW,
    ...changes,
  };
}

interface Family {
  type: string;
  help: string;
  samples: Map<string, number>;
}

/** Reads a page as Prometheus does; throws on a line that is none of its format. */
function parse(page: string): Map<string, Family> {
  const families = new Map<string, Family>();
  let family: Family | null = null;
  for (const line of page.split("\n")) {
    if (line === "") continue;
    const [, what, name = "", rest = ""] = /^# (HELP|TYPE) (\S+) (.*)$/.exec(line) ?? [];
    if (what === "HELP") {
      family = { type: "", help: rest, samples: new Map() };
      families.set(name, family);
    } else if (what === "TYPE" && family !== null) family.type = rest;
    else {
      const sample = /^([a-zA-Z_:][\w:]*(?:\{(?:\w+="[^"\n]*",?)*\})?) (\S+)$/.exec(line);
      if (sample === null || family === null) throw new Error(`not of the format: ${line}`);
      family.samples.set(sample[1] ?? "", Number(sample[2]));
    }
  }
  return families;
}

const pageOf = async (changes: Partial<Readings> = {}) =>
  parse(await createMetrics(readings(changes)).registry.metrics());

const GAUGES = [
  "ventana_intake_waiting",
  "ventana_intake_oldest_seconds",
  "ventana_dead_entries",
  "ventana_outbox_pending",
  "ventana_sends_queued",
  "ventana_line_sends_queued",
  "ventana_sends_in_flight",
  "ventana_sends_oldest_seconds",
  "ventana_effects_waiting",
  "ventana_effects_oldest_seconds",
  "ventana_events_unrelayed",
  "ventana_queue_jobs",
];

describe("the page of figures", () => {
  it("is one that Prometheus can read, every figure explained", async () => {
    const page = await pageOf();
    for (const { type, help } of page.values()) {
      expect(help).not.toBe("");
      expect(["gauge", "counter", "histogram", "summary"]).toContain(type);
    }
    expect([...page.keys()]).toEqual(expect.arrayContaining(GAUGES));
  });

  it("tells what the readings say at that moment", async () => {
    const page = await pageOf();
    const values = GAUGES.map((name) => [...(page.get(name)?.samples ?? [])]);
    expect(values.flat()).toEqual([
      ["ventana_intake_waiting", 7],
      ["ventana_intake_oldest_seconds", 1.5],
      ["ventana_dead_entries", 4],
      ["ventana_outbox_pending", 3],
      ["ventana_sends_queued", 4],
      ['ventana_line_sends_queued{line="1001"}', 4],
      ["ventana_sends_in_flight", 1],
      ["ventana_sends_oldest_seconds", 2.5],
      ["ventana_effects_waiting", 6],
      ["ventana_effects_oldest_seconds", 3.5],
      ["ventana_events_unrelayed", 2],
      ['ventana_queue_jobs{queue="relay",state="wait"}', 5],
    ]);
  });

  it("tells an age of 0 when nothing waits, and never one below", async () => {
    const age = async (oldestReceivedAt: number | null) => {
      const intake = async () => ({ waitingEntries: 0, oldestReceivedAt, deadEntries: 0 });
      const page = await pageOf({ intake });
      return page
        .get("ventana_intake_oldest_seconds")
        ?.samples.get("ventana_intake_oldest_seconds");
    };
    expect(await age(null)).toBe(0);
    expect(await age(NOW + 5_000)).toBe(0);
  });

  it.each([
    ["intake", ["ventana_intake_waiting", "ventana_intake_oldest_seconds", "ventana_dead_entries"]],
    ["outboxDepth", ["ventana_outbox_pending"]],
    [
      "sends",
      [
        "ventana_sends_queued",
        "ventana_line_sends_queued",
        "ventana_sends_in_flight",
        "ventana_sends_oldest_seconds",
      ],
    ],
    ["effects", ["ventana_effects_waiting", "ventana_effects_oldest_seconds"]],
    ["unrelayed", ["ventana_events_unrelayed"]],
    ["queues", ["ventana_queue_jobs"]],
  ] as const)("leaves out what %s cannot tell, and tells the rest", async (reading, missing) => {
    const page = await pageOf({ [reading]: () => Promise.reject(new Error("away")) });
    for (const name of GAUGES) {
      const isMissing = (missing as readonly string[]).includes(name);
      expect(page.get(name)?.samples.size ?? 0).toBe(isMissing ? 0 : 1);
    }
    expect(page.has("ventana_commits_total")).toBe(true);
  });

  it("tells nothing from memory while a reading fails, and tells it again afterwards", async () => {
    let isAway = false;
    const tell = async <T>(value: T): Promise<T> => {
      if (isAway) throw new Error("away");
      return value;
    };
    const { registry } = createMetrics(
      readings({
        outboxDepth: () => tell(3),
        queues: () => tell([{ queue: "relay", state: "wait", count: 5 }]),
      }),
    );
    const told = async () => {
      const page = parse(await registry.metrics());
      return ["ventana_outbox_pending", "ventana_queue_jobs"].map(
        (name) => page.get(name)?.samples.size,
      );
    };
    expect(await told()).toEqual([1, 1]);
    isAway = true;
    expect(await told()).toEqual([0, 0]);
    isAway = false;
    expect(await told()).toEqual([1, 1]);
  });

  it("has a place for everything that the engine counts", async () => {
    const metrics = createMetrics(readings());
    metrics.webhooks.inc({ outcome: "accepted" });
    metrics.webhookSeconds.observe(0.01);
    metrics.advanceSeconds.observe(0.01);
    metrics.commits.inc({ result: "committed" });
    metrics.timerLatenessSeconds.observe({ timer: "windowExpired" }, 0.01);
    metrics.deliveries.inc({ result: "delivered" });
    metrics.deliverySeconds.observe(0.01);
    metrics.jobFailures.inc({ queue: "relay" });
    metrics.jobLagSeconds.observe({ queue: "relay" }, 0.01);
    metrics.workerRebuilds.inc();
    metrics.clockOffset.set(0.5);
    metrics.sends.inc({ result: "accepted", class: "none" });
    metrics.sendSeconds.observe(0.01);
    metrics.sendWaits.inc({ reason: "pair" });
    metrics.lineStops.inc({ reason: "account" });
    metrics.effects.inc({ kind: "assign", result: "settled" });
    const page = parse(await metrics.registry.metrics());
    const ours = [...page].filter(([name]) => name.startsWith("ventana_"));
    expect(ours).toHaveLength(GAUGES.length + 16);
    for (const [, { samples }] of ours) expect(samples.size).toBeGreaterThan(0);
  });

  it("can stand twice in one process", async () => {
    const [first, second] = [createMetrics(readings()), createMetrics(readings())];
    first.workerRebuilds.inc();
    expect((await second.workerRebuilds.get()).values[0]?.value).toBe(0);
  });
});
