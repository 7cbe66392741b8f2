import { afterAll, afterEach, beforeAll } from "vitest";
import { createSimulator, type Simulator } from "../../src/simulator/simulator.ts";
import type { SimulatedLine } from "../../src/simulator/line.ts";
import { APP_SECRET } from "../http/support/webhooks.ts";
import { ADMIN_TOKEN, openEngine, type ComposedEngine } from "../support/composed-engine.ts";
import { createReceiver, type Receiver } from "../support/receiver.ts";
import { startRedis } from "../support/redis.ts";
import { startMongo } from "../support/mongo-server.ts";
import { freshDatabase } from "../store/mongo/setup.ts";

/** An answer of the API. */
export interface Answer<T = Record<string, unknown>> {
  status: number;
  body: T;
}

/** A request over HTTP as a client makes it; a form is sent as one. */
export type Ask = <T = Record<string, unknown>>(
  method: string,
  path: string,
  body?: object,
) => Promise<Answer<T>>;

/** The engine as it is composed, behind a real socket, and a simulated WhatsApp with one line that is registered. */
export interface WholeSystem {
  /** Its clock is the engine's too: `sim.clock.advance` lets days pass for both. */
  sim: Simulator;
  line: SimulatedLine;
  engine: ComposedEngine;
  /** A request of the administrator. */
  ask: Ask;
  /** Requests of whoever has this token. */
  as(token: string): Ask;
  /** Registers another line of the same account. */
  addLine(line: { name: string; id: string; displayPhoneNumber: string }): Promise<SimulatedLine>;
  /** Somebody's server that is told of these events from now on. */
  addEndpoint(events: readonly string[]): Promise<Receiver>;
}

const WABA = "300000000000001";
/** People who look at their phones at once, so that no test waits for them. */
const QUICK_PHONES = {
  sentAfterMs: { min: 5, max: 40 },
  deliveredAfterMs: { min: 5, max: 40 },
  readAfterMs: { min: 20, max: 80 },
};
const open: AsyncDisposable[] = [];

/** Where the engines keep their data and their queues: SQLite without Redis, or real servers. */
interface Ground {
  /** Settings and Redis of one more engine, which meets nothing that others left. */
  prepare(): Promise<{ env: Record<string, string>; redisUrl: string | null }>;
}

const ALONE: Ground = { prepare: async () => ({ env: {}, redisUrl: null }) };

/**
 * Starts systems, and closes those of a test when it ends. On SQLite alone, and in the project "int-servers", which
 * `VENTANA_FULL=1` adds (`vitest.config.ts`), on MongoDB with Redis.
 */
export function useWholeSystem(): () => Promise<WholeSystem> {
  afterEach(async () => {
    for (const one of open.splice(0).reverse()) await one[Symbol.asyncDispose]();
  });
  const ground = process.env["VENTANA_SERVERS"] === "1" ? useServers() : Promise.resolve(ALONE);
  return async () => start(await ground);
}

/** One system on SQLite alone for all tests of a file, which keep out of one another's way, each on a line of its own. */
export function useOneWholeSystem(): () => WholeSystem {
  let system: WholeSystem | undefined;
  beforeAll(async () => {
    system = await start({
      prepare: async () => ({ env: { LINES_MAX: "1000" }, redisUrl: null }),
    });
  });
  afterAll(async () => {
    for (const one of open.splice(0).reverse()) await one[Symbol.asyncDispose]();
  });
  return () => system!;
}

/** One MongoDB and one Redis for the tests of this file. */
async function useServers(): Promise<Ground> {
  const servers = startMongo();
  const starting = startRedis();
  afterAll(async () => {
    await Promise.all([(await starting).stop(), ...(await servers).map((each) => each.stop())]);
  });
  const redis = await starting;
  const [server] = await servers;
  return {
    async prepare() {
      await redis.flush();
      const database = freshDatabase(server!.url);
      open.push({ [Symbol.asyncDispose]: database.drop });
      return { env: { DATABASE_URL: database.url }, redisUrl: redis.url };
    },
  };
}

async function start(ground: Ground): Promise<WholeSystem> {
  const clock = { startAt: Date.now(), realTime: true };
  const sim = await createSimulator({ appSecret: APP_SECRET, clock, rules: QUICK_PHONES });
  open.push({ [Symbol.asyncDispose]: () => sim.close() });
  const { env: own, redisUrl } = await ground.prepare();
  const env = { WHATSAPP_GRAPH_URL: sim.graphUrl, SWEEP_MS: "100", ...own };
  const engine = await openEngine({ redisUrl, env, with: { clock: sim.clock } });
  open.push(engine);
  const url = await engine.app.listen({ port: 0, host: "127.0.0.1" });
  sim.connect(`${url}/webhooks/whatsapp`);
  const as = (token: string) => askerAt(url, token);
  const ask = as(ADMIN_TOKEN);
  const addLine: WholeSystem["addLine"] = async ({ name, id, displayPhoneNumber }) => {
    const line = sim.line(id, displayPhoneNumber, WABA);
    const { wabaId, accessToken } = line;
    const body = { name, displayPhoneNumber, wabaId, accessToken };
    const { status } = await ask("PUT", `/v1/lines/${id}`, body);
    if (status >= 300) throw new Error(`the line ${id} was not registered: ${status}`);
    return line;
  };
  const addEndpoint: WholeSystem["addEndpoint"] = async (events) => {
    const receiver = await createReceiver();
    open.push(receiver);
    await ask("POST", "/v1/endpoints", { url: `${receiver.origin}/`, events });
    return receiver;
  };
  const first = { name: "Ventas", id: "200000000000001", displayPhoneNumber: "525550000001" };
  return { sim, line: await addLine(first), engine, ask, as, addLine, addEndpoint };
}

/** Longest time for which a machine that has other work, too, may say that it is busy. */
const BUSY_TIMES_MAX = 100;

/** Like any client, it comes back when the server is busy: nothing was done then. */
function askerAt(url: string, token: string): Ask {
  const once = async (...[method, path, body]: Parameters<Ask>) => {
    const isJson = body !== undefined && !(body instanceof FormData);
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(isJson && { "content-type": "application/json" }),
      },
      ...(body !== undefined && { body: isJson ? JSON.stringify(body) : (body as FormData) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === "" ? null : JSON.parse(text) };
  };
  return async (...request) => {
    let answer = await once(...request);
    for (let times = 0; answer.body?.code === "server.busy" && times < BUSY_TIMES_MAX; times++) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      answer = await once(...request);
    }
    return answer;
  };
}
