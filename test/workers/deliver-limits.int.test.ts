import { describe, expect, it } from "vitest";
import type { PostOutcome } from "../../src/channels/endpoint/post.ts";
import { createDeliver } from "../../src/workers/deliver.ts";
import { StoreUnavailableError } from "../../src/store/store.ts";
import type { Answer } from "../support/receiver-answers.ts";
import { ACME, MINUTE, SECOND } from "../support/builders.ts";
import { expectSoon } from "../support/expect-soon.ts";
import { createFaultyStore } from "../support/faulty-store.ts";
import { useDeliveries, verified, webhookIds } from "./support/delivering.ts";

const bench = useDeliveries();
const OK: Answer = { kind: "answer", status: 200 };

/** Answers that wait until they are let go, and how many requests stand open. */
function holdAnswers() {
  const waiting: (() => void)[] = [];
  let most = 0;
  bench().receiver.setAnswer(async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    waiting.push(resolve);
    most = Math.max(most, waiting.length);
    await promise;
    return OK;
  });
  return {
    open: () => waiting.length,
    most: () => most,
    letGo: (count = waiting.length) => waiting.splice(0, count).forEach((end) => end()),
  };
}

const ids = (count: number) => Array.from({ length: count }, (_, at) => `${at}`);

describe("deliveries to one endpoint", () => {
  it("never have more requests open than the limit, whoever rings, and all arrive", async () => {
    const { publish, deliver, receiver, store } = bench();
    const held = holdAnswers();
    await publish(...ids(30));
    const turns = Promise.all([deliver(), deliver(), deliver()]);
    await expectSoon(held.open).toBe(4);
    while (receiver.requestCount < 30) {
      await expectSoon(held.open).toBeGreaterThan(0);
      held.letGo(1);
    }
    held.letGo();
    await turns;
    expect(held.most()).toBe(4);
    expect(await store.outboxDepth()).toBe(0);
    expect(new Set(webhookIds(receiver.requests)).size).toBe(30);
  });

  it("go on beside one request that hangs", async () => {
    const { publish, deliver, receiver, store } = bench();
    const held = Promise.withResolvers<void>();
    receiver.setAnswer(async (_request, index) => {
      if (index === 0) await held.promise;
      return OK;
    });
    await publish(...ids(20));
    const turn = deliver();
    await expectSoon(() => store.outboxDepth()).toBe(1);
    held.resolve();
    await turn;
    expect(await store.outboxDepth()).toBe(0);
  });

  it("are settled one by one: what hangs does not hold up the record of what arrived", async () => {
    const { publish, deliver, store } = bench();
    const held = holdAnswers();
    await publish(...ids(3));
    const turn = deliver();
    await expectSoon(held.open).toBe(3);
    held.letGo(1);
    await expectSoon(() => store.outboxDepth()).toBe(2);
    held.letGo();
    await turn;
  });

  it("are settled beside one that hangs also when they are answered while others are settled", async () => {
    const { publish, deliver, store } = bench();
    await publish(...ids(3));
    const answers = ids(3).map(() => Promise.withResolvers<PostOutcome>());
    const [hangs, first, second] = answers;
    const DELIVERED: PostOutcome = { kind: "delivered", status: 200 };
    let posts = 0;
    const turn = deliver({
      post: () => answers[posts++]!.promise,
      store: {
        ...store,
        async settle(settlement) {
          second?.resolve(DELIVERED);
          await new Promise(setImmediate);
          return store.settle(settlement);
        },
      },
    });
    await expectSoon(() => posts).toBe(3);
    first?.resolve(DELIVERED);
    await expectSoon(() => store.outboxDepth()).toBe(1);
    hangs?.resolve(DELIVERED);
    await turn;
  });

  it("give their place to others after five seconds, and ring for the rest", async () => {
    const { publish, deliver, receiver, clock, doorbell, store } = bench();
    receiver.setAnswer(() => {
      clock.advance(2 * SECOND);
      return 200;
    });
    await publish(...ids(20));
    await deliver({ inFlightMax: 1 });
    expect(receiver.requestCount).toBe(3);
    expect(doorbell.rings.at(-1)).toBe("endpoint endpoint-1");
    expect(await store.outboxDepth()).toBe(17);
  });

  it("claim nothing more when the process stops, and finish what they claimed", async () => {
    const { publish, deliver, receiver, store } = bench();
    const held = holdAnswers();
    const stop = new AbortController();
    await publish(...ids(20));
    const turn = deliver({ stopping: stop.signal });
    await expectSoon(held.open).toBe(4);
    stop.abort();
    held.letGo();
    await turn;
    expect(receiver.requestCount).toBe(4);
    expect(await store.outboxDepth()).toBe(16);
  });
});

describe("deliveries to another endpoint", () => {
  it("do not wait for a slow one", async () => {
    const { publish, deliver, receiver, store, endpoint } = bench();
    await store.putEndpoint({ ...endpoint, id: "other", url: `${receiver.origin}/other` });
    const held = Promise.withResolvers<void>();
    receiver.setAnswer(async ({ path }) => {
      if (path === "/hook") await held.promise;
      return OK;
    });
    await publish(...ids(10));
    const slow = deliver();
    const { deps } = bench();
    const other = createDeliver({
      ...deps,
      post: async ({ url, headers, body }) => {
        const { status } = await fetch(url, { method: "POST", headers: { ...headers }, body });
        return { kind: "delivered", status };
      },
      sign: () => ({ "webhook-id": "1", "webhook-timestamp": "1", "webhook-signature": "" }),
      schedule: "28h",
      inFlightMax: 4,
    });
    await other(ACME, "other");
    expect(receiver.requests.filter(({ path }) => path === "/other")).toHaveLength(10);
    held.resolve();
    await slow;
  });
});

describe("a crash", () => {
  it("between the claim and the settlement delivers again when the lease ends, under the same id", async () => {
    const { publish, deliver, receiver, store, endpoint, turn, delivery, clock } = bench();
    const [eventId] = await publish("1");
    // The process dies with its request on the way: nothing is settled, and the attempt is counted all the same.
    const claimed = { now: clock.now(), leaseMs: MINUTE, limit: 1 };
    expect(await store.claim(ACME, endpoint.id, claimed)).toHaveLength(1);
    turn(MINUTE - 1);
    await deliver();
    expect(receiver.requestCount).toBe(0);
    turn(1);
    expect(await store.dueEndpoints({ now: clock.now(), limit: 1 })).toHaveLength(1);
    await deliver();
    expect(verified(receiver.requests[0]).id).toBe(eventId);
    expect(await delivery()).toMatchObject({
      delivery: { state: "delivered", attempts: 2 },
      attempts: [{ number: 2, result: "delivered" }],
    });
  });

  it("between the answer and the settlement delivers the same bytes again", async () => {
    const { publish, deliver, receiver, store, turn, log } = bench();
    await publish("1");
    const lost = createFaultyStore(store, ({ method }) =>
      method === "settle" ? { kind: "before" } : null,
    );
    await deliver({ store: lost });
    expect(log.complaints()).toEqual(["A delivery could not be settled"]);
    turn(MINUTE);
    await deliver();
    const [first, second] = receiver.requests;
    expect(second?.rawBody).toEqual(first?.rawBody);
    expect(new Set(webhookIds(receiver.requests)).size).toBe(1);
    expect(await store.outboxDepth()).toBe(0);
  });

  it("at every attempt ends with the delivery dead, not with a process that dies for ever", async () => {
    const { publish, deliver, receiver, store, endpoint, turn, delivery, clock } = bench();
    await publish("1");
    for (let attempt = 1; attempt <= 8; attempt++) {
      await store.claim(ACME, endpoint.id, { now: clock.now(), leaseMs: MINUTE, limit: 1 });
      turn(MINUTE);
    }
    await deliver();
    expect(receiver.requestCount).toBe(0);
    expect(await delivery()).toMatchObject({
      delivery: { state: "dead", attempts: 9 },
      attempts: [{ number: 9, result: "failed", reason: "interrupted" }],
    });
    expect(await store.endpoint(ACME, endpoint.id)).toMatchObject({ health: { failures: 0 } });
  });
});

describe("a fault of ours", () => {
  it("in one delivery touches no other, is tried again, and says nothing against the endpoint", async () => {
    const { publish, deliver, receiver, store, endpoint, log } = bench();
    const [, broken = ""] = await publish("1", "2", "3");
    await deliver({
      sign({ id }) {
        if (id === broken) throw new RangeError("cannot be signed");
        return { "webhook-id": id, "webhook-timestamp": "1", "webhook-signature": "v1," };
      },
    });
    expect(receiver.requestCount).toBe(2);
    const delivery = await store.delivery(ACME, `${broken}.${endpoint.id}`);
    expect(delivery).toMatchObject({
      delivery: { state: "pending", attempts: 1 },
      attempts: [{ result: "failed", status: null, reason: "internal" }],
    });
    expect(await store.outboxDepth()).toBe(1);
    expect(await store.endpoint(ACME, endpoint.id)).toMatchObject({ health: { failures: 0 } });
    expect(log.complaints()).toEqual(["A post went wrong here"]);
  });

  it("in the store while requests are open waits for them: the limit holds for whoever comes next", async () => {
    const { publish, deliver, store } = bench();
    const held = holdAnswers();
    await publish(...ids(20));
    let claims = 0;
    const failing = createFaultyStore(store, ({ method }) =>
      method === "claim" && ++claims === 2 ? { kind: "before" } : null,
    );
    let hasEnded = false;
    const turn = deliver({ store: failing }).finally(() => (hasEnded = true));
    await expectSoon(held.open).toBe(4);
    held.letGo(2);
    await expectSoon(() => claims).toBe(2);
    expect(hasEnded).toBe(false);
    held.letGo();
    await expect(turn).rejects.toThrow(StoreUnavailableError);
  });
});
