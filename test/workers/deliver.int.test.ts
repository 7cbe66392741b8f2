import { describe, expect, it } from "vitest";
import { RETRY_SCHEDULES } from "../../src/channels/endpoint/retry-schedule.ts";
import { ACME, anEdit, CLOSE, DAY, HOUR, MINUTE, SECOND } from "../support/builders.ts";
import { SECRET, useDeliveries, verified, webhookIds } from "./support/delivering.ts";
import { aSecret } from "./support/workshop.ts";

const bench = useDeliveries();

describe("a delivery", () => {
  it("arrives signed as Standard Webhooks says, under the event's id, and is settled", async () => {
    const { publish, deliver, receiver, delivery, clock } = bench();
    const [eventId] = await publish("1");
    await deliver();
    const [request] = await receiver.received(1);
    expect(request).toMatchObject({ method: "POST", path: "/hook" });
    expect(request?.headers).toMatchObject({
      "content-type": "application/json",
      "user-agent": "Ventana",
      "webhook-id": eventId,
    });
    expect(verified(request)).toMatchObject({ id: eventId, type: "message.received" });
    expect(() => verified(request, aSecret("b"))).toThrow("No matching signature");
    expect(await delivery()).toMatchObject({
      delivery: { state: "delivered", attempts: 1, settledAt: clock.now() },
      attempts: [{ number: 1, result: "delivered", status: 200, reason: null }],
    });
    await deliver();
    expect(receiver.requestCount).toBe(1);
  });

  it("leaves the process as the same bytes at every attempt, also after the conversation went on", async () => {
    const { publish, deliver, receiver, turn, accept, ask, settle, store } = bench();
    receiver.setAnswer((_request, index) => (index < 2 ? 500 : 200));
    await publish("1");
    await deliver();
    const address = await accept(anEdit("1"));
    await ask(address, CLOSE);
    await settle(address);
    await store.putLine({ ...(await store.line(ACME, "100000000000001"))!, name: "Renamed" });
    turn(6 * SECOND);
    await deliver();
    turn(6 * MINUTE);
    await deliver();
    const bodies = receiver.requests.map(({ rawBody }) => rawBody.toString());
    expect(bodies).toHaveLength(3);
    expect(new Set(bodies).size).toBe(1);
    expect(new Set(webhookIds(receiver.requests)).size).toBe(1);
    const stamps = receiver.requests.map(({ headers }) => Number(headers["webhook-timestamp"]));
    expect(stamps[1]! - stamps[0]!).toBe(6);
    expect(stamps[2]! - stamps[1]!).toBe(360);
    expect(verified(receiver.requests[2])).toMatchObject({ type: "message.received" });
  });

  it("is signed with both secrets while one is rotated, and with the new one alone afterwards", async () => {
    const { publish, deliver, receiver, store, endpoint, clock, turn } = bench();
    const [old, fresh] = [SECRET, aSecret("n")];
    const secrets = [
      { value: fresh, validUntil: null },
      { value: old, validUntil: clock.now() + DAY },
    ];
    await store.putEndpoint({ ...endpoint, secrets });
    await publish("1");
    await deliver();
    for (const secret of [old, fresh]) verified(receiver.requests[0], secret);
    turn(DAY);
    await publish("2");
    await deliver();
    verified(receiver.requests[1], fresh);
    expect(() => verified(receiver.requests[1], old)).toThrow("No matching signature");
  });
});

describe("a delivery that is not taken", () => {
  it("is tried eight times as the schedule says, then stays dead until somebody replays it", async () => {
    const { publish, deliver, receiver, turn, delivery, store, endpoint } = bench();
    receiver.setAnswer(500);
    const [eventId = ""] = await publish("1");
    await deliver();
    for (const waitMs of RETRY_SCHEDULES["28h"].slice(1)) {
      const count = receiver.requestCount;
      const { delivery: pending } = await delivery();
      expect(pending).toMatchObject({ state: "pending", attempts: count });
      // Drawn from the middle of the jitter.
      turn(waitMs - 1);
      await deliver();
      expect(receiver.requestCount).toBe(count);
      turn(1);
      await deliver();
      expect(receiver.requestCount).toBe(count + 1);
    }
    const { delivery: dead, attempts } = await delivery();
    expect(dead).toMatchObject({ state: "dead", attempts: 8 });
    expect(attempts.map(({ number, result, status }) => [number, result, status])).toEqual(
      [1, 2, 3, 4, 5, 6, 7, 8].map((number) => [number, "refused", 500]),
    );
    turn(30 * DAY);
    await deliver();
    expect(receiver.requestCount).toBe(8);
    receiver.setAnswer(200);
    await store.replayDeliveries(ACME, endpoint.id, { eventId, now: bench().clock.now() });
    await deliver();
    expect(await delivery()).toMatchObject({ delivery: { state: "delivered", attempts: 1 } });
    expect(new Set(webhookIds(receiver.requests))).toEqual(new Set([eventId]));
  });

  it("waits as long as the endpoint asks, and a day at most", async () => {
    const { publish, deliver, receiver, delivery, clock } = bench();
    const answer = (retryAfter: string) => {
      receiver.setAnswer({ kind: "answer", status: 429, headers: { "retry-after": retryAfter } });
    };
    const waited = async () => (await delivery()).delivery.nextAttemptAt - clock.now();
    answer("3600");
    await publish("1");
    await deliver();
    // Stretched by half of 20 %, because the test's chance is 0.5.
    expect(await waited()).toBe(66 * MINUTE);
    bench().turn(await waited());
    answer("999999999");
    await deliver();
    expect(await waited()).toBe(DAY);
  });

  it.each([
    ["hangs up", { kind: "reset" }, "reset"],
    ["never answers", { kind: "hang" }, "timeout"],
    ["answers no HTTP", { kind: "raw", bytes: "rubbish\r\n\r\n" }, "protocol"],
  ] as const)("by an endpoint that %s is tried again", async (_name, answer, reason) => {
    const { publish, deliver, receiver, delivery, impatient } = bench();
    receiver.setAnswer(answer);
    await publish("1");
    await deliver(answer.kind === "hang" ? impatient : undefined);
    expect(await delivery()).toMatchObject({
      delivery: { state: "pending", attempts: 1 },
      attempts: [{ result: "failed", status: null, reason }],
    });
  });

  it("because the endpoint is gone (410) is dead, and the endpoint is switched off with what waits", async () => {
    const { publish, deliver, receiver, store, endpoint, log } = bench();
    receiver.setAnswer(410);
    await publish("1");
    await deliver({ inFlightMax: 1 });
    expect(await store.endpoint(ACME, endpoint.id)).toMatchObject({
      enabled: false,
      disabledReason: "gone",
    });
    await publish("2");
    await deliver();
    expect(receiver.requestCount).toBe(1);
    expect(log.complaints()).toEqual([
      "An endpoint was switched off; its events wait for a replay",
    ]);
  });

  it("for five days of nothing but failures switches the endpoint off", async () => {
    const { publish, deliver, receiver, store, endpoint, turn } = bench();
    receiver.setAnswer(500);
    for (let day = 0; day <= 5; day++) {
      await publish(`${day}`);
      await deliver();
      turn(8 * HOUR);
      await deliver();
      turn(16 * HOUR);
    }
    expect(await store.endpoint(ACME, endpoint.id)).toMatchObject({
      enabled: false,
      disabledReason: "failing",
    });
  });
});

describe("a replay", () => {
  it("that is asked for while the delivery is in flight delivers once more", async () => {
    const { publish, deliver, receiver, store, endpoint, clock, delivery } = bench();
    const replays: Promise<number>[] = [];
    receiver.setAnswer((_request, index) => {
      const query = { eventId: ids[0] ?? "", now: clock.now() };
      if (index === 0) replays.push(store.replayDeliveries(ACME, endpoint.id, query));
      return 200;
    });
    const ids = await publish("1");
    await deliver();
    expect(await Promise.all(replays)).toEqual([1]);
    await deliver();
    expect(webhookIds(receiver.requests)).toEqual([ids[0], ids[0]]);
    expect(await delivery()).toMatchObject({ delivery: { state: "delivered", attempts: 1 } });
  });

  it("of a range sends what the endpoint had and what it never had, in order and under the same ids", async () => {
    const { publish, deliver, receiver, store, endpoint, clock } = bench();
    const first = await publish("1", "2");
    await deliver();
    await store.putEndpoint({ ...endpoint, enabled: false });
    const missed = await publish("3");
    await store.putEndpoint({ ...endpoint, enabled: true });
    const last = await store.lastSeq(ACME);
    const query = { fromSeq: 1, toSeq: last, now: clock.now() };
    expect(await store.replayDeliveries(ACME, endpoint.id, query)).toBe(3);
    await deliver({ inFlightMax: 1 });
    expect(webhookIds(receiver.requests)).toEqual([...first, ...first, ...missed]);
    for (const request of receiver.requests) verified(request);
  });
});
