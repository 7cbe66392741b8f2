import { posix } from "node:path";
import type { OxlintOverride } from "oxlint";

/** One folder of src and all it may import besides its own files. Whatever is not named is forbidden. */
export type Layer = {
  /** Below src. */
  folder: string;
  /** True: the files directly in the folder only; folders below it are layers of their own. */
  flat?: true;
  /** Path patterns below src. */
  imports: readonly string[];
  packages: readonly string[];
  /** True: ids and secrets come from the port `Ids`, never from node:crypto, so that a seed replays them. */
  replayable?: true;
};

const STORE_PORT = "store/*.ts";
/** Small ports that every handler gets handed in, one file each directly in src. */
const KIT = ["clock.ts", "ids.ts", "log.ts", "metrics.ts", "outcomes.ts"];
/** The ports of the blob stores and of the antivirus; what stands behind them, only compose.ts knows. */
const BLOBS_PORT = "media/blob-store.ts";
const SCANNER_PORT = "media/scanner.ts";
const HASHING = "node:crypto";

/** Who may import whom (CONTRIBUTING.md, "Layers"). The files directly in src compose the rest and know everything. */
export const LAYERS: readonly Layer[] = [
  { folder: "domain", imports: [], packages: ["zod", "re2js"] },
  { folder: "machines", imports: ["domain/**"], packages: ["xstate"] },
  { folder: "store", flat: true, imports: ["domain/**"], packages: ["zod"] },
  {
    folder: "store/sqlite",
    imports: ["domain/**", ...KIT, STORE_PORT],
    packages: [
      "zod",
      "node:sqlite",
      "node:worker_threads",
      HASHING,
      "node:path",
      "node:fs",
      "node:fs/promises",
      "node:timers/promises",
    ],
  },
  {
    folder: "store/mongo",
    imports: ["domain/**", ...KIT, STORE_PORT],
    packages: ["zod", "mongodb", HASHING, "node:timers/promises"],
  },
  {
    folder: "media",
    imports: ["domain/**", ...KIT],
    packages: [
      "undici",
      HASHING,
      "node:fs",
      "node:fs/promises",
      "node:path",
      "node:events",
      "node:net",
    ],
  },
  { folder: "sending", imports: ["domain/**", STORE_PORT], packages: [] },
  { folder: "crm", imports: ["domain/**", STORE_PORT], packages: [] },
  { folder: "queues", imports: ["domain/**", ...KIT], packages: ["zod", "bullmq", "ioredis"] },
  {
    folder: "channels",
    imports: ["domain/**", ...KIT],
    packages: [
      "zod",
      "undici",
      "ipaddr.js",
      "secure-json-parse",
      HASHING,
      "node:dns",
      "node:events",
      "node:buffer",
      "node:net",
      "node:stream",
      "node:tls",
      "node:timers/promises",
    ],
  },
  {
    folder: "workers",
    replayable: true,
    imports: [
      "domain/**",
      ...KIT,
      "machines/**",
      STORE_PORT,
      BLOBS_PORT,
      SCANNER_PORT,
      "sending/**",
      "crm/**",
      "queues/**",
      "channels/**",
    ],
    packages: ["zod", "bullmq", "ioredis", HASHING, "node:timers/promises"],
  },
  {
    folder: "http",
    replayable: true,
    imports: [
      "domain/**",
      ...KIT,
      STORE_PORT,
      BLOBS_PORT,
      SCANNER_PORT,
      "sending/**",
      "crm/**",
      "queues/**",
      "channels/**",
    ],
    packages: [
      "zod",
      "fastify",
      "@fastify/*",
      "fastify-type-provider-zod",
      "@scalar/fastify-api-reference",
      "prom-client",
      HASHING,
      "node:http",
      "node:net",
      "node:stream",
      "node:timers/promises",
    ],
  },
  // The far side. It shares no code with the engine, so that a misreading of Meta's pages cannot hide on both sides.
  {
    folder: "simulator",
    imports: [],
    packages: ["zod", "fastify", "undici", "node:*", "node:*/*"],
  },
  {
    folder: "demo",
    imports: ["domain/**", ...KIT, "compose.ts", "config.ts", "channels/**", "simulator/**"],
    packages: ["zod", "undici", "node:*", "node:*/*"],
  },
];

const RANDOM = {
  name: HASHING,
  importNames: ["randomBytes", "randomInt", "randomUUID"],
  message: "Take ids and secrets from the port Ids.",
};

/** Oxlint matches an override's files by depth; no folder of src is nested deeper below its layer. */
const DEPTH_MAX = 3;

/** The layers as overrides of the oxlint configuration. */
export function layerOverrides(): OxlintOverride[] {
  return LAYERS.flatMap((layer) => {
    const depths = layer.flat ? [0] : Array.from({ length: DEPTH_MAX + 1 }, (_, depth) => depth);
    return depths.map((depth) => {
      const message = `src/${layer.folder} may import ${describe(layer)} only (scripts/lint/layers.ts).`;
      return {
        files: [posix.join("src", layer.folder, "*/".repeat(depth), "*.ts")],
        rules: {
          "no-restricted-imports": [
            "error",
            {
              paths: layer.replayable ? [RANDOM] : [],
              patterns: [{ group: allowing(layer, depth), message }],
            },
          ],
        },
      };
    });
  });
}

/** Patterns like those of a .gitignore, the last match decides: everything is forbidden, then exceptions follow. */
function allowing(layer: Layer, depth: number): string[] {
  // Where a file of that depth stands; the names below the layer do not matter.
  const directory = posix.join(layer.folder, "x/".repeat(depth));
  const up = (levels: number): string => "../".repeat(levels);
  return [
    "*",
    ...layer.packages.map((name) => `!${name}`),
    layer.flat ? "!./*.ts" : "!./**",
    // From a folder below the layer's own, upwards but not out of the layer.
    ...(depth > 0 ? ["!../**", `${up(depth + 1)}**`] : []),
    ...layer.imports.map((pattern) => `!${posix.relative(directory, pattern)}`),
  ];
}

function describe({ imports, packages }: Layer): string {
  return [...imports.map((pattern) => `src/${pattern}`), ...packages].join(", ");
}
