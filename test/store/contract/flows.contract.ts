import { describe, expect, it } from "vitest";
import type { Flow } from "../../../src/domain/automation/flow.ts";
import { InvalidCursorError } from "../../../src/store/store.ts";
import { aFlow, aFlowVersion } from "../../support/automation-builders.ts";
import { ACME, aMessage, GLOBEX, SECOND, T0 } from "../../support/builders.ts";
import { useAutomations } from "./automation-bench.ts";
import { allPages, FOREIGN_CURSORS, type StoreFactory } from "./setup.ts";
import { aWorkspace } from "../../support/people-builders.ts";

/** Flows and their versions, and the number that tells whether somebody knows them as they are. */
export function testFlows(name: string, factory: StoreFactory): void {
  describe(`${name}: flows`, () => {
    const { bench, store } = useAutomations(factory);
    const add = async (changes: Partial<Flow> = {}): Promise<Flow> => {
      const flow = aFlow(changes);
      const { workspaceId, id: flowId } = flow;
      await store().addFlow(flow, aFlowVersion({ workspaceId, flowId }));
      return flow;
    };

    it("come back as they were written, with their versions, and only in their workspace", async () => {
      const secrets = [{ value: "whsec_x", validUntil: T0 + SECOND }];
      const flow = await add({ hookHash: "hash", secrets, liveVersion: 1, liveSince: T0 });
      expect(await store().flow(ACME, flow.id)).toEqual(flow);
      expect(await store().flowVersion(ACME, flow.id, 1)).toEqual(aFlowVersion());
      expect(await store().flow(GLOBEX, flow.id)).toBeNull();
      expect(await store().flowVersion(GLOBEX, flow.id, 1)).toBeNull();
      expect(await store().flowVersion(ACME, flow.id, 2)).toBeNull();
      expect(await store().flowVersions(GLOBEX, flow.id)).toEqual([]);
      expect((await store().liveFlows(GLOBEX)).flows).toEqual([]);
    });

    it("of before flows could take over do not", async () => {
      const { definition, ...version } = aFlowVersion();
      const { takesOver: _takesOver, ...older } = definition;
      const stored = { ...version, definition: older as typeof definition };
      await store().addFlow(aFlow({ liveVersion: 1, liveSince: T0 }), stored);
      expect(await store().flowVersion(ACME, "flow-1", 1)).toEqual(aFlowVersion());
      const { flows } = await store().liveFlows(ACME);
      expect(flows.map(({ live }) => live.definition.takesOver)).toEqual([false]);
    });

    it("are added once: a flow whose id stands is left as it is", async () => {
      const flow = await add();
      await add({ name: "Other" });
      expect(await store().flow(ACME, flow.id)).toEqual(flow);
      expect(await store().flowsVersion(ACME)).toBe(1);
    });

    it("are changed by whoever saw the last revision, with a new version or without", async () => {
      const flow = await add();
      const second = { ...flow, revision: 2, newestVersion: 2, updatedAt: T0 + 1 };
      const version = aFlowVersion({ version: 2, createdBy: null, createdAt: T0 + 1 });
      expect(await store().changeFlow(second, version)).toBe(true);
      const late = { ...flow, revision: 2, name: "Late" };
      const lateVersion = aFlowVersion({ version: 2, createdBy: "late" });
      expect(await store().changeFlow(late, lateVersion)).toBe(false);
      expect(await store().flow(ACME, flow.id)).toEqual(second);
      expect(await store().flowVersion(ACME, flow.id, 2)).toEqual(version);
      const third = { ...second, revision: 3, liveVersion: 1, liveSince: T0 };
      expect(await store().changeFlow(third, null)).toBe(true);
      const { definition: _one, ...newest } = version;
      const { definition: _other, ...oldest } = aFlowVersion();
      expect(await store().flowVersions(ACME, flow.id)).toEqual([newest, oldest]);
    });

    it("count a change of their workspace, whose time zone they are kept with", async () => {
      await store().putWorkspace(aWorkspace());
      expect(await store().flowsVersion(ACME)).toBe(0);
      await add();
      await store().putWorkspace(aWorkspace({ timeZone: "Europe/Madrid" }));
      expect(await store().flowsVersion(ACME)).toBe(2);
      expect((await store().liveFlows(ACME)).version).toBe(2);
    });

    it("are changed only where they stand", async () => {
      await add();
      const second = aFlow({ revision: 2, workspaceId: GLOBEX });
      expect(await store().changeFlow(second, aFlowVersion({ version: 2 }))).toBe(false);
      expect(await store().changeFlow(aFlow({ id: "none", revision: 2 }), null)).toBe(false);
      expect(await store().flowVersions(ACME, "flow-1")).toHaveLength(1);
      expect(await store().flowsVersion(GLOBEX)).toBe(0);
    });

    it("let one of many through who change the same revision at once", async () => {
      const flow = await add();
      const changes = [1, 2, 3, 4].map((number) =>
        store().changeFlow(
          { ...flow, revision: 2, name: `Name ${number}` },
          aFlowVersion({ version: 2, createdBy: `user-${number}` }),
        ),
      );
      const won = (await Promise.all(changes)).indexOf(true) + 1;
      expect((await Promise.all(changes)).filter(Boolean)).toEqual([true]);
      expect(await store().flow(ACME, flow.id)).toMatchObject({ name: `Name ${won}` });
      const version = await store().flowVersion(ACME, flow.id, 2);
      expect(version).toMatchObject({ createdBy: `user-${won}` });
      expect(await store().flowsVersion(ACME)).toBe(2);
    });

    it("are deleted as of a revision; their versions stay, for runs that go on", async () => {
      await add({ hookHash: "hash" });
      expect(await store().deleteFlow(ACME, "flow-1", 2)).toBe(false);
      expect(await store().deleteFlow(GLOBEX, "flow-1", 1)).toBe(false);
      expect(await store().deleteFlow(ACME, "flow-1", 1)).toBe(true);
      expect(await store().deleteFlow(ACME, "flow-1", 1)).toBe(false);
      expect(await store().flow(ACME, "flow-1")).toBeNull();
      expect(await store().flowByHook("hash")).toBeNull();
      expect(await store().flowVersion(ACME, "flow-1", 1)).toEqual(aFlowVersion());
    });

    it("count each change in the number that comes with every mailbox of the workspace", async () => {
      const ref = await bench().converse(aMessage("m1"));
      const seen = async () => [
        (await bench().load(ref)).flowsVersion,
        await store().flowsVersion(ACME),
        (await store().liveFlows(ACME)).version,
      ];
      expect(await seen()).toEqual([0, 0, 0]);
      const flow = await add();
      expect(await seen()).toEqual([1, 1, 1]);
      await store().changeFlow({ ...flow, revision: 2 }, null);
      expect(await seen()).toEqual([2, 2, 2]);
      await store().changeFlow({ ...flow, revision: 2 }, null);
      await store().deleteFlow(ACME, flow.id, 1);
      await add({ workspaceId: GLOBEX });
      expect(await seen()).toEqual([2, 2, 2]);
      await store().deleteFlow(ACME, flow.id, 2);
      expect(await seen()).toEqual([3, 3, 3]);
    });

    it("that are switched on come with their live versions, in the order of their creation", async () => {
      await add({ id: "later", createdAt: T0 + 2, liveVersion: 1 });
      await add({ id: "off", createdAt: T0 + 1 });
      const first = await add({ id: "first", createdAt: T0, liveVersion: 1, newestVersion: 1 });
      const newer = aFlowVersion({ flowId: "first", version: 2 });
      const second = { ...first, revision: 2, newestVersion: 2 };
      await store().changeFlow(second, newer);
      const { flows } = await store().liveFlows(ACME);
      expect(flows.map(({ flow }) => flow.id)).toEqual(["first", "later"]);
      expect(flows[0]).toEqual({ flow: second, live: aFlowVersion({ flowId: "first" }) });
      await store().changeFlow({ ...second, revision: 3, liveVersion: 2 }, null);
      expect((await store().liveFlows(ACME)).flows[0]?.live).toEqual(newer);
    });

    it("are listed in the order of their creation, page by page", async () => {
      const ids = ["e", "d", "c", "b", "a"];
      for (const [index, id] of ids.entries()) await add({ id, createdAt: T0 + (index >> 1) });
      await add({ id: "foreign", workspaceId: GLOBEX });
      const listed = await allPages((cursor) => store().flows(ACME, { cursor, limit: 2 }));
      expect(listed.map(({ id }) => id)).toEqual(["d", "e", "b", "c", "a"]);
      for (const cursor of FOREIGN_CURSORS) {
        const wrong = store().flows(ACME, { cursor, limit: 2 });
        await expect(wrong).rejects.toBeInstanceOf(InvalidCursorError);
      }
    });

    it("are found by the hash of their hook's secret, in whatever workspace", async () => {
      await add({ hookHash: "one" });
      const other = await add({ workspaceId: GLOBEX, hookHash: "two" });
      expect(await store().flowByHook("two")).toEqual(other);
      await store().changeFlow({ ...other, revision: 2, hookHash: "three" }, null);
      expect(await store().flowByHook("two")).toBeNull();
      expect(await store().flowByHook("three")).toMatchObject({ workspaceId: GLOBEX });
    });

    it("whose runs are being ended are found in all workspaces, longest first", async () => {
      const one = await add({ stopRunsBefore: T0 + 1 });
      await add({ id: "flow-2" });
      await add({ workspaceId: GLOBEX, stopRunsBefore: T0 });
      const stopping = await store().flowsToStop({ limit: 10 });
      expect(stopping.map(({ workspaceId }) => workspaceId)).toEqual([GLOBEX, ACME]);
      expect(await store().flowsToStop({ limit: 1 })).toHaveLength(1);
      await store().changeFlow({ ...one, revision: 2, stopRunsBefore: null }, null);
      expect(await store().flowsToStop({ limit: 10 })).toHaveLength(1);
    });
  });
}
