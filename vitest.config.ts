import { defineConfig, type TestProjectInlineConfiguration } from "vitest/config";

/** Limits of time are against hanging: what is slow on a machine that does other things has not failed. */
const UNIT = { testTimeout: 120_000, hookTimeout: 60_000 };
const INT = { testTimeout: 240_000, hookTimeout: 120_000 };

/** The customer's article once more, on MongoDB with Redis, for which CI has no time. */
const ON_SERVERS: TestProjectInlineConfiguration = {
  test: {
    ...INT,
    name: "int-servers",
    include: ["test/acceptance/*.int.test.ts"],
    env: { VENTANA_SERVERS: "1" },
  },
};

/** One project per tier; the tier stands in the file name (CONTRIBUTING.md, "Tests"). */
export default defineConfig({
  test: {
    // One less than the cores would be the default: of the two that CI has, one would idle.
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: "unit",
          include: ["test/**/*.test.ts"],
          exclude: ["test/**/*.int.test.ts", "test/**/*.e2e.test.ts", "test/simulation/**"],
          ...UNIT,
        },
      },
      {
        test: {
          name: "int",
          include: ["test/**/*.int.test.ts"],
          ...INT,
        },
      },
      ...(process.env["VENTANA_FULL"] === "1" ? [ON_SERVERS] : []),
      {
        test: {
          name: "e2e",
          include: ["test/**/*.e2e.test.ts"],
          testTimeout: 300_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: "simulation",
          include: ["test/simulation/**/*.test.ts"],
          testTimeout: 900_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
