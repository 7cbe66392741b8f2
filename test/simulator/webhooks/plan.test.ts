import { describe, expect, it } from "vitest";
import { envelope } from "../../../src/simulator/payloads/envelope.ts";
import { createRandom } from "../../../src/simulator/random.ts";
import { planDefaults } from "../../../src/simulator/webhooks/options.ts";
import { planPosts, type PlanOptions } from "../../../src/simulator/webhooks/plan.ts";
import { encodeBody } from "../../../src/simulator/webhooks/sign.ts";
import { said } from "../said.ts";

const plan = (updates = said(1_000), options: Partial<PlanOptions> = {}, seed = 1) =>
  planPosts(updates, createRandom(seed), { ...planDefaults, ...options });

const keys = (posts: ReturnType<typeof plan>) =>
  posts.flatMap((post) => post.updates.map((update) => update.key));

describe("the delivery plan", () => {
  it("is one update per body, in order, when nothing is asked for", () => {
    const updates = said(100);
    const posts = plan(updates);
    expect(posts).toHaveLength(100);
    expect(keys(posts)).toEqual(updates.map((update) => update.key));
  });

  it("is the same for the same seed and another for another", () => {
    const options = { duplicateShare: 0.2, shuffleWindow: 100, batch: { min: 1, max: 20 } };
    expect(plan(said(500), options, 3)).toEqual(plan(said(500), options, 3));
    expect(plan(said(500), options, 3)).not.toEqual(plan(said(500), options, 4));
  });

  it("repeats about the share of updates asked for, each at most once more", () => {
    const counts = Object.values(
      Object.groupBy(keys(plan(said(5_000), { duplicateShare: 0.2 })), (key) => key),
    ).map((copies) => copies?.length ?? 0);
    expect(counts).toHaveLength(5_000);
    expect(Math.max(...counts)).toBe(2);
    const share = counts.filter((count) => count === 2).length / 5_000;
    expect(share).toBeGreaterThan(0.17);
    expect(share).toBeLessThan(0.23);
  });

  it("puts a concurrent copy into a body of its own right behind the original", () => {
    const posts = plan(said(10), { duplicateShare: 1, concurrentShare: 1 });
    expect(posts).toHaveLength(20);
    for (let index = 0; index < 20; index += 2) {
      expect(posts[index]?.updates).toEqual(posts[index + 1]?.updates);
    }
  });

  it("moves no update further than its shuffle window", () => {
    const updates = said(1_000);
    const order = keys(plan(updates, { shuffleWindow: 50 }));
    const moved = updates.map(({ key }, index) => Math.abs(order.indexOf(key) - index));
    expect(Math.max(...moved)).toBeLessThan(50);
    expect(Math.max(...moved)).toBeGreaterThan(10);
  });

  it("keeps batches within what was asked and never above 1,000 updates", () => {
    const sizes = plan(said(5_000), { batch: { min: 10, max: 30 } }).map((p) => p.updates.length);
    expect(Math.min(...sizes.slice(0, -1))).toBeGreaterThanOrEqual(10);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(30);
    const huge = plan(said(5_000), { batch: { min: 4_000, max: 4_000 } });
    expect(Math.max(...huge.map((post) => post.updates.length))).toBe(1_000);
  });

  it("keeps every body at or below 3 MB as it goes over the wire, however long the texts", () => {
    const posts = plan(said(250, "long", "ñ".repeat(3_000)), {
      batch: { min: 1_000, max: 1_000 },
    });
    expect(posts.length).toBe(2);
    for (const post of posts) {
      const bytes = encodeBody(envelope(post.updates, post.layout), true).byteLength;
      expect(bytes).toBeLessThanOrEqual(3_000_000);
    }
  });

  it("draws delays within their limits", () => {
    const delays = plan(said(200), { delayMs: { min: 5, max: 3_600_000 } }).map((p) => p.delayMs);
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(5);
    expect(Math.max(...delays)).toBeLessThanOrEqual(3_600_000);
    expect(new Set(delays).size).toBeGreaterThan(150);
  });
});
