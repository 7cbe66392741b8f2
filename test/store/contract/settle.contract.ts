import { describe, expect, it } from "vitest";
import { ACME, HOUR, MINUTE, SECOND, T0 } from "../../support/builders.ts";
import { publishTo } from "./publish.ts";
import { dead, delivered, ENDPOINT, retry } from "./settlements.ts";
import { only, useWorkbench, type StoreFactory } from "./setup.ts";

/** What an attempt's end makes of its delivery, also when it comes too late. */
export function testSettling(name: string, factory: StoreFactory): void {
  describe(`${name}: settling deliveries`, () => {
    const bench = useWorkbench(factory);
    /** One delivery, claimed by somebody. */
    const claimedOne = async () => {
      await publishTo(bench(), ENDPOINT, 1);
      const options = { now: T0, leaseMs: MINUTE, limit: 1 };
      return only(await bench().store.claim(ACME, ENDPOINT, options)).delivery.id;
    };
    const claimAgain = (now: number) =>
      bench().store.claim(ACME, ENDPOINT, { now, leaseMs: MINUTE, limit: 1 });
    const stateOf = async (id: string) => {
      const found = await bench().store.delivery(ACME, id);
      if (found === null) throw new Error("no such delivery");
      const { state, attempts, settledAt } = found.delivery;
      return { state, attempts, settledAt, log: found.attempts.map(({ number }) => number) };
    };

    it("ends a delivery that arrived, with its attempt in the log", async () => {
      const id = await claimedOne();
      await bench().store.settle(delivered(id, 1));
      expect(await stateOf(id)).toEqual({
        state: "delivered",
        attempts: 1,
        settledAt: T0 + SECOND,
        log: [1],
      });
      const { attempts } = (await bench().store.delivery(ACME, id)) ?? {};
      expect(attempts).toEqual([delivered(id, 1).attempt]);
      expect(await claimAgain(T0 + HOUR)).toEqual([]);
    });

    it("makes a delivery wait for its next attempt, without the lease", async () => {
      const id = await claimedOne();
      await bench().store.settle(retry(id, T0 + 5 * SECOND));
      expect(await stateOf(id)).toEqual({
        state: "pending",
        attempts: 1,
        settledAt: null,
        log: [1],
      });
      expect(await claimAgain(T0 + 5 * SECOND - 1)).toEqual([]);
      const [again] = await claimAgain(T0 + 5 * SECOND);
      expect(again?.delivery).toMatchObject({ attempts: 2, nextAttemptAt: T0 + 5 * SECOND });
    });

    it("gives a delivery up for dead", async () => {
      const id = await claimedOne();
      await bench().store.settle(dead(id, 1));
      expect(await stateOf(id)).toMatchObject({ state: "dead", settledAt: T0 + SECOND });
      expect(await claimAgain(T0 + HOUR)).toEqual([]);
    });

    it("only logs a failure that comes after somebody else took over", async () => {
      const id = await claimedOne();
      await claimAgain(T0 + MINUTE);
      const health = { failingSince: T0, failures: 7 };
      await bench().store.settle({ ...dead(id, 1), health, disable: "failing" });
      expect(await stateOf(id)).toEqual({
        state: "pending",
        attempts: 2,
        settledAt: null,
        log: [1],
      });
      expect(await claimAgain(T0 + MINUTE + 1)).toEqual([]);
      const endpoint = await bench().store.endpoint(ACME, ENDPOINT);
      expect(endpoint).toMatchObject({ enabled: true, health: { failures: 0 } });
      await bench().store.settle(delivered(id, 2));
      expect(await stateOf(id)).toMatchObject({ state: "delivered", log: [1, 2] });
    });

    it("believes a late success, whoever has the delivery now", async () => {
      const id = await claimedOne();
      await claimAgain(T0 + MINUTE);
      await bench().store.settle(delivered(id, 1));
      await bench().store.settle(retry(id, T0 + HOUR, 2));
      expect(await stateOf(id)).toEqual({
        state: "delivered",
        attempts: 2,
        settledAt: T0 + SECOND,
        log: [1, 2],
      });
    });

    it("leaves a settled delivery as it is", async () => {
      const id = await claimedOne();
      await bench().store.settle(delivered(id, 1));
      await bench().store.settle(dead(id, 1));
      expect(await stateOf(id)).toMatchObject({ state: "delivered", settledAt: T0 + SECOND });
    });

    it("keeps the last twenty attempts, newest last", async () => {
      const id = await claimedOne();
      for (let number = 1; number <= 23; number++) {
        await bench().store.settle(retry(id, T0, number));
        expect(await claimAgain(T0)).toHaveLength(1);
      }
      const { log, attempts } = await stateOf(id);
      expect(log).toEqual(Array.from({ length: 20 }, (_, index) => index + 4));
      expect(attempts).toBe(24);
    });

    it("notes the endpoint's health, or leaves it", async () => {
      const id = await claimedOne();
      const health = { failingSince: T0, failures: 1 };
      await bench().store.settle({ ...retry(id, T0), health });
      await claimAgain(T0);
      await bench().store.settle(retry(id, T0, 2));
      expect(await bench().store.endpoint(ACME, ENDPOINT)).toMatchObject({ health, enabled: true });
    });

    it.each(["gone", "failing"] as const)("switches an endpoint off as %s", async (disable) => {
      const id = await claimedOne();
      await bench().store.settle({ ...retry(id, T0), disable });
      const endpoint = await bench().store.endpoint(ACME, ENDPOINT);
      expect(endpoint).toMatchObject({ enabled: false, disabledReason: disable });
      expect(await claimAgain(T0 + HOUR)).toEqual([]);
    });

    it("takes no notice of a delivery that does not exist", async () => {
      await bench().store.settle(delivered("unknown.endpoint-1", 1));
      expect(await bench().store.delivery(ACME, "unknown.endpoint-1")).toBeNull();
    });
  });
}
