import { DatabaseSync } from "node:sqlite";
import { Redis } from "ioredis";
import { afterEach, describe, expect, it } from "vitest";
import { createLog } from "../src/log.ts";
import { signed, textMessage, webhook } from "./http/support/webhooks.ts";
import { everythingIn } from "./queues/support/bench.ts";
import { LINE } from "./support/builders.ts";
import { CANARY, canariesIn, personalStrings, webhookFixtures } from "./support/canaries.ts";
import { ADMIN_TOKEN, openEngine, type ComposedEngine } from "./support/composed-engine.ts";
import { expectSoon } from "./support/expect-soon.ts";
import { createReceiver, type Receiver } from "./support/receiver.ts";
import { startRedis, type TestRedis } from "./support/redis.ts";

const fixtures = webhookFixtures();
const personal = personalStrings(fixtures);
/** The line of the fixtures. */
const FIXTURE_LINE = "200000000000000001";

const open: AsyncDisposable[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one[Symbol.asyncDispose]();
});

/** The whole engine, logging everything it has to say. */
async function start(plain: boolean) {
  const written: string[] = [];
  const log = createLog({ level: "debug", plain, write: (line) => void written.push(line) });
  const redis = await startRedis({ persist: true });
  const receiver = await createReceiver({
    answer: ({ path }) => Number.parseInt(path.slice(1), 10),
  });
  const engine = await openEngine({ redisUrl: redis.url, log, env: { SWEEP_MS: "100" } });
  const client = new Redis(redis.url, { maxRetriesPerRequest: null });
  client.on("error", () => {});
  open.push(redis, receiver, engine, { [Symbol.asyncDispose]: async () => client.disconnect() });
  return { engine, redis, receiver, client, written };
}

const say = (id: string, body: string = CANARY.text) =>
  signed(webhook({ messages: [textMessage(id, { from: CANARY.phone, body, at: Date.now() })] }));

/** Lines with a token, endpoints that fail in every way, an agent with a name. */
async function settle(engine: ComposedEngine, receiver: Receiver): Promise<void> {
  for (const line of [LINE, FIXTURE_LINE]) {
    await engine.ask("PUT", `/v1/lines/${line}`, {
      name: CANARY.name,
      displayPhoneNumber: CANARY.phone,
      wabaId: "300000000000001",
      accessToken: CANARY.accessToken,
      // So short that its ends stand in Redis, as deadlines of the next ten minutes do.
      settings: { windowMs: 300_000, closingLeadMs: 60_000 },
    });
  }
  for (const status of [200, 500, 410, 301]) {
    const url = `${receiver.origin}/${status}?key=${CANARY.urlKey}`;
    await engine.ask("POST", "/v1/endpoints", { url, events: ["*"] });
  }
  await engine.ask("POST", "/v1/users", { name: CANARY.agent, role: "seller" });
}

/** What the outside sends, good and bad. */
async function traffic({ app, ask }: ComposedEngine): Promise<void> {
  const profile = { profile: { name: CANARY.name }, wa_id: CANARY.phone };
  const message = { ...textMessage("wamid.c1", { from: CANARY.phone, body: CANARY.text }) };
  const body = webhook({ messages: [message] });
  const named = JSON.parse(
    JSON.stringify(body).replace(/\{"profile".*?\}\]/, `${JSON.stringify(profile)}]`),
  );
  await app.inject(signed(named));
  await app.inject(say("wamid.c2"));
  for (const { body: fixture } of fixtures) await app.inject(signed(fixture));
  await app.inject(signed(body, `not ${CANARY.accessToken}`));
  await app.inject(signed(Buffer.from(`{"text": "${CANARY.text}`)));
  await app.inject(signed(webhook({ messages: [{ id: CANARY.text, type: CANARY.name }] })));
  await app.inject(signed(webhook({ messages: [message] }, CANARY.phone)));
  for (const url of [
    `/v1/conversations?q=${encodeURIComponent(CANARY.text)}&bad=1`,
    `/v1/conversations/${encodeURIComponent(CANARY.name)}`,
    `/${CANARY.urlKey}`,
  ])
    await app.inject({ url, headers: { authorization: `Bearer ${CANARY.accessToken}` } });
  await ask("GET", "/v1/conversations?status=all");
}

/** The id of the conversation with the canary's person. */
async function conversationOf({ ask }: ComposedEngine): Promise<string> {
  const page = (await ask("GET", `/v1/conversations?status=all&line=${LINE}`)) as {
    items: { id: string; contact: { waId: string } }[];
  };
  return page.items.find(({ contact }) => contact.waId === CANARY.phone)?.id ?? "";
}

async function idle({ store }: ComposedEngine): Promise<void> {
  await expectSoon(async () => (await store.depth()).waitingEntries).toBe(0);
  await expectSoon(() => store.unrelayed()).toEqual([]);
}

/** Lets the store throw what a driver might say, once each; and damages a row, which a parser then quotes. */
async function breakStore(engine: ComposedEngine): Promise<void> {
  const { store, app } = engine;
  for (const name of ["relay", "claim", "settle", "commit", "events"] as const) {
    const whole = store[name] as (...args: unknown[]) => Promise<unknown>;
    let calls = 0;
    Object.assign(store, {
      [name]: (...args: unknown[]) =>
        calls++ === 0
          ? Promise.reject(new Error(`${CANARY.error}: '${CANARY.text}' of ${CANARY.phone}`))
          : whole(...args),
    });
  }
  await app.inject(say("wamid.c3"));
  await app.inject({
    url: "/v1/events?after=0",
    headers: { authorization: `Bearer ${ADMIN_TOKEN}` },
  });
  await idle(engine);
}

async function damageRow(engine: ComposedEngine, conversationId: string): Promise<() => void> {
  const database = new DatabaseSync(engine.path, { timeout: 5_000 });
  const select = database.prepare("select doc from conversations where id = ?");
  const { doc } = select.get(conversationId) as { doc: string };
  const write = database.prepare("update conversations set doc = ? where id = ?");
  write.run(`${CANARY.text} ${CANARY.phone}`, conversationId);
  await engine.app.inject(say("wamid.c4"));
  return () => {
    write.run(doc, conversationId);
    database.close();
  };
}

async function killRedis(redis: TestRedis, written: string[]): Promise<void> {
  await redis.kill("SIGKILL");
  await expectSoon(() => written.join("")).toContain("Redis is away");
  await redis.restart();
  await expectSoon(() => written.join("")).toContain("Redis is back");
}

describe.each([
  ["json", false],
  ["plain", true],
] as const)("the %s log of the whole engine", (_name, plain) => {
  it("holds no name, number, text or token, whatever happens; nor does Redis, nor do the figures", async () => {
    const { engine, redis, receiver, client, written } = await start(plain);
    const logged = () => written.join("");
    await settle(engine, receiver);
    await traffic(engine);
    await idle(engine);
    const conversationId = await conversationOf(engine);
    expect(conversationId).not.toBe("");
    const description = CANARY.description;
    const sent = { type: "text", text: CANARY.text };
    await engine.ask("POST", `/v1/conversations/${conversationId}/messages`, sent);
    await engine.ask("POST", `/v1/conversations/${conversationId}/close`, { description });
    await breakStore(engine);
    await expectSoon(logged).toContain("A delivery could not be settled");
    const repair = await damageRow(engine, conversationId);
    await expectSoon(logged).toContain("A conversation could not be advanced");
    const inRedis = await everythingIn(client);
    repair();
    await killRedis(redis, written);
    await idle(engine);
    // What was to go wrong did go wrong, and was said.
    for (const sentence of [
      "An endpoint was switched off",
      "A job failed",
      "a request failed unexpectedly",
    ])
      await expectSoon(logged).toContain(sentence);
    const figures = await engine.metrics.registry.metrics();
    await engine.close();

    expect(inRedis).toContain(conversationId);
    expect(personal.length).toBeGreaterThan(50);
    expect(canariesIn(logged(), personal)).toEqual([]);
    expect(canariesIn(inRedis, personal)).toEqual([]);
    expect(canariesIn(figures, personal)).toEqual([]);
    expect(logged()).not.toContain(ADMIN_TOKEN);
    expect(logged()).not.toContain("whsec_");
    for (const line of written) expect(line.indexOf("\n")).toBe(line.length - 1);
  });
});
