import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { RUNTIME } from "../../bench/support/engine.ts";

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");

test("the launcher, the container and the benchmarks run Node with the same memory settings", () => {
  const { MALLOC_ARENA_MAX } = RUNTIME.env;
  const nodeArgs = RUNTIME.nodeArgs.join(" ");
  const launcher = read("ventana");
  expect(launcher).toContain(`MALLOC_ARENA_MAX="\${MALLOC_ARENA_MAX:-${MALLOC_ARENA_MAX}}"`);
  expect(launcher).toContain(`exec node ${nodeArgs} \${env_file`);
  const dockerfile = read("Dockerfile");
  expect(dockerfile).toContain(`MALLOC_ARENA_MAX=${MALLOC_ARENA_MAX} `);
  expect(dockerfile).toContain(`CMD ["node", "${RUNTIME.nodeArgs.join('", "')}", "src/main.ts"]`);
});
