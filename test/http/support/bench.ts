import { setImmediate } from "node:timers/promises";
import type { FastifyInstance, LightMyRequestResponse } from "fastify";
import { Registry } from "prom-client";
import { afterEach, beforeEach, expect } from "vitest";
import { createAddressGuard } from "../../../src/channels/endpoint/address-guard.ts";
import type { Line } from "../../../src/domain/line.ts";
import { DEFAULT_WORKSPACE } from "../../../src/domain/ids.ts";
import { buildApp } from "../../../src/http/app.ts";
import { HTTP_SETTINGS_DEFAULTS, type HttpDeps } from "../../../src/http/deps.ts";
import { createStoredAutomations } from "../../../src/http/automations/stored-automations.ts";
import { createSendableTemplates } from "../../../src/http/templates/sendable-on.ts";
import { bootstrapAdmin } from "../../../src/http/access/bootstrap-admin.ts";
import { randomIds } from "../../../src/ids.ts";
import { Outcomes } from "../../../src/outcomes.ts";
import { createBacktests } from "../../../src/workers/automation/backtest/backtest-jobs.ts";
import { openSqliteStore } from "../../../src/store/sqlite/store.ts";
import { createStopLine } from "../../../src/workers/send/stop-line.ts";
import type { Store } from "../../../src/store/store.ts";
import { NO_SCANNER, type Scanner } from "../../../src/media/scanner.ts";
import { realPause } from "../../../src/workers/pause.ts";
import { aLine } from "../../support/builders.ts";
import { createMemoryBlobs, type MemoryBlobs } from "../../support/memory-blobs.ts";
import { undocumented } from "../../support/documented-event.ts";
import { createFakeDns } from "../../support/fake-dns.ts";
import { createEngine, type TestEngine } from "./engine.ts";
import { createTurningClock, type TurningClock } from "./turning-clock.ts";
import { APP_SECRET, signed, textMessage, webhook } from "./webhooks.ts";

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** What tests of the API do again and again. */
export interface Bench {
  app: FastifyInstance;
  store: Store;
  blobs: MemoryBlobs;
  clock: TurningClock;
  engine: TestEngine;
  deps: HttpDeps;
  /** The administrator's token. */
  token: string;
  /** Error lines of the log. */
  logged: unknown[];
  /** A request of the administrator. */
  ask(
    method: Method,
    url: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<LightMyRequestResponse>;
  /** Posts a signed webhook, and waits until the engine has dealt with it. */
  hear(body: unknown): Promise<LightMyRequestResponse>;
  /** Hears one message, and gives the id of its conversation. */
  converse(id?: string, changes?: Parameters<typeof textMessage>[1]): Promise<string>;
}

export interface BenchOptions {
  settings?: Partial<HttpDeps["settings"]>;
  probeRedis?: HttpDeps["probeRedis"];
  pause?: HttpDeps["pause"];
  automations?: HttpDeps["automations"];
  templates?: HttpDeps["templates"];
  /** What looks into uploads. */
  scanner?: Scanner;
  /** The store as the app sees it. */
  wrap?: (store: Store) => Store;
  /** Opens the store; one of SQLite in memory by default. */
  open?: () => Promise<Store>;
  /** Hosts that endpoints may name. */
  dns?: Parameters<typeof createFakeDns>[0];
}

/** Opens an app on a real store before each test, with a line of the workspace `default`. */
export function useBench(options: BenchOptions = {}): () => Bench {
  let bench: Bench | null = null;
  beforeEach(async () => {
    bench = await openBench(options);
  });
  afterEach(async () => {
    if (bench !== null) await closeBench(bench);
    bench = null;
  });
  return () => {
    if (bench === null) throw new Error("the bench is not open outside of a test");
    return bench;
  };
}

export async function closeBench({ engine, app, store }: Bench): Promise<void> {
  await engine.idle();
  await app.close();
  const told = await store.events(DEFAULT_WORKSPACE, { after: 0, limit: 10_000, types: null });
  await store.close();
  // Whatever a test brings about is as the catalogue documents it.
  for (const event of told) expect(undocumented(event)).toBeNull();
}

export function defaultLine(changes: Partial<Line> = {}): Line {
  return aLine({ workspaceId: DEFAULT_WORKSPACE, ...changes });
}

/** For a world that many tests share; whoever opens it closes it. */
export async function openBench(options: BenchOptions = {}): Promise<Bench> {
  const store = await (options.open?.() ?? openSqliteStore({ path: ":memory:" }));
  const clock = createTurningClock();
  const blobs = createMemoryBlobs();
  const outcomes = new Outcomes();
  const engine = createEngine(store, clock, outcomes);
  const logged: unknown[] = [];
  const deps: HttpDeps = {
    store: options.wrap?.(store) ?? store,
    blobs,
    scanner: options.scanner ?? NO_SCANNER,
    doorbell: engine.doorbell,
    feedHints: engine.feedHints,
    rates: null,
    stopLine: createStopLine({ store, clock, log: logTo(logged) }),
    outcomes,
    clock,
    ids: randomIds,
    log: logTo(logged),
    pause: options.pause ?? realPause,
    metrics: new Registry(),
    probeRedis: options.probeRedis ?? (() => Promise.resolve("up")),
    endpoints: {
      policy: { guard: createAddressGuard({ allow: [] }), allowHttp: false, ports: [] },
      lookup: createFakeDns(options.dns ?? { "receiver.example": ["93.184.216.34"] }),
    },
    automations: options.automations ?? createStoredAutomations(store),
    backtests: createBacktests({
      store,
      clock,
      ids: randomIds,
      log: logTo(logged),
      breathe: () => setImmediate(),
    }),
    templates: options.templates ?? createSendableTemplates(store),
    settings: {
      ...HTTP_SETTINGS_DEFAULTS,
      whatsapp: { appSecrets: [APP_SECRET], verifyToken: "verify me" },
      overload: { eventLoopDelayMs: 0, rssBytes: 0 },
      ...options.settings,
    },
  };
  const { token } = await bootstrapAdmin(store, { clock, ids: randomIds });
  await store.putLine(defaultLine());
  const app = buildApp(deps);
  await app.ready();
  return {
    app,
    store,
    blobs,
    clock,
    engine,
    deps,
    token: token ?? "",
    logged,
    ...verbs(app, token ?? "", engine),
  };
}

function verbs(
  app: FastifyInstance,
  token: string,
  engine: TestEngine,
): Pick<Bench, "ask" | "hear" | "converse"> {
  const ask: Bench["ask"] = (method, url, body, headers = {}) =>
    app.inject({
      method,
      url,
      headers: { authorization: `Bearer ${token}`, ...headers },
      ...(body === undefined ? {} : { payload: body as object }),
    });
  const hear: Bench["hear"] = async (body) => {
    const response = await app.inject(signed(body));
    await engine.idle();
    return response;
  };
  return {
    ask,
    hear,
    async converse(id = "wamid.1", changes = {}) {
      await hear(webhook({ messages: [textMessage(id, changes)] }));
      return engine.rings.at(-1)?.conversations[0]?.conversationId ?? "";
    },
  };
}

function logTo(lines: unknown[]): HttpDeps["log"] {
  const keep = (...line: unknown[]): void => void lines.push(line);
  return { debug: keep, info: keep, warn: keep, error: keep };
}

/** The problem's code and the fields it names. */
export function problemOf(response: LightMyRequestResponse): {
  status: number;
  code: string;
  fields: string[];
} {
  const body = response.json<{ status: number; code: string; errors?: { field: string }[] }>();
  const fields = (body.errors ?? []).map(({ field }) => field);
  return { status: response.statusCode, code: body.code, fields };
}
