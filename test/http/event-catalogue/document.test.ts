import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { writeCatalogue } from "../../../scripts/events/write-catalogue.ts";
import { EVENT_TYPES } from "../../../src/domain/events.ts";

const DOCUMENT = new URL("../../../docs/events.md", import.meta.url);

describe("docs/events.md", () => {
  it("is what `node scripts/generate-events.ts` makes of the catalogue as it is now", () => {
    expect(readFileSync(DOCUMENT, "utf8")).toBe(writeCatalogue());
  });

  it("has each type of event in one row", () => {
    const rows = [...writeCatalogue().matchAll(/^\| `([a-z._]+\.[a-z._]+)` \|/gm)];
    expect(rows.map(([, type = ""]) => type).toSorted()).toEqual(EVENT_TYPES.toSorted());
  });
});
