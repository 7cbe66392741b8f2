import { afterEach } from "vitest";
import { createSimulator, type Simulator } from "../../src/simulator/simulator.ts";
import type { SimulatedLine } from "../../src/simulator/line.ts";
import { APP_SECRET } from "../http/support/webhooks.ts";
import { ADMIN_TOKEN, openEngine, type ComposedEngine } from "../support/composed-engine.ts";

/** An answer of the API. */
export interface Answer<T = Record<string, unknown>> {
  status: number;
  body: T;
}

/** The engine as it is composed, behind a real socket, and a simulated WhatsApp with one line that is registered. */
export interface WholeSystem {
  sim: Simulator;
  line: SimulatedLine;
  engine: ComposedEngine;
  /** A request of the administrator over HTTP, as a client makes it. */
  ask<T = Record<string, unknown>>(method: string, path: string, body?: object): Promise<Answer<T>>;
}

const open: AsyncDisposable[] = [];

/** Starts systems, and closes those of a test when it ends. */
export function useWholeSystem(): () => Promise<WholeSystem> {
  afterEach(async () => {
    for (const one of open.splice(0).reverse()) await one[Symbol.asyncDispose]();
  });
  return start;
}

async function start(): Promise<WholeSystem> {
  const clock = { startAt: Date.now(), realTime: true };
  const sim = await createSimulator({ appSecret: APP_SECRET, clock });
  open.push({ [Symbol.asyncDispose]: () => sim.close() });
  const env = { WHATSAPP_GRAPH_URL: sim.graphUrl, SWEEP_MS: "100" };
  const engine = await openEngine({ redisUrl: null, env });
  open.push(engine);
  const url = await engine.app.listen({ port: 0, host: "127.0.0.1" });
  sim.connect(`${url}/webhooks/whatsapp`);
  const line = sim.line("200000000000000001", "525550000001", "300000000000000001");
  const ask: WholeSystem["ask"] = async (method, path, body) => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${ADMIN_TOKEN}`,
        ...(body !== undefined && { "content-type": "application/json" }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: await response.json() } as Awaited<
      ReturnType<typeof ask>
    > as never;
  };
  const { phoneNumberId, displayPhoneNumber, wabaId, accessToken } = line;
  const input = { name: "Ventas", displayPhoneNumber, wabaId, accessToken };
  await ask("PUT", `/v1/lines/${phoneNumberId}`, input);
  return { sim, line, engine, ask };
}
