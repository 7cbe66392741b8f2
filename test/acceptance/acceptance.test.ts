import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const here = (path: string) => new URL(path, import.meta.url);

/** `file: name` of each test here, as it stands in its file. */
function testsHere(): string[] {
  const files = readdirSync(here(".")).filter((name) => name.endsWith(".int.test.ts"));
  return files.flatMap((file) => {
    const source = readFileSync(here(file), "utf8");
    const names = source.matchAll(/\bit(?:\.each\(\[[^]*?\]\))?\(\s*"([^"]+)"/g);
    return Array.from(names, ([, name]) => `${file.replace(".int.test.ts", "")}: ${name}`);
  });
}

/** The rows of `docs/acceptance.md`. */
function rows(): { file: string; test: string }[] {
  const text = readFileSync(here("../../docs/acceptance.md"), "utf8");
  const cells = text
    .split("\n")
    .filter((line) => /^\| +\d/.test(line))
    .map((line) => line.split(" | ").map((cell) => cell.replace(/^\| | +\|$/g, "").trim()));
  return cells.map(([, , file = "", name = ""]) => ({
    file: file.replaceAll("`", ""),
    test: name,
  }));
}

test("docs/acceptance.md names each test of the article's sentences, and says of the others that they are the app's", () => {
  const withTest = rows().filter(({ file }) => file !== "");
  const named = withTest.map(({ file, test: name }) => `${file}: ${name}`);
  expect(named.toSorted()).toEqual(testsHere().toSorted());
  const others = rows().filter(({ file }) => file === "");
  for (const { test: why } of others) expect(why).toMatch(/^the app's: ./);
  expect(others.length).toBeGreaterThan(5);
});
