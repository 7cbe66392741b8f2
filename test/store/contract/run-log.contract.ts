import { describe, expect, it } from "vitest";
import { NOTHING_AUTOMATED } from "../../../src/domain/commit.ts";
import type { Verdict } from "../../../src/domain/automation/evaluation.ts";
import { InvalidCursorError } from "../../../src/store/store.ts";
import { aRun, aStep, anEffect, anEvaluation } from "../../support/automation-builders.ts";
import { ACME, aMessage, aReaction, BEN, GLOBEX, SECOND, T0 } from "../../support/builders.ts";
import { commitOf } from "../../support/plain-step.ts";
import { useAutomations } from "./automation-bench.ts";
import { allPages, FOREIGN_CURSORS, type StoreFactory } from "./setup.ts";

const ALL_RUNS = { flowId: null, conversationId: null, state: null, cursor: null, limit: 10 };
const ALL = { flowId: null, conversationId: null, verdict: null, cursor: null, limit: 10 };
const SKIPPED: Verdict = { kind: "skipped", reason: "own_event", detail: { runId: "run-1" } };
const NOT_MATCHED: Verdict = { kind: "not_matched", at: "when.all[1]", expected: 1, actual: null };

/** What automations did: written with the turn it happened in. */
export function testRunLog(name: string, factory: StoreFactory): void {
  describe(`${name}: the log of runs`, () => {
    const { bench, store, commit } = useAutomations(factory);

    it("stands with the commit, as it was written, and only in its workspace", async () => {
      const { conversationId } = await commit((ref) => ({
        runs: [aRun(ref.conversationId)],
        steps: [aStep({ position: 2, stepId: "b" }), aStep()],
        evaluations: [anEvaluation(ref.conversationId)],
      }));
      expect(await store().run(ACME, "run-1")).toEqual(aRun(conversationId));
      expect((await store().runs(ACME, ALL_RUNS)).items).toEqual([aRun(conversationId)]);
      const steps = [aStep(), aStep({ position: 2, stepId: "b" })];
      expect(await store().runSteps(ACME, "run-1")).toEqual(steps);
      const { items } = await store().evaluations(ACME, ALL);
      expect(items).toEqual([anEvaluation(conversationId)]);
      expect(await store().run(GLOBEX, "run-1")).toBeNull();
      expect((await store().runs(GLOBEX, ALL_RUNS)).items).toEqual([]);
      const ofConversation = { ...ALL_RUNS, conversationId };
      expect((await store().runs(GLOBEX, ofConversation)).items).toEqual([]);
      expect(await store().runSteps(GLOBEX, "run-1")).toEqual([]);
      expect((await store().evaluations(GLOBEX, ALL)).items).toEqual([]);
      expect((await store().evaluations(GLOBEX, { ...ALL, flowId: "flow-1" })).items).toEqual([]);
    });

    it("replaces runs and steps by what they have become, and keeps the first evaluation", async () => {
      const { conversationId } = await commit((ref) => ({
        runs: [aRun(ref.conversationId)],
        steps: [aStep()],
        evaluations: [anEvaluation(ref.conversationId)],
      }));
      const ended = aRun(conversationId, { state: "completed", endedAt: T0 + 1, stepId: null });
      const step = aStep({ endedAt: T0 + 1, outcome: { kind: "answered" }, next: "b" });
      const verdict = SKIPPED;
      const evaluations = [anEvaluation(conversationId, { verdict, at: T0 + 1 })];
      await commit(() => ({ runs: [ended], steps: [step], evaluations }));
      expect(await store().run(ACME, "run-1")).toEqual(ended);
      expect((await store().runs(ACME, { ...ALL_RUNS, state: "running" })).items).toEqual([]);
      expect((await store().runs(ACME, { ...ALL_RUNS, state: "completed" })).items).toHaveLength(1);
      expect(await store().runSteps(ACME, "run-1")).toEqual([step]);
      const { items } = await store().evaluations(ACME, ALL);
      expect(items).toEqual([anEvaluation(conversationId)]);
    });

    it("stands also when the conversation took no step", async () => {
      const ref = await bench().converse(aMessage("m1"));
      const { conversationId } = ref;
      await bench().accept([aReaction("m1", "👍")]);
      const plain = commitOf(await bench().load(ref), { at: T0 });
      expect(plain.conversation.version).toBe(plain.expectedVersion);
      const evaluations = [anEvaluation(conversationId, { verdict: NOT_MATCHED })];
      const automation = { ...NOTHING_AUTOMATED, evaluations };
      expect(await store().commit({ ...plain, automation })).toBe("committed");
      expect((await store().evaluations(ACME, ALL)).items).toEqual(evaluations);
      expect((await bench().load(ref)).entries).toEqual([]);
    });

    it("has nothing of a commit that came too late", async () => {
      const ref = await bench().converse(aMessage("m1"));
      const { conversationId } = ref;
      await bench().accept([aMessage("m2")]);
      const stale = commitOf(await bench().load(ref), { at: T0 });
      await bench().advance(ref);
      const automation = {
        runs: [aRun(conversationId)],
        steps: [aStep()],
        evaluations: [anEvaluation(conversationId)],
        effects: [anEffect()],
        claims: [],
      };
      expect(await store().commit({ ...stale, automation })).toBe("conflict");
      expect(await store().run(ACME, "run-1")).toBeNull();
      expect(await store().runSteps(ACME, "run-1")).toEqual([]);
      expect((await store().evaluations(ACME, ALL)).items).toEqual([]);
      expect(await store().effectDepth()).toEqual({ waiting: 0, oldestCreatedAt: null });
    });

    it("lists runs by flow, conversation and state, newest first, page by page", async () => {
      const write = (id: string, at: number, changes: object, item = aMessage(id)) =>
        commit(
          (ref) => ({ runs: [aRun(ref.conversationId, { id, startedAt: at, ...changes })] }),
          item,
          at,
        );
      const ana = await write("a", T0, { state: "failed", reason: "no" });
      await write("b", T0 + SECOND, {});
      const ofBen = aMessage("m", { identity: BEN });
      const ben = await write("c", T0 + 2 * SECOND, { flowId: "flow-2" }, ofBen);
      await write("d", T0 + 3 * SECOND, { flowId: "flow-2", state: "completed" });
      await write("e", T0 + 4 * SECOND, {});
      const listed = async (query: object) => {
        const rows = await allPages((cursor) =>
          store().runs(ACME, { ...ALL_RUNS, ...query, cursor, limit: 2 }),
        );
        return rows.map(({ id }) => id).join("");
      };
      expect(await listed({})).toBe("edcba");
      expect(await listed({ flowId: "flow-1" })).toBe("eba");
      expect(await listed({ flowId: "flow-2", state: "running" })).toBe("c");
      expect(await listed({ state: "running" })).toBe("ecb");
      expect(await listed({ state: "cut" })).toBe("");
      expect(await listed({ conversationId: ben.conversationId })).toBe("c");
      const { conversationId } = ana;
      expect(await listed({ conversationId })).toBe("edba");
      expect(await listed({ conversationId, flowId: "flow-1", state: "running" })).toBe("eb");
      expect(await listed({ conversationId: "unknown" })).toBe("");
      for (const cursor of FOREIGN_CURSORS) {
        const wrong = store().runs(ACME, { ...ALL_RUNS, cursor });
        await expect(wrong).rejects.toBeInstanceOf(InvalidCursorError);
      }
    });

    it("lists evaluations by flow, conversation and verdict, newest first, and forgets the oldest", async () => {
      const verdicts = [NOT_MATCHED, SKIPPED, { kind: "started", runId: "r" } as const];
      const rows = ["a", "b", "c", "d", "e"].map((id, index) => ({
        id,
        at: T0 + index,
        flowId: index % 2 === 0 ? "flow-1" : "flow-2",
        verdict: verdicts[index % 3] ?? SKIPPED,
      }));
      for (const row of rows) {
        const log = (ref: { conversationId: string }) => ({
          evaluations: [anEvaluation(ref.conversationId, row)],
        });
        await commit(log, aMessage(row.id), row.at);
      }
      const listed = async (query: object) => {
        const found = await allPages((cursor) =>
          store().evaluations(ACME, { ...ALL, ...query, cursor, limit: 2 }),
        );
        return found.map(({ id }) => id).join("");
      };
      const { items } = await store().evaluations(ACME, ALL);
      const conversationId = items[0]?.conversationId ?? "";
      expect(await listed({})).toBe("edcba");
      expect(await listed({ flowId: "flow-1" })).toBe("eca");
      expect(await listed({ flowId: "flow-2", verdict: "not_matched" })).toBe("d");
      expect(await listed({ verdict: "skipped" })).toBe("eb");
      expect(await listed({ conversationId })).toBe("edcba");
      expect(await listed({ conversationId, flowId: "flow-1", verdict: "started" })).toBe("c");
      expect(await store().forgetEvaluations({ before: T0, limit: 10 })).toBe(0);
      expect(await store().forgetEvaluations({ before: T0 + 3, limit: 2 })).toBe(2);
      expect(await listed({})).toBe("edc");
      expect(await store().forgetEvaluations({ before: T0 + 3, limit: 10 })).toBe(1);
      expect(await listed({ conversationId })).toBe("ed");
    });

    it("lets the first run have what may be started once, for ever", async () => {
      const claim = (...claims: [string, string][]) =>
        store().claimStarts(
          ACME,
          claims.map(([key, runId]) => ({ key, runId })),
        );
      expect(await claim()).toEqual([]);
      expect(await claim(["ana", "run-1"], ["ben", "run-2"])).toEqual([]);
      expect(await claim(["ana", "run-1"])).toEqual([]);
      const taken = [{ key: "ana", runId: "run-1" }];
      expect(await claim(["ana", "run-3"], ["eve", "run-4"])).toEqual(taken);
      expect(await claim(["eve", "run-5"])).toEqual([{ key: "eve", runId: "run-4" }]);
      expect(await store().claimStarts(GLOBEX, [{ key: "ana", runId: "run-9" }])).toEqual([]);
      const rivals = ["x", "y", "z"].map((runId) => claim(["race", runId]));
      const lost = (await Promise.all(rivals)).filter((others) => others.length > 0);
      expect(lost).toHaveLength(2);
      expect(new Set(lost.flat().map(({ runId }) => runId)).size).toBe(1);
    });
  });
}
