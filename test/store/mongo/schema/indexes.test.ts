import { describe, expect, it } from "vitest";
import { INDEXES } from "../../../../src/store/mongo/schema/indexes.ts";

const TENANT_FIRST =
  /^(workspace|waiting\.workspace|due\.workspace|crm\.workspace|history\.workspace|lease\.workspace|open\.workspace)$/;
/** Composed texts, whose first part is the tenant. */
const COMPOSED = new Set(["former", "source", "external"]);

describe("the indexes of the MongoDB store", () => {
  it("have names of their own in their collection", () => {
    const names = INDEXES.map(({ collection, name }) => `${collection} ${name}`);
    expect(new Set(names).size).toBe(names.length);
  });

  it("begin with the tenant, but for those that sweep over all tenants, or find whose a webhook is", () => {
    const others = INDEXES.filter(({ key }) => {
      const [first = ""] = Object.keys(key);
      return !TENANT_FIRST.test(first) && !COMPOSED.has(first);
    });
    expect(others.map(({ collection, name }) => `${collection} ${name}`).sort()).toEqual([
      "contacts merging",
      "contacts news",
      "conversations due",
      "conversations pending",
      "crmRecords news",
      "effects due",
      "effects ended",
      "effects since",
      "effects unreported",
      "endpoints enabled",
      "entries waitingSince",
      "evaluations oldest",
      "flowBooks hook",
      "flowBooks stopping",
      "lineSendings stopped",
      "lines waba",
      "mediaFiles due",
      "sends leased",
      "sends openSince",
      "sends unreported",
      "sends waitingUntil",
      "templateSyncs due",
      "users toRelease",
    ]);
    expect(others.every(({ serves }) => /^(sweep|intake): /.test(serves))).toBe(true);
  });

  it("are sparse only over members that go away together, because one that stays would keep the document in", () => {
    for (const { name, key, sparse } of INDEXES) {
      const parents = new Set(Object.keys(key).map((member) => member.split(".")[0]));
      expect({ name, parents: sparse === true ? parents.size : 1 }).toEqual({ name, parents: 1 });
    }
  });
});
