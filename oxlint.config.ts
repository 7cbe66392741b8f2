import { defineConfig } from "oxlint";
import { determinismOverrides } from "./scripts/lint/determinism.ts";
import { layerOverrides } from "./scripts/lint/layers.ts";

export default defineConfig({
  plugins: ["eslint", "typescript", "unicorn", "oxc", "import", "promise", "vitest"],
  jsPlugins: ["./scripts/lint/clock-plugin.ts"],
  options: { typeAware: true },
  ignorePatterns: ["node_modules/**", "clients/typescript/operations.ts"],
  categories: { correctness: "error" },
  rules: {
    // `== null` asks for null and undefined at once.
    eqeqeq: ["error", "always", { null: "ignore" }],
    "prefer-const": "error",
    "max-lines": ["error", { max: 300 }],
    "max-lines-per-function": ["error", { max: 70, skipBlankLines: true, skipComments: true }],
    "max-params": ["error", { max: 4 }],
    "no-warning-comments": ["error", { terms: ["todo", "fixme", "xxx"], location: "anywhere" }],
    "import/no-cycle": "error",
    "import/no-default-export": "error",
    "typescript/consistent-type-imports": "error",
    "typescript/no-explicit-any": "error",
    "typescript/no-misused-promises": "error",
    "typescript/only-throw-error": "error",
    "typescript/switch-exhaustiveness-check": [
      "error",
      { considerDefaultExhaustiveForUnions: true },
    ],
    // Objects here are closures without `this`; their methods may be passed on alone.
    "typescript/unbound-method": "off",
    "unicorn/prefer-node-protocol": "error",
  },
  overrides: [
    {
      files: ["src/**"],
      excludeFiles: ["src/simulator/**", "src/demo/**"],
      rules: { "no-console": "error" },
    },
    {
      files: ["test/**"],
      rules: {
        // A `describe` holds all its tests.
        "max-lines-per-function": "off",
        // Handing an async function to a socket's event is fine where the test awaits the effect.
        "typescript/no-misused-promises": "off",
        "vitest/require-to-throw-message": "off",
        // Properties state their expectation inside a callback, for the cases they hold for.
        "vitest/no-conditional-expect": "off",
        "vitest/expect-expect": [
          "error",
          { assertFunctionNames: ["expect", "expect*", "assert*", "fc.assert"] },
        ],
        "vitest/no-disabled-tests": "error",
        "vitest/no-focused-tests": "error",
      },
    },
    {
      // Tools that load these files want a default export.
      files: ["*.config.ts", "scripts/tally-reporter.ts", "scripts/lint/clock-plugin.ts"],
      rules: { "import/no-default-export": "off" },
    },
    {
      files: ["src/*.ts"],
      excludeFiles: ["src/main.ts", "src/compose.ts"],
      rules: {
        "no-restricted-imports": [
          "error",
          {
            patterns: [
              {
                group: ["./simulator/**"],
                message: "Only main.ts and compose.ts start the simulator.",
              },
            ],
          },
        ],
      },
    },
    ...determinismOverrides,
    ...layerOverrides(),
  ],
});
