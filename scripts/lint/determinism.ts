import type { OxlintOverride } from "oxlint";

/**
 * Time, chance and the outside reach the pure folders as arguments only, and the folders of the handlers through
 * ports: the simulation replays them by seed, and a single read of the real clock would make it lie.
 */
const CLOCK = { object: "Date", property: "now", message: "Take the time as an argument." };
const CHANCE = { object: "Math", property: "random", message: "Take randomness as an argument." };
const NO_ENVIRONMENT = {
  object: "process",
  property: "env",
  message: "Only src/config.ts and src/main.ts read the environment.",
};

const OUTSIDE = [
  "process",
  "globalThis",
  "console",
  "setTimeout",
  "setInterval",
  "setImmediate",
  "queueMicrotask",
  "fetch",
  "performance",
  "crypto",
  "WebSocket",
  "EventSource",
  "require",
];

export const determinismOverrides: OxlintOverride[] = [
  {
    files: ["src/**"],
    excludeFiles: ["src/main.ts", "src/config.ts"],
    rules: { "no-restricted-properties": ["error", NO_ENVIRONMENT] },
  },
  {
    files: ["src/domain/**", "src/machines/**", "src/workers/**", "src/http/**"],
    // Binds the real clock and chance to the handlers.
    excludeFiles: ["src/workers/start-workers.ts"],
    rules: {
      "no-restricted-properties": ["error", NO_ENVIRONMENT, CLOCK, CHANCE],
      "ventana/no-present-time": "error",
    },
  },
  {
    files: ["src/domain/**", "src/machines/**"],
    rules: { "no-restricted-globals": ["error", ...OUTSIDE] },
  },
];
