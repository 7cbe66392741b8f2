import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

type Entry = {
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
};

const lockFile = join(import.meta.dirname, "../package-lock.json");
const { packages } = JSON.parse(readFileSync(lockFile, "utf8")) as {
  packages: Record<string, Entry>;
};

test("the lock file has an entry for every package that another one names", () => {
  // npm leaves out packages for other systems that its registry lacks, and `npm ci` then refuses the whole file.
  const missing = Object.entries(packages).flatMap(([path, entry]) =>
    Object.keys({ ...entry.dependencies, ...entry.optionalDependencies })
      .filter((name) => !isFound(path, name))
      .map((name) => `${path} -> ${name}`),
  );
  expect(missing).toEqual([]);
});

/** Looks for the package as Node does: in the node_modules of the one that names it, then of each above it. */
function isFound(from: string, name: string): boolean {
  let directory = from;
  for (;;) {
    if (packages[join(directory, "node_modules", name)] !== undefined) return true;
    if (directory === "") return false;
    const end = directory.lastIndexOf("/node_modules/");
    directory = end < 0 ? "" : directory.slice(0, end);
  }
}
