import { describe, expect, it } from "vitest";
import type { NoticeItem } from "../../../src/domain/intake/inbound.ts";
import type {
  ClaimedSync,
  SyncResult,
  TemplateSync,
} from "../../../src/domain/template/template-sync.ts";
import {
  ACME,
  aLine,
  aNotice,
  GLOBEX,
  HOUR,
  MINUTE,
  SECOND,
  SECOND_LINE,
  T0,
} from "../../support/builders.ts";
import { WABA } from "../../support/templates.ts";
import { only, useWorkbench, type StoreFactory } from "./setup.ts";

const lease = { of: null, now: T0, leaseMs: MINUTE, limit: 10 };
const DONE = {
  kind: "done" as const,
  at: T0,
  nextFullAt: T0 + HOUR,
  restUntil: T0 + SECOND,
} satisfies SyncResult;
const NEVER = Number.MAX_SAFE_INTEGER;

/** When templates are to be fetched, and by whom. */
export function testTemplateSyncs(name: string, factory: StoreFactory): void {
  testRequests(name, factory);
  testTurns(name, factory);
}

function testRequests(name: string, factory: StoreFactory): void {
  describe(`${name}: fetching an account's templates`, () => {
    const bench = useWorkbench(factory);
    const ask = (names: string[] | null, at = T0, wabaId = WABA) =>
      bench().store.requestTemplateSync(ACME, wabaId, { names, at });
    const syncs = (workspaceId = ACME) => bench().store.templateSyncs(workspaceId);

    it("is asked for when a line gets a token, another token, or another account; else not", async () => {
      const { store } = bench();
      expect(await syncs()).toEqual([]);
      const line = aLine({ accessToken: "t1", updatedAt: T0 });
      await store.putLine(line);
      const due: Partial<TemplateSync> = { workspaceId: ACME, wabaId: WABA, fullDueAt: T0 };
      expect(await syncs()).toMatchObject([due]);
      await store.settleTemplateSync(only(await store.claimTemplateSyncs(lease)), DONE);
      await store.putLine({ ...line, name: "Renamed", updatedAt: T0 + 1 });
      expect(await syncs()).toMatchObject([{ fullDueAt: T0 + HOUR }]);
      await store.putLine({ ...line, accessToken: "t2", updatedAt: T0 + 2 });
      expect(await syncs()).toMatchObject([{ fullDueAt: T0 + 2 }]);
      await store.putLine({ ...line, accessToken: "t2", wabaId: "31", updatedAt: T0 + 3 });
      expect((await syncs()).map(({ wabaId }) => wabaId)).toEqual([WABA, "31"]);
      expect(await syncs(GLOBEX)).toEqual([]);
    });

    it("is not asked for by a line that another workspace has", async () => {
      const stolen = aLine({ workspaceId: GLOBEX, accessToken: "t1" });
      expect(await bench().store.putLine(stolen)).toBe("taken");
      expect(await syncs(GLOBEX)).toEqual([]);
    });

    it("is asked for by a webhook that speaks of a template, in every workspace with lines of the account", async () => {
      const notice = { ...(aNotice("n1", null) as NoticeItem), templateName: "order_ready" };
      await ask(null);
      await bench().store.settleTemplateSync(
        only(await bench().store.claimTemplateSyncs(lease)),
        DONE,
      );
      const [answer] = await bench().accept([notice], T0 + MINUTE);
      expect(answer).toEqual({ kind: "noticed", workspaceId: ACME, templatesOf: WABA });
      expect(await syncs()).toMatchObject([
        { names: ["order_ready"], namesDueAt: T0 + MINUTE, fullDueAt: T0 + HOUR },
      ]);
      // Globex has never fetched any: then all are.
      expect(await syncs(GLOBEX)).toMatchObject([{ names: [], fullDueAt: T0 + MINUTE }]);
    });

    it("is not asked for by other webhooks, nor for accounts that nobody has", async () => {
      const notice = aNotice("n1", null) as NoticeItem;
      await bench().accept([
        { ...notice, field: "account_update", templateName: "x" },
        { ...notice, key: "n2", wabaId: "404" },
        { ...notice, key: "n3", wabaId: null },
      ]);
      expect(await syncs()).toEqual([]);
    });

    it("is for a few names, or for all when there are more or none are named", async () => {
      await ask(null);
      await bench().store.settleTemplateSync(
        only(await bench().store.claimTemplateSyncs(lease)),
        DONE,
      );
      await ask(["a", "b"], T0 + 2);
      await ask(["b", "c"], T0 + 1);
      expect(await syncs()).toMatchObject([
        { names: ["a", "b", "c"], namesDueAt: T0 + 1, fullDueAt: T0 + HOUR },
      ]);
      await ask(["d", "e", "f"], T0 + 3);
      expect(await syncs()).toMatchObject([{ fullDueAt: T0 + 3 }]);
    });

    it("lists the accounts of a workspace in order", async () => {
      await ask(null, T0, "3");
      await ask(null, T0, "1");
      await ask(null, T0, "2");
      expect((await syncs()).map(({ wabaId }) => wabaId)).toEqual(["1", "2", "3"]);
    });
  });
}

function testTurns(name: string, factory: StoreFactory): void {
  describe(`${name}: a turn at an account's templates`, () => {
    const bench = useWorkbench(factory);
    const ask = (names: string[] | null, at = T0) =>
      bench().store.requestTemplateSync(ACME, WABA, { names, at });
    const claim = (now = T0) => bench().store.claimTemplateSyncs({ ...lease, now });
    const settle = (claimed: ClaimedSync, result: SyncResult) =>
      bench().store.settleTemplateSync(claimed, result);
    const sync = async () => only(await bench().store.templateSyncs(ACME));

    it("is had by one, and free again when the lease ends", async () => {
      await ask(null);
      const [mine, yours] = await Promise.all([claim(), claim()]);
      expect([...mine, ...yours]).toEqual([
        {
          workspaceId: ACME,
          wabaId: WABA,
          all: true,
          names: [],
          claim: 1,
          failures: 0,
          restUntil: 0,
        },
      ]);
      expect(await claim(T0 + MINUTE - 1)).toEqual([]);
      expect(only(await claim(T0 + MINUTE))).toMatchObject({ all: true, claim: 2 });
    });

    it("is had longest due first, as many as asked for, of one account or of any", async () => {
      const { store } = bench();
      await ask(null, T0 + 2);
      await store.requestTemplateSync(GLOBEX, WABA, { names: null, at: T0 + 1 });
      await store.putLine(aLine({ id: SECOND_LINE, wabaId: "31", accessToken: "t" }));
      const query = { ...lease, now: T0 + 2, limit: 1 };
      const of = { workspaceId: ACME, wabaId: WABA };
      expect(await store.claimTemplateSyncs({ ...query, now: T0 + 1, of })).toEqual([]);
      expect(await store.claimTemplateSyncs(query)).toMatchObject([{ wabaId: "31" }]);
      expect(await store.claimTemplateSyncs({ ...query, of })).toMatchObject([of]);
      expect(await store.claimTemplateSyncs({ ...query, limit: 10 })).toMatchObject([
        { workspaceId: GLOBEX },
      ]);
      expect(await store.claimTemplateSyncs({ ...query, of: { ...of, wabaId: "x" } })).toEqual([]);
    });

    it("that was done is due again in time, and rests before", async () => {
      await ask(null);
      expect(await settle(only(await claim()), DONE)).toBe(true);
      expect(await sync()).toEqual({
        workspaceId: ACME,
        wabaId: WABA,
        fullDueAt: T0 + HOUR,
        names: [],
        namesDueAt: null,
        restUntil: T0 + SECOND,
        underWay: null,
        leaseUntil: 0,
        claims: 1,
        failures: 0,
        problem: null,
        lastFullAt: T0,
      });
      await ask(["a"], T0 + 1);
      expect(await claim(T0 + SECOND - 1)).toEqual([]);
      expect(only(await claim(T0 + SECOND))).toMatchObject({ all: false, names: ["a"] });
    });

    it("of some names leaves the next one of all where it was", async () => {
      await ask(null);
      await settle(only(await claim()), DONE);
      await ask(["a"], T0 + MINUTE);
      const ofNames = only(await claim(T0 + MINUTE));
      await settle(ofNames, { ...DONE, at: T0 + MINUTE, nextFullAt: T0 + 9 * HOUR });
      expect(await sync()).toMatchObject({ fullDueAt: T0 + HOUR, names: [], lastFullAt: T0 });
      expect(only(await claim(T0 + HOUR))).toMatchObject({ all: true, names: [] });
    });

    it("does not forget what was asked for meanwhile", async () => {
      await ask(null);
      const claimed = only(await claim());
      await ask(["a"], T0 + 1);
      expect(await claim(T0 + 1)).toEqual([]);
      await settle(claimed, DONE);
      expect(only(await claim(T0 + SECOND))).toMatchObject({ all: false, names: ["a"] });
      await ask(null, T0 + 2 * SECOND);
      expect(await sync()).toMatchObject({ fullDueAt: T0 + 2 * SECOND });
    });

    it("that died is taken over whole, with what was asked for meanwhile", async () => {
      await ask(null);
      await settle(only(await claim()), DONE);
      await ask(["a"], T0 + MINUTE);
      const died = only(await claim(T0 + MINUTE));
      await ask(["b"], T0 + MINUTE + 1);
      const next = only(await claim(T0 + 2 * MINUTE));
      expect(next).toMatchObject({ all: false, names: ["a", "b"] });
      expect(await settle(died, DONE)).toBe(false);
      expect(await settle(next, DONE)).toBe(true);
      expect(await settle(next, DONE)).toBe(false);
      expect(await sync()).toMatchObject({ names: [], underWay: null, claims: 3 });
    });

    it("that failed says why, is tried again, and is well again when it was done", async () => {
      await ask(null);
      const problem = { kind: "unauthorized", code: 190, at: T0 } as const;
      const retryAt = T0 + MINUTE;
      await settle(only(await claim()), { kind: "failed", problem, retryAt, restUntil: 0 });
      expect(await sync()).toMatchObject({
        problem,
        failures: 1,
        fullDueAt: retryAt,
        underWay: null,
      });
      expect(await claim(retryAt - 1)).toEqual([]);
      const again = only(await claim(retryAt));
      expect(again).toMatchObject({ all: true, failures: 1 });
      await settle(again, { ...DONE, at: retryAt });
      expect(await sync()).toMatchObject({ problem: null, failures: 0, lastFullAt: retryAt });
    });

    it("that failed is tried sooner when somebody asks, unless it has to rest", async () => {
      await ask(null);
      await settle(only(await claim()), DONE);
      await ask(["a"], T0 + MINUTE);
      const problem = { kind: "throttled", code: 80_007, at: T0 } as const;
      const failed: SyncResult = {
        kind: "failed",
        problem,
        retryAt: T0 + HOUR / 2,
        restUntil: T0 + 2 * MINUTE,
      };
      await settle(only(await claim(T0 + MINUTE)), failed);
      expect(await sync()).toMatchObject({ names: ["a"], namesDueAt: T0 + HOUR / 2 });
      await ask(["b"], T0 + MINUTE + 1);
      expect(await claim(T0 + 2 * MINUTE - 1)).toEqual([]);
      expect(only(await claim(T0 + 2 * MINUTE))).toMatchObject({ names: ["a", "b"] });
    });

    it("is nobody's in a workspace that has no such account", async () => {
      const stranger = { workspaceId: GLOBEX, wabaId: WABA, all: true, names: [], claim: 1 };
      await ask(null);
      await claim();
      expect(await settle({ ...stranger, failures: 0, restUntil: 0 }, DONE)).toBe(false);
      expect(await sync()).toMatchObject({ fullDueAt: NEVER, underWay: { all: true } });
    });
  });
}
