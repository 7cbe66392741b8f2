import { createHmac } from "node:crypto";
import { afterEach, describe, expect, it } from "vitest";
import { createClock, type Clock } from "../../src/simulator/clock.ts";
import { createWebhookSender, type WebhookSender } from "../../src/simulator/webhooks.ts";
import { handshake } from "../../src/simulator/webhooks/http-post.ts";
import type { WebhookOptions } from "../../src/simulator/webhooks/options.ts";
import { createReceiver, type Receiver } from "../support/receiver.ts";
import { said, wamidsOf } from "./said.ts";

const minute = 60_000;
const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const part of open.splice(0)) await part.close();
});

async function started(
  options: Partial<WebhookOptions> = {},
): Promise<{ receiver: Receiver; sender: WebhookSender; clock: Clock }> {
  const receiver = await createReceiver();
  const clock = createClock();
  const sender = createWebhookSender(
    { url: receiver.origin, appSecret: "app-secret", seed: 1, ...options },
    clock,
  );
  clock.onStep(() => sender.flush());
  open.push(sender, receiver);
  return { receiver, sender, clock };
}

describe("the webhook sender", () => {
  it("posts bodies whose signature an independent HMAC over the received bytes confirms", async () => {
    const { receiver, sender } = await started({ batch: { min: 1, max: 5 } });
    sender.send(...said(20));
    await sender.flush();
    for (const { headers, rawBody } of receiver.requests) {
      const digest = createHmac("sha256", "app-secret").update(rawBody).digest("hex");
      expect(headers["x-hub-signature-256"]).toBe(`sha256=${digest}`);
    }
    expect(receiver.requests.flatMap(({ rawBody }) => wamidsOf(rawBody))).toHaveLength(20);
  });

  it("posts the same sequence of bodies for the same seed, and another for another", async () => {
    const options = {
      duplicateShare: 0.3,
      shuffleWindow: 40,
      batch: { min: 1, max: 9 },
      concurrency: 1,
    };
    const bodies = async (seed: number): Promise<string[]> => {
      const { receiver, sender } = await started({ ...options, seed });
      sender.send(...said(200));
      await sender.flush();
      return receiver.requests.map(({ rawBody }) => rawBody.toString("latin1"));
    };
    const first = await bodies(1);
    expect(await bodies(1)).toEqual(first);
    expect(await bodies(2)).not.toEqual(first);
  });

  it("posts by itself without being flushed", async () => {
    const { receiver, sender } = await started();
    sender.send(...said(3));
    await receiver.received(3);
    await sender.flush();
    expect(sender.ledger.accepted()).toHaveLength(3);
  });

  it("keeps updates until it is told where to post", async () => {
    const { receiver, sender } = await started({ url: "http://127.0.0.1:9" });
    const unaddressed = createWebhookSender({ appSecret: "s", seed: 1 }, createClock());
    open.push(unaddressed);
    unaddressed.send(...said(2));
    await unaddressed.flush();
    expect(unaddressed.pending()).toBe(2);
    unaddressed.target(receiver.origin);
    await unaddressed.flush();
    expect(receiver.requestCount).toBe(2);
    expect(sender.ledger.size).toBe(0);
  });

  it.each([201, 204, 202, 302, 400, 413, 500, 503])(
    "takes %i for a failure and posts the same bytes again until the answer is 200",
    async (status) => {
      const { receiver, sender, clock } = await started();
      receiver.setAnswer((_, index) => (index < 3 ? status : 200));
      sender.send(...said(1));
      await sender.flush();
      await clock.advance(10 * minute);
      const bodies = receiver.requests.map(({ rawBody }) => rawBody.toString("latin1"));
      expect(bodies).toHaveLength(4);
      expect(new Set(bodies).size).toBe(1);
      const [entry] = sender.ledger.all();
      expect(entry).toMatchObject({ attempts: 4, accepted: 1, lastAnswer: 200 });
    },
  );

  it("waits longer and longer between attempts, on its own clock", async () => {
    const { receiver, sender, clock } = await started({ retry: { delaysMs: [0, 5_000, minute] } });
    receiver.setAnswer(500);
    sender.send(...said(1));
    await sender.flush();
    expect(receiver.requestCount).toBe(2);
    await clock.advance(4_999);
    expect(receiver.requestCount).toBe(2);
    await clock.advance(1);
    expect(receiver.requestCount).toBe(3);
    await clock.advance(minute);
    expect(receiver.requestCount).toBe(4);
  });

  it("gives up after the horizon and says so in the ledger", async () => {
    const { receiver, sender, clock } = await started({ retry: { horizonMs: 20 * minute } });
    receiver.setAnswer(500);
    sender.send(...said(1));
    await sender.flush();
    await clock.advance(600 * minute);
    const [entry] = sender.ledger.all();
    expect(entry?.accepted).toBe(0);
    expect(entry?.gaveUpAt).toBeDefined();
    expect(sender.pending()).toBe(0);
    expect(sender.ledger.open()).toEqual([]);
  });

  it("retries after a reset and after no answer at all", async () => {
    const { receiver, sender, clock } = await started({ timeoutMs: 1_000 });
    receiver.setAnswer((_, index) =>
      index === 0 ? { kind: "reset" } : index === 1 ? { kind: "hang" } : 200,
    );
    sender.send(...said(1));
    await sender.flush();
    await clock.advance(minute);
    const [entry] = sender.ledger.all();
    expect(entry?.accepted).toBe(1);
    expect(entry?.attempts).toBeGreaterThanOrEqual(3);
  });

  it("cuts a refused body in two when told to re-batch, and loses nothing", async () => {
    const { receiver, sender, clock } = await started({
      batch: { min: 20, max: 20 },
      retry: { rebatchShare: 1 },
    });
    receiver.setAnswer((_, index) => (index === 0 ? 500 : 200));
    const updates = said(20);
    sender.send(...updates);
    await sender.flush();
    await clock.advance(minute);
    const [first, second, third] = receiver.requests.map(({ rawBody }) => wamidsOf(rawBody));
    expect([...(second ?? []), ...(third ?? [])].toSorted()).toEqual(first?.toSorted());
    expect(sender.ledger.accepted()).toHaveLength(20);
  });

  it("holds delayed bodies for hours on its clock", async () => {
    const delayMs = { min: 180 * minute, max: 180 * minute };
    const { receiver, sender, clock } = await started({ delayMs });
    sender.send(...said(5));
    await sender.flush();
    await clock.advance(179 * minute);
    expect(receiver.requestCount).toBe(0);
    await clock.advance(minute);
    expect(receiver.requestCount).toBe(5);
  });

  it("never has more bodies in flight than its concurrency", async () => {
    const { receiver, sender } = await started({ concurrency: 3 });
    let [now, most] = [0, 0];
    const threeAtOnce = Promise.withResolvers<void>();
    receiver.setAnswer(async () => {
      now += 1;
      most = Math.max(most, now);
      if (now === 3) threeAtOnce.resolve();
      await threeAtOnce.promise;
      now -= 1;
      return 200;
    });
    sender.send(...said(60));
    await sender.flush();
    expect(most).toBe(3);
    expect(receiver.connectionCount).toBeLessThanOrEqual(3);
  });
});

describe("the verification request", () => {
  it("carries Meta's three parameters and hands back the answer", async () => {
    const receiver = await createReceiver({
      answer: { kind: "answer", status: 200, body: "1158201444" },
    });
    open.push(receiver);
    const answer = await handshake(`${receiver.origin}/webhooks`, "token", "1158201444");
    expect(answer).toEqual({ status: 200, body: "1158201444" });
    expect(receiver.requests[0]?.path).toBe(
      "/webhooks?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=token",
    );
  });
});
