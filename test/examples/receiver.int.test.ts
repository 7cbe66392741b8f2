import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Webhook } from "standardwebhooks";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { findFreePort } from "../../src/redis-process.ts";
import { EVENT_CATALOGUE } from "../../src/http/event-catalogue/catalogue.ts";
import { signed, textMessage, webhook } from "../http/support/webhooks.ts";
import { LINE } from "../support/builders.ts";
import { ADMIN_TOKEN, openEngine, type ComposedEngine } from "../support/composed-engine.ts";
import { expectSoon } from "../support/expect-soon.ts";
import { startRedis } from "../support/redis.ts";
import { idsIn, startReceiver, type ReceiverProcess } from "./receiver-process.ts";

/*
 * examples/receiver as a process of its own, registered as an endpoint of a whole engine.
 */

const open: AsyncDisposable[] = [];
let dir: string;
let journal: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "ventana-receiver-"));
  journal = join(dir, "received.ndjson");
});
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one[Symbol.asyncDispose]();
  rmSync(dir, { recursive: true, force: true });
});

const keep = <T extends AsyncDisposable>(one: T): T => {
  open.push(one);
  return one;
};

/** An engine with a line, and an endpoint where the receiver will listen. */
async function anEngine() {
  const redis = keep(await startRedis());
  const engine = keep(await openEngine({ redisUrl: redis.url, env: { SWEEP_MS: "100" } }));
  const line = { name: "Sales", displayPhoneNumber: "+1", wabaId: "1" };
  await ask(engine, "PUT", `/v1/lines/${LINE}`, line);
  const port = await findFreePort();
  const url = `http://127.0.0.1:${port}/`;
  const asked = { url, events: ["*"] };
  const endpoint = (await ask(engine, "POST", "/v1/endpoints", asked)) as Endpoint;
  const start = async (env: Record<string, string> = {}): Promise<ReceiverProcess> =>
    keep(
      await startReceiver({
        SECRETS: endpoint.secret,
        PORT: String(port),
        JOURNAL: journal,
        ...env,
      }),
    );
  return { engine, endpoint, start };
}

interface Endpoint {
  id: string;
  secret: string;
}

/** On a machine that is busy the API may answer 503; as with any client's request, nothing has happened then. */
const ask = (engine: ComposedEngine, ...request: Parameters<ComposedEngine["ask"]>) =>
  vi.waitFor(() => engine.ask(...request), { timeout: 20_000, interval: 100 });

async function says(engine: ComposedEngine, id: string): Promise<void> {
  const heard = signed(webhook({ messages: [textMessage(id, { at: Date.now() })] }));
  await expectSoon(async () => (await engine.app.inject(heard)).statusCode).toBe(200);
}

async function feedOf(engine: ComposedEngine): Promise<string[]> {
  const { events } = (await ask(engine, "GET", "/v1/events?limit=1000")) as {
    events: { id: string }[];
  };
  return events.map(({ id }) => id);
}

async function deliveredTo(engine: ComposedEngine, { id }: Endpoint): Promise<number> {
  const url = `/v1/endpoints/${id}/deliveries?state=delivered`;
  return ((await ask(engine, "GET", url)) as { items: unknown[] }).items.length;
}

describe("the receiver of the examples, as an endpoint", () => {
  it("takes each event once, whatever is delivered again", async () => {
    const { engine, endpoint, start } = await anEngine();
    const receiver = await start();
    await says(engine, "wamid.1");
    await says(engine, "wamid.2");
    // Only what is settled is delivered anew.
    await expectSoon(() => deliveredTo(engine, endpoint)).toBe(5);
    expect(idsIn(journal).toSorted()).toEqual((await feedOf(engine)).toSorted());
    await ask(engine, "POST", `/v1/endpoints/${endpoint.id}/replay`, { fromSeq: 1, toSeq: 5 });
    const counts = () =>
      ["taken", "known", "refused", "failed"].map(
        (word) => receiver.words.filter(({ outcome }) => outcome === word).length,
      );
    await expectSoon(counts).toEqual([5, 5, 0, 0]);
    expect(idsIn(journal)).toHaveLength(5);
  });

  it("takes what is signed with either secret while it is rotated", async () => {
    const { engine, endpoint, start } = await anEngine();
    const receiver = await start();
    await ask(engine, "POST", `/v1/endpoints/${endpoint.id}/rotate-secret`);
    await says(engine, "wamid.1");
    await expectSoon(() => idsIn(journal).length).toBe(4);
    expect(receiver.words.some(({ outcome }) => outcome === "refused")).toBe(false);
  });

  it("catches up from the feed after an outage, and knows what was delivered before or comes again", async () => {
    const { engine, endpoint, start } = await anEngine();
    const before = await start();
    await says(engine, "wamid.1");
    await expectSoon(() => deliveredTo(engine, endpoint)).toBe(4);
    await before.kill();
    await says(engine, "wamid.2");
    await expectSoon(async () => (await feedOf(engine)).length).toBe(5);
    const url = await engine.app.listen({ port: 0, host: "127.0.0.1" });
    const after = await start({ VENTANA_URL: url, VENTANA_TOKEN: ADMIN_TOKEN });
    expect(after.words[0]).toEqual({ outcome: "caught up", missing: 1 });
    expect(idsIn(journal)).toHaveLength(5);
    await ask(engine, "POST", `/v1/endpoints/${endpoint.id}/replay`, { fromSeq: 5, toSeq: 5 });
    await expectSoon(() => after.words.map(({ outcome }) => outcome)).toContain("known");
    expect(idsIn(journal).toSorted()).toEqual((await feedOf(engine)).toSorted());
  });
});

describe("the receiver of the examples, alone", () => {
  const SECRET = `whsec_${Buffer.alloc(32, "a").toString("base64")}`;
  const BODY = JSON.stringify(EVENT_CATALOGUE["conversation.closed"].example);
  const ID = EVENT_CATALOGUE["conversation.closed"].example.id;
  /** As any program signs that follows the standard: by the standard's own package. */
  const headersOf = ({ secret = SECRET, id = ID, at = new Date(), body = BODY } = {}) => ({
    "webhook-id": id,
    "webhook-timestamp": String(Math.floor(at.getTime() / 1_000)),
    "webhook-signature": new Webhook(secret).sign(id, at, body),
  });
  const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);

  it("takes what is genuine, and counts a repeated webhook-id once", async () => {
    const receiver = keep(await startReceiver({ SECRETS: SECRET, PORT: "0", JOURNAL: journal }));
    expect(await receiver.post(headersOf(), BODY)).toBe(204);
    expect(await receiver.post(headersOf({ at: minutesAgo(4) }), BODY)).toBe(204);
    expect(idsIn(journal)).toEqual([ID]);
    await receiver.kill();
    const again = keep(await startReceiver({ SECRETS: SECRET, PORT: "0", JOURNAL: journal }));
    expect(await again.post(headersOf(), BODY)).toBe(204);
    expect(again.words.at(-1)).toMatchObject({ outcome: "known", id: ID });
    expect(idsIn(journal)).toEqual([ID]);
  });

  it("refuses what is forged, altered, too old, ahead of time or unsigned, and takes none of it", async () => {
    const receiver = keep(await startReceiver({ SECRETS: SECRET, PORT: "0", JOURNAL: journal }));
    const forger = `whsec_${Buffer.alloc(32, "b").toString("base64")}`;
    const genuine = headersOf();
    const refused: [string, Record<string, string>, string][] = [
      ["another secret", headersOf({ secret: forger }), BODY],
      ["another body", genuine, BODY.replace("Sold", "Lost")],
      ["the same JSON in other bytes", genuine, JSON.stringify(JSON.parse(BODY), null, 1)],
      ["another id", { ...genuine, "webhook-id": "evt_other" }, BODY],
      ["another time", { ...genuine, "webhook-timestamp": "1795384140" }, BODY],
      ["six minutes old", headersOf({ at: minutesAgo(6) }), BODY],
      ["six minutes ahead", headersOf({ at: minutesAgo(-6) }), BODY],
      ["no headers", {}, BODY],
      ["an empty signature", { ...genuine, "webhook-signature": "v1," }, BODY],
      ["an unknown version", { ...genuine, "webhook-signature": "v2,AAAA" }, BODY],
    ];
    const statuses: [string, number][] = [];
    for (const [what, headers, body] of refused) {
      statuses.push([what, await receiver.post(headers, body)]);
    }
    expect(statuses).toEqual(refused.map(([what]) => [what, 401]));
    expect(receiver.words.filter(({ outcome }) => outcome === "refused")).toHaveLength(10);
    expect(idsIn(journal)).toEqual([]);
  });

  it("notices what comes after something newer of its conversation", async () => {
    const receiver = keep(await startReceiver({ SECRETS: SECRET, PORT: "0", JOURNAL: journal }));
    const send = (seq: number) => {
      const body = JSON.stringify({ ...(JSON.parse(BODY) as object), id: `evt_${seq}`, seq });
      return receiver.post(headersOf({ id: `evt_${seq}`, body }), body);
    };
    for (const seq of [7, 9, 8]) expect(await send(seq)).toBe(204);
    const outcomes = receiver.words.slice(1).map(({ outcome }) => outcome);
    expect(outcomes).toEqual(["taken", "taken", "late"]);
  });
});
