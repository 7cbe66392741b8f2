import { afterEach, describe, it } from "vitest";
import { templateQualityUpdate } from "../../src/simulator/payloads/template-events.ts";
import { createSimulator } from "../../src/simulator/simulator.ts";
import { APP_SECRET } from "../http/support/webhooks.ts";
import { openEngine } from "../support/composed-engine.ts";
import { expectSoon } from "../support/expect-soon.ts";
import { startRedis } from "../support/redis.ts";

const open: AsyncDisposable[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one[Symbol.asyncDispose]();
});

/** WhatsApp, simulated, with a line and a template, and the engine as it is composed. */
async function start(redis: boolean) {
  const server = redis ? await startRedis() : null;
  if (server !== null) open.push(server);
  const clock = { startAt: Date.now(), realTime: true };
  const sim = await createSimulator({ appSecret: APP_SECRET, clock });
  open.push({ [Symbol.asyncDispose]: () => sim.close() });
  const line = sim.line("200000000000000001", "525550000001", "300000000000000001");
  const template = line.addsTemplate({ name: "hola", body: "Hola {{1}}" });
  const engine = await openEngine({
    redisUrl: server?.url ?? null,
    env: { WHATSAPP_GRAPH_URL: sim.graphUrl, SWEEP_MS: redis ? "60000" : "100" },
  });
  open.push(engine);
  const url = await engine.app.listen({ port: 0, host: "127.0.0.1" });
  sim.connect(`${url}/webhooks/whatsapp`);
  const { phoneNumberId, displayPhoneNumber, wabaId, accessToken } = line;
  const input = { name: "Ventas", displayPhoneNumber, wabaId, accessToken };
  await engine.ask("PUT", `/v1/lines/${phoneNumberId}`, input);
  const told = async () => {
    const found = await engine.store.template("default", template.id);
    return found === null ? null : `${found.status} ${found.deletedAt === null ? "" : "gone"}`;
  };
  return { sim, line, template, told };
}

describe.each([
  ["by the queue", true],
  ["by the sweep, without Redis", false],
])("templates, %s,", (_, redis) => {
  it("come when their line is registered, and follow every webhook", async () => {
    const { sim, line, template, told } = await start(redis);
    await expectSoon(told).toBe("APPROVED ");
    line.changesTemplate("hola", "PAUSED");
    await sim.flush();
    await expectSoon(told).toBe("PAUSED ");
    // Unpaused is asked for, not guessed.
    line.changesTemplate("hola", "REINSTATED");
    await sim.flush();
    await expectSoon(told).toBe("APPROVED ");
    line.removesTemplate("hola");
    const { wabaId, name } = template;
    const ref = { wabaId, name, id: Number(template.id), language: "es-MX" };
    sim.emit(templateQualityUpdate(ref, Date.now(), { before: "GREEN", after: "RED" }));
    await sim.flush();
    await expectSoon(told).toBe("APPROVED gone");
  });
});
