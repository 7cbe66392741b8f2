import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { fixtureCatalogue } from "./fixtures/catalogue.ts";
import { writeFixtures } from "./fixtures/write.ts";

const folder = new URL("../fixtures/whatsapp/", import.meta.url);
const catalogue = fixtureCatalogue();

// After a change of the builders: WRITE_FIXTURES=1 npx vitest run test/simulator/fixtures.test.ts
if (process.env["WRITE_FIXTURES"] === "1") writeFixtures(folder, catalogue);

describe("the WhatsApp fixtures", () => {
  it("are exactly what the payload builders write", () => {
    const written = Object.fromEntries(
      readdirSync(folder).map((file) => [
        file.replace(/\.json$/, ""),
        JSON.parse(readFileSync(new URL(file, folder), "utf8")) as unknown,
      ]),
    );
    expect(written).toEqual(catalogue);
  });

  it("keep every id a string, for ids exceed what a JSON number can hold", () => {
    const bodies = Object.entries(catalogue).filter(([name]) => !name.includes("broken-message"));
    const numericIds = bodies.filter(([, body]) =>
      /"(id|phone_number_id)":\d/.test(JSON.stringify(body)),
    );
    expect(numericIds).toEqual([]);
  });
});
