import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { EventType } from "../../src/domain/events.ts";
import { until } from "./clock.ts";
import { ADMIN_TOKEN, APP_SECRET, LINE, VERIFY_TOKEN, type BenchLine } from "./line.ts";
import { startProgram, type Program } from "./processes.ts";

export interface EngineOptions {
  dir: string;
  redisUrl: string;
  role?: "all" | "http" | "worker";
  /** Default 0: a free one. */
  port?: number;
  /** Settings besides the usual ones. */
  env?: Record<string, string>;
  nodeArgs?: readonly string[];
}

/** What `./ventana start` tells Node and the C library; a test compares them. */
export const RUNTIME = {
  nodeArgs: ["--disable-proto=delete", "--max-semi-space-size=4", "--heap-growing-percent=40"],
  env: { MALLOC_ARENA_MAX: "2" },
} as const;

const COMPILED = new URL("../../.cache/compiled", import.meta.url).pathname;

/** A Ventana in a process of its own, as a customer runs it: `src/main.ts`, everything by its default. */
export interface Engine extends Program {
  url: string;
  port: number;
  databaseFile: string;
}

export async function startEngine(options: EngineOptions): Promise<Engine> {
  const { dir, redisUrl, role = "all", port = 0, env = {}, nodeArgs = [] } = options;
  const databaseFile = join(dir, "ventana.db");
  const program = await startProgram({
    module: "src/main.ts",
    nodeArgs: [...RUNTIME.nodeArgs, ...nodeArgs],
    env: {
      ...RUNTIME.env,
      NODE_COMPILE_CACHE: COMPILED,
      PORT: String(port),
      ROLE: role,
      LOG_FORMAT: "json",
      DATABASE_URL: `sqlite:${databaseFile}`,
      DATA_DIR: join(dir, "data"),
      REDIS_URL: redisUrl,
      WHATSAPP_APP_SECRET: APP_SECRET,
      WHATSAPP_VERIFY_TOKEN: VERIFY_TOKEN,
      ADMIN_TOKEN,
      ENDPOINT_ALLOW: "127.0.0.0/8",
      // Out of reach, and counted all the same: a customer's requests are.
      RATE_LIMIT: "1000000",
      RATE_LIMIT_WORKSPACE: "10000000",
      ...env,
    },
    ready: /Ventana is ready at (http:\/\/[\d.:]+)/,
    logFile: join(dir, `engine-${role}.log`),
  });
  const url = program.address;
  return { ...program, url, port: Number(new URL(url).port), databaseFile };
}

/** Asks the API as the administrator, and throws on any answer but 2xx. */
async function call(
  url: string,
  path: string,
  { method = "GET", body }: { method?: string; body?: unknown } = {},
): Promise<unknown> {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${ADMIN_TOKEN}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...(method === "POST" ? { "idempotency-key": randomBytes(8).toString("hex") } : {}),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path} was answered ${response.status}: ${text}`);
  return text === "" ? null : (JSON.parse(text) as unknown);
}

/** Makes a line known; with a token it can send. */
export async function registerLine(
  url: string,
  { displayPhoneNumber, wabaId, phoneNumberId }: BenchLine = LINE,
  accessToken?: string,
): Promise<void> {
  const token = accessToken === undefined ? {} : { accessToken };
  const body = { name: "Sales", displayPhoneNumber, wabaId, ...token };
  await call(url, `/v1/lines/${phoneNumberId}`, { method: "PUT", body });
}

/** The conversations of a line, as soon as there are so many. */
export async function conversationsOf(
  url: string,
  { phoneNumberId }: BenchLine,
  count: number,
): Promise<string[]> {
  const all = async (): Promise<string[] | null> => {
    const ids: string[] = [];
    for (let cursor: string | null = ""; cursor !== null;) {
      const from = cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`;
      const path = `/v1/conversations?limit=100&line=${phoneNumberId}${from}`;
      const page = (await call(url, path)) as { items: { id: string }[]; cursor: string | null };
      ids.push(...page.items.map(({ id }) => id));
      ({ cursor } = page);
    }
    return ids.length >= count ? ids : null;
  };
  return until(`${count} conversations`, all, { everyMs: 500 });
}

export async function subscribe(
  url: string,
  receiver: string,
  events: readonly EventType[],
): Promise<void> {
  await call(url, "/v1/endpoints", { method: "POST", body: { url: receiver, events } });
}

/** Makes so many administrators, each with a token of its own. */
export async function issueTokens(url: string, count: number): Promise<string[]> {
  const tokens: string[] = [];
  for (let at = 0; at < count; at += 1) {
    const user = { name: `Agent ${at}`, role: "administrator" };
    const { id } = (await call(url, "/v1/users", { method: "POST", body: user })) as { id: string };
    const path = `/v1/users/${id}/tokens`;
    tokens.push(((await call(url, path, { method: "POST", body: {} })) as { token: string }).token);
  }
  return tokens;
}

/** One sum out of `/metrics`, over all labels that contain `labels`. */
export async function metric(url: string, name: string, labels = ""): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  let sum = 0;
  for (const line of text.split("\n")) {
    if (line.startsWith(name) && /^[{ ]/.test(line.slice(name.length)) && line.includes(labels)) {
      sum += Number(line.slice(line.lastIndexOf(" ") + 1));
    }
  }
  return sum;
}
