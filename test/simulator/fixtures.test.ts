import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { fixtureCatalogue } from "./fixtures/catalogue.ts";

const folder = new URL("../fixtures/whatsapp/", import.meta.url);
const catalogue = fixtureCatalogue();

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
