import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createFeedHints } from "../../src/queues/feed-hints.ts";
import { expectSoon } from "../support/expect-soon.ts";
import { startRedis, type TestRedis } from "../support/redis.ts";
import { openBench } from "./support/bench.ts";

describe("a hint that a feed has grown", () => {
  it("reaches everybody who listens in this process, before the call returns", () => {
    const hints = createFeedHints(null);
    const heard: string[] = [];
    const stop = hints.listen((workspaceId) => heard.push(`one ${workspaceId}`));
    hints.listen((workspaceId) => heard.push(`two ${workspaceId}`));
    hints.tell("acme");
    stop();
    hints.tell("globex");
    expect(heard).toEqual(["one acme", "two acme", "two globex"]);
  });

  it("goes to other processes once for the first and once for all that follow at once", async () => {
    const published: string[] = [];
    const hints = createFeedHints({
      publish: (workspaceId) => void published.push(workspaceId),
      subscribe() {},
    });
    for (let count = 0; count < 100; count += 1) hints.tell("acme");
    hints.tell("globex");
    expect(published).toEqual(["acme", "globex"]);
    await expectSoon(() => published).toEqual(["acme", "globex", "acme"]);
  });
});

describe("with two processes on one Redis, a hint", () => {
  let redis: TestRedis;
  beforeAll(async () => void (redis = await startRedis()));
  afterAll(() => redis.stop());

  it("of one is heard by the other, and still after Redis was away", async () => {
    await using worker = openBench(redis);
    await using http = openBench(redis, worker.queues.prefix);
    const heard: string[] = [];
    http.queues.feedHints.listen((workspaceId) => heard.push(workspaceId));
    const expectHeard = (workspaceId: string) =>
      expectSoon(() => {
        worker.queues.feedHints.tell(workspaceId);
        return heard.at(-1);
      }).toBe(workspaceId);
    await expectHeard("acme");
    await redis.kill("SIGKILL");
    await expectSoon(() => worker.queues.isReady()).toBe(false);
    worker.queues.feedHints.tell("lost");
    await redis.restart();
    await expectHeard("globex");
  });
});
