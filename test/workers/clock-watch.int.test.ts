import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createServerTime } from "../../src/channels/whatsapp/graph/server-time.ts";
import { createMetrics, type Metrics } from "../../src/metrics.ts";
import { startClockWatch, type ClockWatch } from "../../src/workers/clock-watch.ts";
import { createTurningClock } from "../http/support/turning-clock.ts";
import { createReceiver, type Receiver } from "../support/receiver.ts";
import { createRecordingLog } from "../support/recording-log.ts";

const NOW = 1_700_000_000_000;
const nothing = () => Promise.reject(new Error("not asked for here"));

let graph: Receiver;
let watch: ClockWatch | null = null;
beforeEach(async () => void (graph = await createReceiver()));
afterEach(async () => {
  await watch?.close();
  await graph.close();
});

/** A watch on a clock that is so far ahead of WhatsApp's, after one comparison. */
async function watchAt(aheadMs: number, headers: Record<string, string> = {}, url = graph.origin) {
  const date = new Date(NOW).toUTCString();
  graph.setAnswer({ kind: "answer", status: 400, headers: { date, ...headers }, body: "{}" });
  const log = createRecordingLog();
  const metrics: Metrics = createMetrics({
    intake: nothing,
    outboxDepth: nothing,
    sends: nothing,
    effects: nothing,
    unrelayed: nothing,
    queues: nothing,
    now: () => NOW,
  });
  watch = startClockWatch({
    serverTime: createServerTime({ baseUrl: `${url}/` }),
    clock: createTurningClock(NOW + aheadMs),
    log,
    metrics,
    everyMs: 60_000,
  });
  await watch.compare();
  const page = await metrics.registry.getSingleMetricAsString("ventana_clock_offset_seconds");
  return { warnings: JSON.stringify(log), offset: /seconds (-?[\d.]+)/.exec(page)?.[1] };
}

describe("the clock of this machine", () => {
  it.each([
    ["a minute ahead", 60_000, "ahead", "59.5"],
    ["an hour behind", -3_600_000, "behind", "-3600.5"],
  ])("%s of WhatsApp's is told, and counted", async (_what, aheadMs, reason, offset) => {
    const told = await watchAt(aheadMs);
    expect(told.offset).toBe(offset);
    expect(told.warnings).toContain(reason);
    expect(told.warnings).toContain("clock is not WhatsApp's");
  });

  it.each([0, 999, 2_900, -1_900])("%i ms off may be the network, and is not told", async (ms) => {
    const { warnings, offset } = await watchAt(ms);
    expect(warnings).not.toContain("clock is not WhatsApp's");
    expect(Number(offset)).toBeCloseTo((ms - 500) / 1_000);
  });

  it.each([
    ["says no time", { date: "soon" }, undefined],
    ["cannot be reached", {}, "http://127.0.0.1:9"],
  ])("is not judged when WhatsApp %s", async (_what, headers, url) => {
    const { warnings, offset } = await watchAt(60_000, headers, url);
    expect(warnings).not.toContain("clock");
    expect(offset).toBeUndefined();
  });

  it("is compared without a token", async () => {
    await watchAt(0);
    expect(graph.requests[0]?.headers).not.toHaveProperty("authorization");
  });
});
