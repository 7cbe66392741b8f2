import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

interface Package {
  version?: string;
  resolved?: string;
  integrity?: string;
  link?: boolean;
  dev?: boolean;
  devOptional?: boolean;
  optional?: boolean;
  hasInstallScript?: boolean;
}
interface Manifest {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  optionalDependencies: Record<string, string>;
  overrides: Record<string, string>;
}

const read = (file: string): string => readFileSync(join(import.meta.dirname, "..", file), "utf8");
const manifest = JSON.parse(read("package.json")) as Manifest;
const lock = JSON.parse(read("package-lock.json")) as { packages: Record<string, Package> };
const packages = Object.entries(lock.packages).filter(([path]) => path !== "");
const nameOf = (path: string): string => path.slice(path.lastIndexOf("node_modules/") + 13);

/** Packages that want to run something when they are installed. npm is told to run none of it; each works without. */
const WITH_SCRIPTS = ["cpu-features", "msgpackr-extract", "protobufjs", "ssh2"];

function isOfNpm({ protocol, hostname }: URL): boolean {
  return protocol === "https:" && hostname.endsWith(".npmjs.org");
}

/** What an installation fetches, and may run (reliability.md 4.3, dependencies). */
describe("the packages", () => {
  it("come from npm's registry alone, whatever mirror was asked, and are known by their hash", () => {
    const elsewhere = packages.filter(
      ([, { resolved, link }]) =>
        link === true || (resolved !== undefined && !isOfNpm(new URL(resolved))),
    );
    expect(elsewhere.map(([path]) => path)).toEqual([]);
    // Tools' binaries for other systems stand there by name alone: npm had no need to look at them.
    const needed = packages.filter(([, { dev, optional }]) => !(dev && optional));
    const unhashed = needed.filter(([, { integrity = "" }]) => !integrity.startsWith("sha512-"));
    expect(unhashed.map(([path]) => path)).toEqual([]);
  });

  it("are named by their exact version", () => {
    const { dependencies, devDependencies, optionalDependencies, overrides } = manifest;
    const asked = { ...dependencies, ...devDependencies, ...optionalDependencies, ...overrides };
    const loose = Object.entries(asked).filter(([, range]) => !/^\d+\.\d+\.\d+$/.test(range));
    expect(loose).toEqual([]);
  });

  it("run nothing when they are installed, and those that would are known by name", () => {
    const would = packages.filter(([, { hasInstallScript }]) => hasInstallScript === true);
    expect(would.map(([path]) => nameOf(path)).sort()).toEqual(WITH_SCRIPTS);
    expect(read(".npmrc")).toMatch(/^ignore-scripts=true$/m);
  });

  it("are few: at most 25 that we name and 200 in all where the program runs", () => {
    const { dependencies } = manifest;
    expect(Object.keys(dependencies).length).toBeLessThanOrEqual(25);
    const production = packages.filter(([, { dev, devOptional }]) => !dev && !devOptional);
    expect(production.length).toBeLessThanOrEqual(200);
  });

  it("hold Fastify in a version without the holes that were found up to 5.8.4", () => {
    const [major = 0, minor = 0, patch = 0] = (lock.packages["node_modules/fastify"]?.version ?? "")
      .split(".")
      .map(Number);
    expect(major * 1e6 + minor * 1e3 + patch).toBeGreaterThanOrEqual(5_008_005);
  });
});

it("run without `__proto__`, wherever the program is started", () => {
  for (const file of ["ventana", "Dockerfile", "bench/support/engine.ts"]) {
    expect(read(file)).toContain("--disable-proto=delete");
  }
});
