import { describe, expect, it } from "vitest";
import { configTable } from "../src/config-table.ts";
import { isDemo, readConfig, SETTINGS, type Config } from "../src/config.ts";

type Key = keyof typeof SETTINGS;

/** Keys that are only good beside each other. */
const CREDENTIALS = { WHATSAPP_APP_SECRET: "app-secret", WHATSAPP_VERIFY_TOKEN: "verify-token" };

interface Case {
  unset: unknown;
  /** Text in the environment, and what comes of it. */
  good: [text: string, value: unknown][];
  bad: string[];
}

/** Every setting; a new one does not compile without its cases. */
const CASES: Record<Key, Case> = {
  PORT: {
    unset: 3_000,
    good: [
      ["0", 0],
      ["65535", 65_535],
    ],
    bad: ["65536", "-1", "80.5", "http", "1e3", "0x50", " 80"],
  },
  HOST: { unset: "127.0.0.1", good: [["0.0.0.0", "0.0.0.0"]], bad: [] },
  ROLE: {
    unset: "all",
    good: [
      ["http", "http"],
      ["worker", "worker"],
      ["all", "all"],
    ],
    bad: ["both", "HTTP"],
  },
  LOG_LEVEL: { unset: "info", good: [["debug", "debug"]], bad: ["verbose", "trace"] },
  LOG_FORMAT: { unset: "auto", good: [["plain", "plain"]], bad: ["pretty"] },
  DATABASE_URL: {
    unset: "sqlite:data/ventana.db",
    good: [
      ["sqlite:/tmp/x.db", "sqlite:/tmp/x.db"],
      ["mongodb://user:pass@host/db", "mongodb://user:pass@host/db"],
      ["mongodb+srv://host/db", "mongodb+srv://host/db"],
    ],
    bad: ["sqlite:", "postgres://host/db", "ventana.db"],
  },
  REDIS_URL: {
    unset: undefined,
    good: [
      ["redis://host:6379", "redis://host:6379"],
      ["rediss://:pass@host:6379/1", "rediss://:pass@host:6379/1"],
    ],
    bad: ["host:6379", "http://host", "redis://", "redis://host:no-port"],
  },
  REDIS_PREFIX: {
    unset: "ventana",
    good: [["{v}-1", "{v}-1"]],
    bad: ["a:b", "a b", "x".repeat(65)],
  },
  DATA_DIR: { unset: "data", good: [["/var/lib/ventana", "/var/lib/ventana"]], bad: [] },
  MEDIA_S3_URL: {
    unset: undefined,
    good: [["https://s3.example/bucket", "https://s3.example/bucket"]],
    bad: ["s3.example/bucket", "https://s3.example", "https://key:secret@s3.example/bucket"],
  },
  MEDIA_S3_REGION: { unset: "us-east-1", good: [["auto", "auto"]], bad: ["eu west", "a/b"] },
  MEDIA_S3_ACCESS_KEY: { unset: undefined, good: [["key", "key"]], bad: ["x".repeat(257)] },
  MEDIA_S3_SECRET_KEY: { unset: undefined, good: [["secret", "secret"]], bad: ["x".repeat(257)] },
  CLAMD_ADDRESS: {
    unset: undefined,
    good: [
      ["127.0.0.1:3310", "127.0.0.1:3310"],
      ["/run/clamav/clamd.ctl", "/run/clamav/clamd.ctl"],
    ],
    bad: ["clamd", "tcp://clamd:3310", "3310"],
  },
  CLAMD_AWAY: { unset: "hold", good: [["keep", "keep"]], bad: ["skip", "true"] },
  ADMIN_TOKEN: {
    unset: undefined,
    good: [["x".repeat(24), "x".repeat(24)]],
    bad: ["x".repeat(23), "x".repeat(257), `with space ${"x".repeat(24)}`, "ñ".repeat(30)],
  },
  WHATSAPP_APP_SECRET: {
    unset: [],
    good: [
      ["one-secret", ["one-secret"]],
      [" new-secret , old-secret ,", ["new-secret", "old-secret"]],
    ],
    bad: ["short", "long-enough,short", ",", " , "],
  },
  WHATSAPP_VERIFY_TOKEN: { unset: undefined, good: [["8 or more", "8 or more"]], bad: ["short"] },
  WHATSAPP_GRAPH_URL: {
    unset: "https://graph.facebook.com",
    good: [["http://127.0.0.1:4000", "http://127.0.0.1:4000"]],
    bad: ["graph.facebook.com", "ftp://graph", "https://user:pass@graph"],
  },
  WHATSAPP_SEND_TIMEOUT_MS: { unset: 20_000, good: [["500", 500]], bad: ["499", "20001", "1e3"] },
  WHATSAPP_GRAPH_VERSION: { unset: "v25.0", good: [["v26.1", "v26.1"]], bad: ["25.0", "v25"] },
  ENDPOINT_ALLOW: {
    unset: [],
    good: [["10.0.0.0/8, fd00::/8", ["10.0.0.0/8", "fd00::/8"]]],
    bad: ["10.0.0.0/33", "intranet", "10.1"],
  },
  ENDPOINT_ALLOW_HTTP: {
    unset: false,
    good: [
      ["true", true],
      ["false", false],
    ],
    bad: ["yes", "1", "TRUE"],
  },
  ENDPOINT_PORTS: {
    unset: [],
    good: [["8443, 9443", [8_443, 9_443]]],
    bad: ["0", "65536", "99999", "https", "80-90"],
  },
  ENDPOINT_IN_FLIGHT: { unset: 8, good: [["50", 50]], bad: ["0", "51", "many"] },
  ENDPOINT_RETRIES: { unset: "28h", good: [["75h", "75h"]], bad: ["28", "3d"] },
  LINES_MAX: { unset: 10, good: [["1000", 1_000]], bad: ["0", "1001", "ten"] },
  STREAMS_MAX: { unset: 2_000, good: [["1", 1]], bad: ["0", "-1", "many"] },
  STREAMS_PER_USER_MAX: { unset: 100, good: [["5000", 5_000]], bad: ["0", "1.5"] },
  TEMPLATE_SYNC_MS: { unset: 3_600_000, good: [["60000", 60_000]], bad: ["999", "86400001", "1h"] },
  SWEEP_MS: { unset: 1_000, good: [["100", 100]], bad: ["99", "60001", "1s"] },
  SHUTDOWN_MS: { unset: 25_000, good: [["300000", 300_000]], bad: ["999", "300001"] },
  METRICS_ACCESS: { unset: "loopback", good: [["token", "token"]], bad: ["all"] },
  RATE_LIMIT: { unset: 6_000, good: [["0", 0]], bad: ["-1", "1e3"] },
  RATE_LIMIT_WORKSPACE: { unset: 60_000, good: [["9", 9]], bad: ["-1", "many"] },
  RATE_LIMIT_REFUSED: { unset: 600, good: [["0", 0]], bad: ["-1", "1.5"] },
  TRUST_PROXY: { unset: undefined, good: [["10.0.0.7", "10.0.0.7"]], bad: ["true", "proxy"] },
};

const S3_KEYS = { MEDIA_S3_ACCESS_KEY: "key", MEDIA_S3_SECRET_KEY: "secret" };

const cases = Object.entries(CASES) as [Key, Case][];

function read(environment: Record<string, string>): Config {
  const result = readConfig(environment);
  if (result.kind === "invalid") throw new Error(JSON.stringify(result.problems));
  return result.config;
}

/** The environment with one value, and its partner where it needs one. */
function withValue(key: Key, value: string): Record<string, string> {
  const needsCredentials = key in CREDENTIALS || key === "ROLE";
  const partners = key === "MEDIA_S3_URL" ? S3_KEYS : needsCredentials ? CREDENTIALS : {};
  return { ...partners, [key]: value };
}

describe("the configuration", () => {
  it.each(cases)("has a default for %s, also when it is empty", (key, { unset }) => {
    expect(read({})[key]).toEqual(unset);
    expect(read({ [key]: "" })[key]).toEqual(unset);
  });

  it.each(cases)("takes good values of %s", (key, { good }) => {
    for (const [text, value] of good) expect(read(withValue(key, text))[key]).toEqual(value);
  });

  it.each(cases)("refuses bad values of %s by its name", (key, { bad }) => {
    for (const text of bad) {
      const result = readConfig(withValue(key, text));
      if (result.kind === "valid") throw new Error(`${key}=${text} was taken`);
      expect(result.problems.map((problem) => problem.key.split(".")[0])).toEqual([key]);
      expect(result.problems[0]?.rule).not.toBe("");
    }
  });

  it("lists all problems at once", () => {
    const bad = Object.fromEntries(
      cases.filter(([, one]) => one.bad.length > 0).map(([key, one]) => [key, one.bad[0] ?? ""]),
    );
    const result = readConfig(bad);
    if (result.kind === "valid") throw new Error("nothing was refused");
    const keys = result.problems.map(({ key }) => key.split(".")[0]);
    expect(new Set(keys)).toEqual(new Set(Object.keys(bad)));
    expect(keys).toHaveLength(Object.keys(bad).length);
  });

  it.each(cases)(
    "repeats no value of %s in its problems: it may be a secret in the wrong place",
    (key) => {
      const result = readConfig({ [key]: "canary: 0123/@[" });
      expect(result.kind === "invalid" ? JSON.stringify(result.problems) : "").not.toContain(
        "canary",
      );
    },
  );

  it("wants the secret and the token of the webhook together, or neither", () => {
    for (const [missing, present] of [
      ["WHATSAPP_VERIFY_TOKEN", { WHATSAPP_APP_SECRET: "app-secret" }],
      ["WHATSAPP_APP_SECRET", { WHATSAPP_VERIFY_TOKEN: "verify-token" }],
    ] as const) {
      expect(readConfig(present)).toMatchObject({ kind: "invalid", problems: [{ key: missing }] });
    }
    expect(isDemo(read(CREDENTIALS))).toBe(false);
    expect(isDemo(read({}))).toBe(true);
  });

  it.each(["http", "worker"])("wants them for ROLE=%s, which cannot play the demo", (role) => {
    const result = readConfig({ ROLE: role });
    expect(result).toMatchObject({
      kind: "invalid",
      problems: [{ key: "WHATSAPP_APP_SECRET" }, { key: "WHATSAPP_VERIFY_TOKEN" }],
    });
    expect(isDemo(read({ ...CREDENTIALS, ROLE: role }))).toBe(false);
  });

  it("wants the keys of a bucket with the bucket", () => {
    const missing = { MEDIA_S3_URL: "https://s3.example/bucket", MEDIA_S3_ACCESS_KEY: "key" };
    expect(readConfig(missing)).toMatchObject({ problems: [{ key: "MEDIA_S3_SECRET_KEY" }] });
  });

  it("does not mind what else the environment holds", () => {
    expect(read({ PATH: "/bin", constructor: "x", toString: "y", __proto__: "z" })).toEqual(
      read({}),
    );
  });

  it("cannot be changed afterwards", () => {
    expect(Object.isFrozen(read({}))).toBe(true);
  });
});

describe("the table of settings", () => {
  it("explains every key with its default, and what stands in the environment", () => {
    const table = configTable({ PORT: "8080" });
    const rows = table.split("\n").slice(2);
    expect(rows.map((row) => row.split(" ")[0])).toEqual(Object.keys(SETTINGS));
    for (const [key, { doc, shown }] of Object.entries(SETTINGS)) {
      const row = rows.find((one) => one.startsWith(`${key} `)) ?? "";
      expect(row).toContain(shown);
      expect(row).toContain(doc);
    }
    expect(rows.find((row) => row.startsWith("PORT"))).toMatch(/^PORT +3000 +8080 /);
  });

  it("shows the default that is in force", () => {
    const config = read({});
    for (const [key, { shown }] of Object.entries(SETTINGS)) {
      const value = config[key as Key];
      if (shown.startsWith("(")) expect(value === undefined || String(value) === "").toBe(true);
      else expect(String(value)).toBe(shown);
    }
  });

  it("never shows a secret, nor anything that may hold one", () => {
    const canary = "canary-secret-0123456789";
    const secrets: Record<string, string> = {
      ADMIN_TOKEN: canary,
      WHATSAPP_APP_SECRET: `${canary},${canary}`,
      WHATSAPP_VERIFY_TOKEN: canary,
      DATABASE_URL: `mongodb://user:${canary}@host/db`,
      REDIS_URL: `redis://:${canary}@host`,
    };
    const table = configTable(secrets);
    expect(table).not.toContain("canary");
    for (const key of Object.keys(secrets)) expect(table).toMatch(new RegExp(`${key} .*\\(set\\)`));
    const names = Object.entries(SETTINGS).filter(([key]) => /SECRET|TOKEN|URL$/.test(key));
    const open = names.filter(([, one]) => !("secret" in one && one.secret)).map(([key]) => key);
    // Their schemas refuse a user and password.
    expect(open).toEqual(["MEDIA_S3_URL", "WHATSAPP_GRAPH_URL"]);
  });

  it("stays a table whatever stands in the environment", () => {
    const lines = configTable({ HOST: "a\nADMIN_TOKEN  forged\u001b[31m\r" }).split("\n");
    expect(lines).toHaveLength(Object.keys(SETTINGS).length + 2);
    // eslint-disable-next-line no-control-regex
    expect(lines.join("\n")).not.toMatch(/[\r\u001b]/);
  });
});
