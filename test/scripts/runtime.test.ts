import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { RUNTIME } from "../../bench/support/engine.ts";
import { SETTINGS } from "../../src/config.ts";

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

test("the containers get every setting that the compose file or the image does not fix, and share a folder", () => {
  const compose = read("docker-compose.yml");
  const block = (anchor: string) =>
    new RegExp(`^x-${anchor}: &${anchor}\n((?: {2}.*\n|\n)+)`, "m").exec(compose)?.[1] ?? "";
  // The host's side of the port is the compose file's own.
  const fixed = ["PORT", "HOST", "ROLE", "DATA_DIR"];
  const handedOn = [...block("environment").matchAll(/^ {2}([A-Z\d_]+):/gm)].map(
    ([, key]) => key ?? "",
  );
  expect([...handedOn, ...fixed].toSorted()).toEqual(Object.keys(SETTINGS).toSorted());
  expect(block("app")).toContain("volumes:\n    - app:/app/data\n");
});
