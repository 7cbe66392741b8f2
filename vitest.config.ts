import { defineConfig } from "vitest/config";

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
          // Limits of time are against hanging: what is slow on a machine that does other things has not failed.
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: "int",
          include: ["test/**/*.int.test.ts"],
          testTimeout: 90_000,
          hookTimeout: 90_000,
        },
      },
      {
        test: {
          name: "e2e",
          include: ["test/**/*.e2e.test.ts"],
          testTimeout: 300_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: "simulation",
          include: ["test/simulation/**/*.test.ts"],
          testTimeout: 900_000,
        },
      },
    ],
  },
});
