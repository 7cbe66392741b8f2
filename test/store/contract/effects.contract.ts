import { describe, expect, it } from "vitest";
import { automationKey } from "../../../src/domain/automation/run.ts";
import type { NewEffect } from "../../../src/domain/automation/effect.ts";
import { conversationIdOf } from "../../../src/domain/ids.ts";
import type { EffectSettlement } from "../../../src/store/automation-store.ts";
import { anEffect } from "../../support/automation-builders.ts";
import { ACME, aMessage, BEN, GLOBEX, LINE, MINUTE, SECOND, T0 } from "../../support/builders.ts";
import { commitOf } from "../../support/plain-step.ts";
import { useAutomations } from "./automation-bench.ts";
import { only, type StoreFactory } from "./setup.ts";

const CLAIM = { lane: "inside", now: T0, leaseMs: MINUTE, limit: 10 } as const;
const DONE = { kind: "result", result: { kind: "done", vars: { a: "b" } } } as const;
const HOOK = { kind: "webhook", url: "https://x.example", body: {}, save: {} } as const;

/** The outbox of automations: each effect with one id for ever, and one result. */
export function testEffects(name: string, factory: StoreFactory): void {
  describe(`${name}: effects of automations`, () => {
    const { bench, store, commit } = useAutomations(factory);
    const claim = (changes: object = {}) => store().claimEffects({ ...CLAIM, ...changes });
    const queue = (...effects: Partial<NewEffect>[]) =>
      commit(() => ({ effects: effects.map(anEffect) }));
    const settle = (changes: Partial<EffectSettlement> = {}) =>
      store().settleEffect({
        workspaceId: ACME,
        id: anEffect().id,
        attempts: 1,
        at: T0 + SECOND,
        ends: DONE,
        ...changes,
      });

    it("are claimed as they were decided, with the attempt counted, and once while the lease lasts", async () => {
      const { conversationId } = await queue({});
      const claimed = only(await claim());
      expect(claimed).toEqual({
        ...anEffect(),
        workspaceId: ACME,
        conversationId,
        attempts: 1,
        failures: 0,
        nextAttemptAt: T0,
        leaseUntil: T0 + MINUTE,
      });
      expect(await claim()).toEqual([]);
      expect(await claim({ now: T0 + MINUTE - 1 })).toEqual([]);
      expect(only(await claim({ now: T0 + MINUTE }))).toMatchObject({ attempts: 2 });
    });

    it("are claimed by lane, oldest first, no more than asked for and none before its time", async () => {
      const times: [string, number][] = [
        ["c", 2],
        ["a", 0],
        ["b", 1],
        ["d", 9],
      ];
      await queue(...times.map(([runId, at]) => ({ runId, createdAt: T0 + at })), {
        runId: "out",
        task: HOOK,
      });
      const now = T0 + 5;
      expect((await claim({ now, limit: 2 })).map(({ runId }) => runId)).toEqual(["a", "b"]);
      expect((await claim({ now })).map(({ runId }) => runId)).toEqual(["c"]);
      expect(only(await claim({ now, lane: "outside" }))).toMatchObject({ runId: "out" });
      expect(await claim({ now: T0 + 9, limit: 0 })).toEqual([]);
    });

    it("are each given to one of many who claim at once", async () => {
      await queue(...["a", "b", "c", "d", "e"].map((runId) => ({ runId })));
      const claims = await Promise.all([1, 2, 3].map(() => claim({ limit: 3 })));
      const taken = claims.flat().map(({ runId }) => runId);
      expect(taken.toSorted()).toEqual(["a", "b", "c", "d", "e"]);
    });

    it("that are put back are due at their time, with the failures that were counted", async () => {
      await queue({});
      const effect = only(await claim());
      await store().retryEffect(effect, { nextAttemptAt: T0 + 5, failures: 1 });
      expect(await claim({ now: T0 + 4 })).toEqual([]);
      const again = only(await claim({ now: T0 + 5 }));
      expect(again).toMatchObject({ attempts: 2, failures: 1, nextAttemptAt: T0 + 5 });
      // Whoever had it before has no say any more.
      await store().retryEffect(effect, { nextAttemptAt: T0 + 5, failures: 7 });
      expect(await claim({ now: T0 + 5 })).toEqual([]);
      await store().retryEffect({ ...again, workspaceId: GLOBEX }, { ...again, failures: 9 });
      expect(only(await claim({ now: T0 + 2 * MINUTE }))).toMatchObject({ failures: 1 });
    });

    it("end with a result in the mailbox, and leave the outbox", async () => {
      const ref = await queue({});
      await claim();
      expect(await settle()).toBe("settled");
      const key = automationKey(anEffect().id);
      const { seq: _seq, ...entry } = only((await bench().load(ref)).entries);
      expect(entry).toEqual({
        ...ref,
        key,
        occurredAt: T0 + SECOND,
        receivedAt: T0 + SECOND,
        cause: {
          kind: "automation",
          id: key,
          actor: { kind: "automation", id: "flow-1" },
          depth: 1,
        },
        input: { kind: "effectResult", effectId: anEffect().id, result: DONE.result },
      });
      expect(await store().effectDepth()).toEqual({ waiting: 0, oldestCreatedAt: null });
      expect(await claim({ now: T0 + 10 * MINUTE })).toEqual([]);
      expect(await store().waiting({ before: T0 + MINUTE, limit: 10 })).toEqual([ref]);
    });

    it("end with the command that they have become, as the automation's own", async () => {
      const ref = await queue({});
      await claim();
      const actor = { kind: "automation", id: "flow-1" } as const;
      const asked = { workspaceId: ACME, conversationId: "elsewhere", key: "any", receivedAt: T0 };
      const command = { name: "unread" } as const;
      const ends = { kind: "command", command: { ...asked, command, actor } } as const;
      expect(await settle({ ends })).toBe("settled");
      const key = automationKey(anEffect().id);
      const { entries } = await bench().load(ref);
      expect(only(entries)).toMatchObject({
        ...ref,
        key,
        cause: { kind: "automation", id: key, actor, depth: 1 },
        input: { kind: "command", command },
      });
    });

    it("end once, by whoever claimed them last", async () => {
      const ref = await queue({});
      expect(await settle()).toBe("ignored");
      await claim();
      await claim({ now: T0 + MINUTE });
      expect(await settle({ attempts: 1 })).toBe("ignored");
      expect(await settle({ attempts: 2, workspaceId: GLOBEX })).toBe("ignored");
      expect((await bench().load(ref)).entries).toEqual([]);
      const ends = await Promise.all([settle({ attempts: 2 }), settle({ attempts: 2 })]);
      expect(ends.toSorted()).toEqual(["ignored", "settled"]);
      expect(await settle({ attempts: 2 })).toBe("ignored");
      await bench().advance(ref);
      expect(await settle({ attempts: 2 })).toBe("ignored");
      expect((await bench().load(ref)).entries).toEqual([]);
      const settled = { kind: "settled" };
      expect(await store().outcome(ACME, automationKey(anEffect().id))).toMatchObject(settled);
    });

    it("stand once, however often their commit brings them", async () => {
      await queue({}, {});
      await queue({ createdAt: T0 + 1 });
      expect(await store().effectDepth()).toEqual({ waiting: 1, oldestCreatedAt: T0 });
      expect(only(await claim())).toMatchObject({ createdAt: T0 });
    });

    it("say when the next is due, in whatever lane, and how many wait since when", async () => {
      expect(await store().nextEffectAt({ now: T0 })).toBeNull();
      await queue({ createdAt: T0 + 5 }, { runId: "out", task: HOOK, createdAt: T0 + 3 });
      expect(await store().nextEffectAt({ now: T0 })).toBe(T0 + 3);
      expect(await store().nextEffectAt({ now: T0 + 3 })).toBe(T0 + 5);
      await claim({ now: T0 + 5 });
      expect(await store().nextEffectAt({ now: T0 + 3 })).toBe(T0 + 5 + MINUTE);
      expect(await store().effectDepth()).toEqual({ waiting: 2, oldestCreatedAt: T0 + 3 });
    });

    it("choose whose turn it is, one after another, and for the same effect the same", async () => {
      await queue(...["a", "b", "c", "d", "e"].map((runId) => ({ runId })));
      const turn = (runId: string, userIds = ["u1", "u2", "u3"], pointer = "flow-1/assign") =>
        store().takeTurn({ workspaceId: ACME, pointer, effectId: anEffect({ runId }).id, userIds });
      expect(await turn("a", [])).toBeNull();
      expect(await turn("a")).toBe("u1");
      expect(await turn("b")).toBe("u2");
      expect(await turn("a")).toBe("u1");
      // Whoever was last need not be there any more.
      expect(await turn("c", ["u3", "u1"])).toBe("u3");
      expect(await turn("b")).toBe("u2");
      expect(await turn("d")).toBe("u1");
      expect(await turn("e", ["u1", "u2"], "flow-1/other")).toBe("u1");
    });

    it("are given turns that follow each other, by many at once", async () => {
      const ids = Array.from({ length: 6 }, (_, index) => `run ${index}`);
      await queue(...ids.map((runId) => ({ runId })));
      const turns = await Promise.all(
        [...ids, ...ids].map((runId) =>
          store().takeTurn({
            workspaceId: ACME,
            pointer: "p",
            effectId: anEffect({ runId }).id,
            userIds: ["u1", "u2", "u3"],
          }),
        ),
      );
      expect(turns.slice(0, 6)).toEqual(turns.slice(6));
      expect(turns.slice(0, 6).map(String).toSorted()).toEqual([
        "u1",
        "u1",
        "u2",
        "u2",
        "u3",
        "u3",
      ]);
    });

    it("know how many open conversations people have", async () => {
      const own = async (item: ReturnType<typeof aMessage>, ownerId: string, closed = false) => {
        const [accepted] = await bench().accept([item]);
        const ref = accepted as { workspaceId: string; conversationId: string };
        const plain = commitOf(await bench().load(ref), { at: T0 });
        const { facts, regions } = plain.conversation;
        const lifecycle = closed ? "closed" : "open";
        const conversation = {
          ...plain.conversation,
          facts: { ...facts, ownerId },
          regions: { ...regions, lifecycle } as const,
        };
        await store().commit({ ...plain, conversation });
      };
      await own(aMessage("1"), "u1");
      await own(aMessage("2", { identity: BEN }), "u1");
      await own(aMessage("3", { identity: { waId: "15550000007" } }), "u2", true);
      const counts = await store().openCounts(ACME, ["u1", "u2", "u3"]);
      expect([...counts]).toEqual([
        ["u1", 2],
        ["u2", 0],
        ["u3", 0],
      ]);
      expect([...(await store().openCounts(GLOBEX, ["u1"]))]).toEqual([["u1", 0]]);
    });

    it("ask for starts under a key that is good once, also where no conversation has begun", async () => {
      const ref = await bench().converse(aMessage("m1"));
      const start = {
        ...ref,
        key: "start|1",
        flowId: "flow-2",
        trigger: { type: "call", id: "call-1" },
        vars: { color: "rojo" },
        depth: 2,
        actor: { kind: "automation", id: "flow-1" } as const,
        receivedAt: T0,
      };
      expect(await store().submitStart(start)).toBe("submitted");
      expect(await store().submitStart(start)).toBe("repeated");
      const { flowId, trigger, vars, actor } = start;
      expect(only((await bench().load(ref)).entries)).toMatchObject({
        ...ref,
        key: "start|1",
        cause: { kind: "automation", id: "start|1", actor, depth: 2 },
        input: { kind: "start", flowId, trigger, vars },
      });
      const contactId = "contact1";
      const lineId = LINE;
      const other = { workspaceId: ACME, conversationId: conversationIdOf("other", contactId) };
      const elsewhere = { ...start, ...other, key: "start|2" };
      expect(await store().submitStart(elsewhere)).toBe("unknown_conversation");
      const begins = { lineId, contactId };
      expect(await store().submitStart({ ...elsewhere, begins })).toBe("submitted");
      expect((await bench().load(other)).entries).toHaveLength(1);
    });

    it("remember how far the feed was read for starts, and never go back", async () => {
      await bench().converse(aMessage("m1"));
      expect(await store().startsCursor(ACME)).toBe(0);
      expect(await store().unstarted()).toEqual([ACME]);
      await store().moveStartsCursor(ACME, 1);
      await store().moveStartsCursor(ACME, 0);
      expect(await store().startsCursor(ACME)).toBe(1);
      expect(await store().unstarted()).toEqual([]);
      await bench().converse(aMessage("m2"));
      expect(await store().unstarted()).toEqual([ACME]);
      expect(await store().startsCursor(GLOBEX)).toBe(0);
    });
  });
}
