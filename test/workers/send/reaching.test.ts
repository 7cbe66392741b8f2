import { beforeEach, describe, expect, it } from "vitest";
import { TEMPLATE } from "../../machines/sends.ts";
import {
  ACME,
  aMessage,
  DAY,
  LINE,
  MINUTE,
  SECOND,
  SECOND_LINE,
  T0,
} from "../../support/builders.ts";
import { aTemplate } from "../../support/templates.ts";
import { useDispatchBench } from "./support/dispatch-bench.ts";
import { errorAnswer, LATENCY_MS } from "./support/far-side.ts";

const bench = useDispatchBench();

/** A text to each of so many people. */
async function queueCrowd(count: number, from = 0, lineId = LINE): Promise<void> {
  for (let person = from; person < from + count; person++) {
    await bench().queue([`to ${person}`], person, lineId);
  }
}

describe("messages to one person", () => {
  it("may be 45 at once, and then wait until they are repaid: one for each 6 seconds", async () => {
    await bench().queue(Array.from({ length: 47 }, (_, index) => `${index}`));
    await queueCrowd(1, 2);
    // One after the other: with slower answers 45 would not fit into 6 seconds.
    bench().far.latencyMs(20);
    await bench().live(10 * MINUTE);
    const times = bench().far.posts.map(({ at }) => at);
    expect(times).toHaveLength(48);
    const own = bench()
      .far.posts.filter(({ body }) => body["to"] === "+15550000001")
      .map(({ at }) => at);
    expect(own[44]! - own[0]!).toBeLessThan(6 * SECOND);
    expect(own[45]! - own[0]!).toBeGreaterThanOrEqual(45 * 6 * SECOND);
    expect(own[45]! - own[0]!).toBeLessThan(45 * 6 * SECOND + 2 * SECOND);
    const page = await bench().metrics.registry.metrics();
    expect(page).toMatch(/ventana_send_waits_total\{reason="pair"\} \d+/);
  });

  it("wait 4^n seconds when WhatsApp says that they are too many, and nobody else's do", async () => {
    await bench().queue(["one", "two"], 1);
    bench().far.always(({ body }) =>
      body["to"] === "+15550000001" && bench().far.posts.length < 40 ? tooMany(body) : undefined,
    );
    let refusals = 0;
    function tooMany(_body: Record<string, unknown>) {
      return ++refusals <= 3 ? errorAnswer(131_056) : undefined;
    }
    await bench().dispatch();
    await queueCrowd(20, 2);
    await bench().dispatch();
    const others = bench().far.posts.filter(({ body }) => body["to"] !== "+15550000001");
    expect(others).toHaveLength(20);
    expect(others.every(({ at }) => at - T0 < 5 * SECOND)).toBe(true);
    await bench().live(2 * MINUTE);
    const own = bench()
      .far.posts.filter(({ body }) => body["to"] === "+15550000001")
      .map(({ at }) => at);
    const waits = own.slice(1, 4).map((at, index) => at - own[index]! - LATENCY_MS);
    expect(waits.map((wait) => Math.round(wait / SECOND))).toEqual([1, 4, 18]);
    expect(
      bench()
        .far.texts()
        .filter((text) => ["one", "two"].includes(text)),
    ).toEqual(["one", "two"]);
  });
});

describe("people outside of windows", () => {
  beforeEach(async () => {
    const { name, language } = TEMPLATE;
    await bench().store.putTemplates([aTemplate({ name, language })]);
  });

  const template = (person: number, lineId = LINE) =>
    bench().queueContents([TEMPLATE], {
      item: aMessage(`first of ${person} ${Math.random()}`, {
        identity: { waId: String(15_550_000_000 + person) },
        lineId,
      }),
      windowExpiresAt: null,
    });

  it("are reached up to the portfolio's limit, by all its lines together; the others wait", async () => {
    bench().capacity.told = { perSecond: 80, messagingLimit: 3 };
    await queueCrowd(1, 900);
    await queueCrowd(1, 901, SECOND_LINE);
    await bench().dispatch();
    for (const person of [1, 2]) await template(person);
    for (const person of [3, 4, 1]) await template(person, SECOND_LINE);
    await bench().live(MINUTE);
    const reached = bench().far.posts.filter(({ body }) => body["type"] === "template");
    expect(new Set(reached.map(({ body }) => body["to"])).size).toBe(3);
    expect(reached).toHaveLength(4);
    await bench().pass(DAY);
    await bench().live(MINUTE);
    expect(await bench().store.sendDepth()).toMatchObject({ queued: 0 });
    const page = await bench().metrics.registry.metrics();
    expect(page).toMatch(/ventana_send_waits_total\{reason="portfolio"\} \d+/);
  });

  it("are not counted when their window is open, nor is anybody when no limit is known", async () => {
    bench().capacity.told = { perSecond: 80, messagingLimit: 1 };
    await queueCrowd(1, 900);
    await bench().dispatch();
    await queueCrowd(5);
    await bench().dispatch();
    expect(bench().far.posts).toHaveLength(6);
    await bench().store.learnCapacity(ACME, LINE, {
      perSecond: 80,
      messagingLimit: null,
      learnedAt: T0,
    });
    for (const person of [1, 2, 3]) await template(person);
    await bench().live(MINUTE);
    expect(bench().far.posts).toHaveLength(9);
  });
});
