import { describe, expect, it } from "vitest";
import { ACME, GLOBEX, T0 } from "../../support/builders.ts";
import { useWorkbench, type StoreFactory } from "./setup.ts";

const crash = {
  id: "crash_1",
  workspaceId: ACME,
  conversationId: "c1",
  keys: ["k1", "k2"],
  at: T0,
};

/** Deaths of processes over conversations. */
export function testCrashes(name: string, factory: StoreFactory): void {
  describe(`${name}: crashes`, () => {
    const bench = useWorkbench(factory);
    const all = async () =>
      (await bench().store.crashes()).toSorted((a, b) => (a.id < b.id ? -1 : 1));

    it("are noted once each, with what was under way", async () => {
      const { store } = bench();
      const later = { ...crash, id: "crash_2", keys: [], at: T0 + 5.5 };
      await store.noteCrash(later);
      await store.noteCrash(crash);
      await store.noteCrash({ ...crash, at: T0 + 9 });
      expect(await all()).toEqual([crash, { ...later, at: T0 + 5 }]);
    });

    it("are forgotten of one conversation of one workspace, and of no other", async () => {
      const { store } = bench();
      await store.noteCrash(crash);
      await store.noteCrash({ ...crash, id: "crash_2", conversationId: "c2" });
      await store.noteCrash({ ...crash, id: "crash_3", workspaceId: GLOBEX });
      await store.forgetCrashes({ workspaceId: ACME, conversationId: "c1" });
      expect((await all()).map(({ id }) => id)).toEqual(["crash_2", "crash_3"]);
    });
  });
}
