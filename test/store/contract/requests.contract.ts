import { describe, expect, it } from "vitest";
import { ACME, GLOBEX, T0 } from "../../support/builders.ts";
import { useWorkbench, type StoreFactory } from "./setup.ts";

/** A key of a request means one thing. */
export function testRequests(name: string, factory: StoreFactory): void {
  describe(`${name}: keys of requests`, () => {
    const bench = useWorkbench(factory);
    const remember = async (fingerprint: string, workspaceId = ACME, key = "bulk|u|k") =>
      bench().store.rememberRequest(workspaceId, { key, fingerprint, at: T0 + 0.5 });

    it("are unknown until somebody uses them, then keep their first fingerprint", async () => {
      const { store } = bench();
      expect(await store.request(ACME, "bulk|u|k")).toBeNull();
      expect(await remember("first")).toBe("first");
      expect(await remember("second")).toBe("first");
      expect(await store.request(ACME, "bulk|u|k")).toBe("first");
    });

    it("used by many at once keep the first one's, and everybody is told the same", async () => {
      const names = Array.from({ length: 20 }, (_, index) => `f${index}`);
      const answers = await Promise.all(names.map(async (each) => remember(each)));
      expect(new Set(answers).size).toBe(1);
      expect(await bench().store.request(ACME, "bulk|u|k")).toBe(answers[0]);
    });

    it("are a workspace's own", async () => {
      await remember("acme");
      expect(await bench().store.request(GLOBEX, "bulk|u|k")).toBeNull();
      expect(await remember("globex", GLOBEX)).toBe("globex");
      expect(await remember("other", ACME, "bulk|u|k2")).toBe("other");
    });
  });
}
