import { z } from "zod";
import { allowEntrySchema } from "./channels/endpoint/allow-list.ts";
import { isClamdAddress } from "./media/clamd.ts";
import { flag, isWhole, list, setting, whole, type Setting } from "./config-setting.ts";

/**
 * Everything the environment may say. `./ventana config` prints this table; a start with anything missing or malformed lists all problems
 * and exits with 1.
 */
export const SETTINGS = {
  PORT: setting(whole(3_000, 0, 65_535), "Port of the HTTP API; 0 takes a free one", "3000"),
  HOST: setting(
    z.string().min(1).default("127.0.0.1"),
    "Address the HTTP API listens on",
    "127.0.0.1",
  ),
  ROLE: setting(
    z.enum(["all", "http", "worker"]).default("all"),
    "What this process does: all, http, or worker",
    "all",
  ),
  LOG_LEVEL: setting(
    z.enum(["debug", "info", "warn", "error", "silent"]).default("info"),
    "Least level that is logged",
    "info",
  ),
  LOG_FORMAT: setting(
    z.enum(["auto", "json", "plain"]).default("auto"),
    "json lines, plain sentences, or auto: plain in a terminal and in the demo",
    "auto",
  ),
  DATABASE_URL: setting(
    z
      .string()
      .regex(/^(sqlite:.+|mongodb(\+srv)?:\/\/.+)$/, "must be sqlite:<file> or mongodb://...")
      .default("sqlite:data/ventana.db"),
    "The store: sqlite:<file>, or mongodb://<host>/<database>",
    "sqlite:data/ventana.db",
    true,
  ),
  REDIS_URL: setting(
    z
      .string()
      .refine(
        (text) => /^rediss?:\/\/.+$/.test(text) && URL.canParse(text),
        "must be redis://... or rediss://...",
      )
      .optional(),
    "Redis for the queues; found or started on this machine when not set",
    "(local)",
    true,
  ),
  REDIS_PREFIX: setting(
    z
      .string()
      .regex(/^[\w{}-]{1,64}$/, "letters, digits, _ - { } only")
      .default("ventana"),
    "Prefix of all keys in Redis",
    "ventana",
  ),
  DATA_DIR: setting(
    z.string().min(1).default("data"),
    "Folder for what this machine keeps: the local Redis, media",
    "data",
  ),
  MEDIA_S3_URL: setting(
    z
      .url({ protocol: /^https?$/, error: "must be a URL with http or https" })
      .refine((text) => !URL.parse(text)?.username, "must not hold a user name or password")
      .refine((text) => URL.parse(text)?.pathname !== "/", "must name the bucket too")
      .optional(),
    "Bucket for media instead of DATA_DIR, with its endpoint: https://s3.eu-west-1.amazonaws.com/<bucket>",
    "(disk)",
  ),
  MEDIA_S3_REGION: setting(
    z
      .string()
      .regex(/^[\w-]{1,64}$/, "letters, digits, _ - only")
      .default("us-east-1"),
    "Region of that bucket",
    "us-east-1",
  ),
  MEDIA_S3_ACCESS_KEY: setting(
    z.string().min(1).max(256).optional(),
    "Access key of that bucket",
    "(none)",
    true,
  ),
  MEDIA_S3_SECRET_KEY: setting(
    z.string().min(1).max(256).optional(),
    "Secret key of that bucket",
    "(none)",
    true,
  ),
  CLAMD_ADDRESS: setting(
    z
      .string()
      .refine(isClamdAddress, "must be <host>:<port>, or the path of a socket of this machine")
      .optional(),
    "ClamAV's daemon that looks into every file before it is kept: 127.0.0.1:3310, or /run/clamav/clamd.ctl",
    "(none)",
  ),
  CLAMD_AWAY: setting(
    z.enum(["hold", "keep"]).default("hold"),
    "When that does not answer, or takes no file of the size: hold the file back and try again, or keep it unseen",
    "hold",
  ),
  ADMIN_TOKEN: setting(
    z
      .string()
      .regex(/^[\x21-\x7e]{24,256}$/, "must be 24 to 256 visible ASCII characters without spaces")
      .optional(),
    "Token of the bootstrap administrator; generated and printed once when not set",
    "(generated)",
    true,
  ),
  WHATSAPP_APP_SECRET: setting(
    list
      .refine(
        (secrets) => secrets.length > 0 && secrets.every((secret) => secret.length >= 8),
        "must be one or more secrets of at least 8 characters each, with commas",
      )
      .default([]),
    "App secret that signs webhooks; several with commas while one is rotated",
    "(none: demo)",
    true,
  ),
  WHATSAPP_VERIFY_TOKEN: setting(
    z.string().min(8, "must have at least 8 characters").optional(),
    "Token of the webhook handshake",
    "(none: demo)",
    true,
  ),
  WHATSAPP_GRAPH_URL: setting(
    z
      .url({ protocol: /^https?$/, error: "must be a URL with http or https" })
      .refine((text) => !URL.parse(text)?.username, "must not hold a user name or password")
      .default("https://graph.facebook.com"),
    "Base of the Graph API",
    "https://graph.facebook.com",
  ),
  WHATSAPP_GRAPH_VERSION: setting(
    z
      .string()
      .regex(/^v\d+\.\d+$/, "must look like v25.0")
      .default("v25.0"),
    "Version of the Graph API, pinned",
    "v25.0",
  ),
  WHATSAPP_SEND_TIMEOUT_MS: setting(
    whole(20_000, 500, 20_000),
    "Longest wait for WhatsApp's answer to a send, in milliseconds; then nobody knows whether it was taken",
    "20000",
  ),
  ENDPOINT_ALLOW: setting(
    list.pipe(z.array(allowEntrySchema)).default([]),
    "Networks that endpoint URLs may point into although they are not public, as CIDR with commas",
    "(none)",
  ),
  ENDPOINT_ALLOW_HTTP: setting(
    flag,
    "Whether endpoints may use plain http outside ENDPOINT_ALLOW",
    "false",
  ),
  ENDPOINT_PORTS: setting(
    list
      .refine(
        (ports) => ports.every((port) => isWhole(port, 1, 65_535)),
        "must be port numbers from 1 to 65535, with commas",
      )
      .transform((ports) => ports.map(Number))
      .default([]),
    "Ports of endpoints besides 443, with commas",
    "(none)",
  ),
  ENDPOINT_IN_FLIGHT: setting(whole(8, 1, 50), "Requests to one endpoint at a time", "8"),
  ENDPOINT_RETRIES: setting(
    z.enum(["28h", "75h"]).default("28h"),
    "Retry schedule of deliveries: 8 attempts in 28 h, or 10 in 75 h",
    "28h",
  ),
  LINES_MAX: setting(whole(10, 1, 1_000), "Lines per workspace", "10"),
  STREAMS_MAX: setting(whole(2_000, 1, 100_000), "Live streams that this process serves", "2000"),
  STREAMS_PER_USER_MAX: setting(
    whole(100, 1, 100_000),
    "Live streams that one user may have open in this process",
    "100",
  ),
  RATE_LIMIT: setting(
    whole(6_000, 0, 1_000_000),
    "Requests of one token a minute, and calls that start one automation, over all processes; 0: no limit, of calls 600",
    "6000",
  ),
  RATE_LIMIT_WORKSPACE: setting(
    whole(60_000, 0, 10_000_000),
    "Requests of one workspace a minute, and apart from them calls that start its automations, over all processes; 0: no limit",
    "60000",
  ),
  RATE_LIMIT_REFUSED: setting(
    whole(600, 0, 1_000_000),
    "Requests of one address a minute, in each process, that are answered 401 before it is told to wait; 0: no limit",
    "600",
  ),
  SWEEP_MS: setting(
    whole(1_000, 100, 60_000),
    "How often each process sweeps the store, in milliseconds",
    "1000",
  ),
  TEMPLATE_SYNC_MS: setting(
    whole(3_600_000, 1_000, 86_400_000),
    "How often all templates of an account are fetched from WhatsApp, in milliseconds; webhooks tell of changes between",
    "3600000",
  ),
  SHUTDOWN_MS: setting(
    whole(25_000, 1_000, 300_000),
    "Longest time for jobs to finish at a stop, in milliseconds",
    "25000",
  ),
  METRICS_ACCESS: setting(
    z.enum(["loopback", "token"]).default("loopback"),
    "Who reads /metrics without a token: this machine (loopback), or nobody (token)",
    "loopback",
  ),
  TRUST_PROXY: setting(
    allowEntrySchema.optional(),
    "Address or network of the reverse proxy whose X-Forwarded-For is believed",
    "(none)",
  ),
} as const satisfies Record<string, Setting<z.ZodType>>;

type Settings = typeof SETTINGS;
export type Config = { readonly [K in keyof Settings]: z.output<Settings[K]["schema"]> };

export type ConfigResult =
  | { kind: "valid"; config: Config }
  | { kind: "invalid"; problems: { key: string; rule: string }[] };

const schema = z.object(
  Object.fromEntries(Object.entries(SETTINGS).map(([key, { schema: one }]) => [key, one])) as {
    [K in keyof Settings]: Settings[K]["schema"];
  },
);

/** Reads the environment; an empty value counts as not set. Lists every problem, never a value: it may be a secret. */
export function readConfig(
  environment: Readonly<Record<string, string | undefined>>,
): ConfigResult {
  const given = Object.fromEntries(
    Object.entries(environment).filter(
      ([key, value]) => Object.hasOwn(SETTINGS, key) && value !== "",
    ),
  );
  const parsed = schema.safeParse(given);
  const problems = parsed.success
    ? []
    : parsed.error.issues.map(({ path, message }) => ({ key: path.join("."), rule: message }));
  const hasSecret = given["WHATSAPP_APP_SECRET"] !== undefined;
  const hasToken = given["WHATSAPP_VERIFY_TOKEN"] !== undefined;
  if (hasSecret !== hasToken) {
    const missing = hasSecret ? "WHATSAPP_VERIFY_TOKEN" : "WHATSAPP_APP_SECRET";
    problems.push({
      key: missing,
      rule: "must be set, because its partner is; or set neither for the demo",
    });
  }
  if (!hasSecret && !hasToken && (given["ROLE"] === "http" || given["ROLE"] === "worker")) {
    for (const key of ["WHATSAPP_APP_SECRET", "WHATSAPP_VERIFY_TOKEN"]) {
      problems.push({
        key,
        rule: `must be set with ROLE=${given["ROLE"]}: the demo plays in one process`,
      });
    }
  }
  for (const key of ["MEDIA_S3_ACCESS_KEY", "MEDIA_S3_SECRET_KEY"]) {
    if (given["MEDIA_S3_URL"] === undefined || given[key] !== undefined) continue;
    problems.push({ key, rule: "must be set, because MEDIA_S3_URL is" });
  }
  if (!parsed.success || problems.length > 0) return { kind: "invalid", problems };
  return { kind: "valid", config: Object.freeze(parsed.data) as Config };
}

/** Without WhatsApp credentials there is no real traffic, and the demo plays. */
export function isDemo(config: Config): boolean {
  return config.WHATSAPP_APP_SECRET.length === 0;
}
