import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { compose, type ComposeOptions, type Engine } from "../../src/compose.ts";
import { readConfig, type Config } from "../../src/config.ts";
import type { Log } from "../../src/log.ts";
import { bootstrapAdmin } from "../../src/http/access/bootstrap-admin.ts";
import { randomIds } from "../../src/ids.ts";
import { systemClock } from "../../src/clock.ts";
import { APP_SECRET } from "../http/support/webhooks.ts";
import { createRecordingLog } from "./recording-log.ts";

/**
 * Nobody is turned away, answered before the outcome or counted by halves because the machine does other things; all that has tests of its
 * own. Commands are waited for within the time that a handler has.
 */
const PATIENCE: NonNullable<ComposeOptions["patience"]> = {
  overload: { eventLoopDelayMs: 0, rssBytes: 0 },
  outcomeWaitMs: 15_000,
  rateAnswerMsMax: 10_000,
  reachMs: 60_000,
};

export const ADMIN_TOKEN = "the-administrator-of-these-tests";

export interface ComposedEngine extends Engine, AsyncDisposable {
  /** The database file, for a second engine beside this one or after it. */
  path: string;
  config: Config;
  /** A request of the administrator; the answer's body. Throws on any answer but 2xx. */
  ask(method: "GET" | "POST" | "PUT" | "PATCH", url: string, body?: object): Promise<unknown>;
}

export interface ComposedEngineOptions {
  redisUrl: string | null;
  env?: Record<string, string>;
  /** Default: a new file, removed at the close. */
  path?: string;
  log?: Log;
  /** What `compose` is told besides. */
  with?: Partial<ComposeOptions>;
}

/** The engine as `main.ts` composes it, on a database file of its own; endpoints may be on this machine. */
export async function openEngine(options: ComposedEngineOptions): Promise<ComposedEngine> {
  const dir = options.path === undefined ? mkdtempSync(join(tmpdir(), "ventana-engine-")) : null;
  const path = options.path ?? join(dir!, "ventana.db");
  const result = readConfig({
    DATABASE_URL: `sqlite:${path}`,
    DATA_DIR: dirname(path),
    ENDPOINT_ALLOW: "127.0.0.0/8",
    // Nobody is there: what is not simulated is not called.
    WHATSAPP_GRAPH_URL: "http://127.0.0.1:9",
    SHUTDOWN_MS: "5000",
    // Tests ask more often than people do; limits have tests of their own.
    RATE_LIMIT: "0",
    RATE_LIMIT_WORKSPACE: "0",
    RATE_LIMIT_REFUSED: "0",
    ...options.env,
  });
  if (result.kind === "invalid") throw new Error(JSON.stringify(result.problems));
  const engine = await compose({
    config: result.config,
    log: options.log ?? createRecordingLog(),
    redisUrl: options.redisUrl,
    whatsapp: { appSecrets: [APP_SECRET], verifyToken: "verify me" },
    patience: PATIENCE,
    ...options.with,
  });
  const adminToken = ADMIN_TOKEN;
  await bootstrapAdmin(engine.store, { adminToken, clock: systemClock, ids: randomIds });
  let requests = 0;
  return {
    ...engine,
    path,
    config: result.config,
    async ask(method, url, body) {
      const response = await engine.app.inject({
        method,
        url,
        headers: {
          authorization: `Bearer ${adminToken}`,
          ...(method === "POST" ? { "idempotency-key": `request-${++requests}` } : {}),
        },
        ...(body === undefined ? {} : { payload: body }),
      });
      if (response.statusCode >= 300) throw new Error(`${response.statusCode}: ${response.body}`);
      return response.body === "" ? null : response.json();
    },
    async [Symbol.asyncDispose]() {
      await engine.close();
      if (dir !== null) rmSync(dir, { recursive: true, force: true });
    },
  };
}
