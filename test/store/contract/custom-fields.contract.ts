import { describe, expect, it } from "vitest";
import type { CustomField } from "../../../src/domain/contact/custom-field.ts";
import { ACME, GLOBEX } from "../../support/builders.ts";
import { useWorkbench, type StoreFactory } from "./setup.ts";

function aField(key: string, workspaceId = ACME): CustomField {
  return { workspaceId, key, label: `The ${key}`, type: "text" };
}

/** Definitions of custom fields: each key once, and no more than there may be. */
export function testCustomFields(name: string, factory: StoreFactory): void {
  describe(`${name}: custom fields`, () => {
    const bench = useWorkbench(factory);

    it("stand by their keys in their workspace", async () => {
      const { store } = bench();
      for (const key of ["zeta", "alfa"]) {
        expect(await store.addCustomField(aField(key), 100)).toBe("added");
      }
      expect(await store.customFields(ACME)).toEqual([aField("alfa"), aField("zeta")]);
      expect(await store.customFields(GLOBEX)).toEqual([]);
      expect(await store.addCustomField(aField("alfa", GLOBEX), 100)).toBe("added");
    });

    it("are each one, and no more than may be, also when many come at once", async () => {
      const { store } = bench();
      const keys = ["a", "b", "c", "a", "d", "e"];
      const added = await Promise.all(keys.map((key) => store.addCustomField(aField(key), 3)));
      expect(added.filter((answer) => answer === "added")).toHaveLength(3);
      expect(await store.customFields(ACME)).toHaveLength(3);
      const [first] = await store.customFields(ACME);
      expect(await store.addCustomField(first ?? aField("a"), 3)).toBe("taken");
      expect(await store.addCustomField(aField("z"), 3)).toBe("full");
    });

    it("change and go, and say when there is none", async () => {
      const { store } = bench();
      await store.addCustomField(aField("plan"), 100);
      const changed: CustomField = { ...aField("plan"), type: "choice", choices: ["Pro", "Lite"] };
      expect(await store.changeCustomField(changed)).toBe(true);
      expect(await store.customFields(ACME)).toEqual([changed]);
      expect(await store.changeCustomField(aField("other"))).toBe(false);
      expect(await store.changeCustomField(aField("plan", GLOBEX))).toBe(false);
      expect(await store.deleteCustomField(GLOBEX, "plan")).toBe(false);
      expect(await store.deleteCustomField(ACME, "plan")).toBe(true);
      expect(await store.deleteCustomField(ACME, "plan")).toBe(false);
      expect(await store.customFields(ACME)).toEqual([]);
    });
  });
}
