import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DEFAULT_WORKSPACE, sendIdOf } from "../../../src/domain/ids.ts";
import type { MessageStatus } from "../../../src/domain/inbound.ts";
import { laterStatus, type MessageItem } from "../../../src/domain/message.ts";
import type { Send } from "../../../src/domain/send.ts";
import type { Fault } from "../../../src/simulator/cloud-api/faults.ts";
import type { AcceptedSend } from "../../../src/simulator/cloud-api/send-log.ts";
import { createSimulator, type Simulator } from "../../../src/simulator/simulator.ts";
import { APP_SECRET } from "../../http/support/webhooks.ts";
import { openEngine, type ComposedEngine } from "../../support/composed-engine.ts";
import { startRedis, type TestRedis } from "../../support/redis.ts";

/**
 * reliability.md 3.3, F8: everything that a call to Meta can come to, over real HTTP, against the whole system. A tenth of the sends in the
 * usual run.
 */
const SENDS = process.env["VENTANA_FULL"] === "1" ? 5_000 : 500;
const LINES = 10;
const PER_CONTACT = 5;
const CONTACTS = SENDS / LINES / PER_CONTACT;

const SHARES: { fault: Fault; share: number }[] = [
  { fault: { kind: "http", status: 500 }, share: 0.05 },
  { fault: { kind: "http", status: 429, retryAfterSeconds: 1 }, share: 0.03 },
  { fault: { kind: "drop_response" }, share: 0.03 },
  { fault: { kind: "close_socket" }, share: 0.02 },
  { fault: { kind: "refuse" }, share: 0.01 },
  { fault: { kind: "hang" }, share: 0.01 },
  { fault: { kind: "rubbish" }, share: 0.01 },
  { fault: { kind: "error_after_accept" }, share: 0.01 },
  { fault: { kind: "late_response" }, share: 0.03 },
  { fault: { kind: "error", code: 130_429 }, share: 0.01 },
  { fault: { kind: "error", code: 131_056 }, share: 0.02 },
  { fault: { kind: "error", code: 131_016 }, share: 0.03 },
  { fault: { kind: "error", code: 131_000 }, share: 0.02 },
  { fault: { kind: "error", code: 131_026 }, share: 0.01 },
  { fault: { kind: "fail_later", code: 131_026 }, share: 0.01 },
];

let redis: TestRedis;
beforeAll(async () => void (redis = await startRedis()));
afterAll(() => redis.stop());

interface World {
  sim: Simulator;
  engine: ComposedEngine;
  lines: ReturnType<Simulator["line"]>[];
}

async function openWorld(): Promise<World & AsyncDisposable> {
  const sim = await createSimulator({
    seed: 8,
    appSecret: APP_SECRET,
    clock: { realTime: true },
    limits: { pairRate: false, throughputPerSecond: Infinity },
    rules: {
      sentAfterMs: { min: 0, max: 300 },
      deliveredAfterMs: { min: 0, max: 300 },
      readAfterMs: { min: 0, max: 300 },
    },
    // Statuses come twice, in any order, and before the answer.
    webhooks: { duplicateShare: 0.2, shuffleWindow: 10, batch: { min: 1, max: 20 } },
  });
  const engine = await openEngine({
    redisUrl: redis.url,
    env: { WHATSAPP_GRAPH_URL: sim.graphUrl, WHATSAPP_SEND_TIMEOUT_MS: "1500", SWEEP_MS: "200" },
  });
  const url = await engine.app.listen({ port: 0, host: "127.0.0.1" });
  sim.connect(`${url}/webhooks/whatsapp`);
  const lines = Array.from({ length: LINES }, (_, index) =>
    sim.line(`20000000000000000${index}`, `52555000000${index}`, "300000000000000001"),
  );
  for (const [index, line] of lines.entries()) {
    await engine.ask("PUT", `/v1/lines/${line.phoneNumberId}`, {
      name: `Line ${index}`,
      displayPhoneNumber: line.displayPhoneNumber,
      wabaId: line.wabaId,
      accessToken: line.accessToken,
    });
  }
  return {
    sim,
    engine,
    lines,
    async [Symbol.asyncDispose]() {
      await engine[Symbol.asyncDispose]();
      await sim.close();
    },
  };
}

/** Everybody writes to their line, so that every window is open. Returns the conversations. */
async function everybodyWrites({ sim, engine, lines }: World): Promise<string[]> {
  for (const [index, line] of lines.entries()) {
    for (let person = 0; person < CONTACTS; person++) {
      const waId = `52155${String(index * 1_000_000 + person).padStart(8, "0")}`;
      sim.contact({ name: `Person ${waId}`, waId, userId: `MX.${waId}` }).says(line, "Hola");
    }
  }
  await sim.flush();
  const ids = new Set<string>();
  await expect
    .poll(
      async () => {
        const page = await everyPage(engine, "/v1/conversations");
        for (const { id } of page) ids.add(id);
        return ids.size;
      },
      { timeout: 60_000, interval: 200 },
    )
    .toBe(LINES * CONTACTS);
  return [...ids];
}

async function everyPage(engine: ComposedEngine, path: string): Promise<{ id: string }[]> {
  const items: { id: string }[] = [];
  for (let cursor: string | null = ""; cursor !== null;) {
    const query = `limit=100${cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`}`;
    const page = (await engine.ask("GET", `${path}?${query}`)) as {
      items: { id: string }[];
      cursor: string | null;
    };
    items.push(...page.items);
    ({ cursor } = page);
  }
  return items;
}

/** Answers everybody with several messages in one command. */
async function answer({ engine }: World, conversations: readonly string[]): Promise<void> {
  const messages = Array.from({ length: PER_CONTACT }, (_, index) => ({
    type: "text",
    text: `answer ${index}`,
  }));
  for (const id of conversations) {
    await engine.ask("POST", `/v1/conversations/${id}/messages`, { messages });
  }
}

/** One line's token expires in the middle; it stops, until somebody mends it. */
async function loseAToken({ sim, engine, lines: [line] }: World): Promise<void> {
  const path = `/v1/lines/${line!.phoneNumberId}`;
  sim.faults.inject({ kind: "expire_token" }, { phoneNumberId: line!.phoneNumberId });
  const sending = async () =>
    ((await engine.ask("GET", path)) as { sending: { state: string; code: number } }).sending;
  await expect
    .poll(sending, { timeout: 60_000, interval: 100 })
    .toMatchObject({ state: "stopped", code: 190 });
  sim.tokens.renew(line!.accessToken);
  await engine.ask("POST", `${path}/resume`, {});
}

async function untilCalm({ sim, engine }: World): Promise<void> {
  const depth = async () => {
    const { queued, inFlight } = await engine.store.sendDepth();
    return queued + inFlight;
  };
  await expect.poll(depth, { timeout: 600_000, interval: 200 }).toBe(0);
  await sim.settle(120_000);
  const waiting = async () => (await engine.store.depth()).waitingEntries;
  await expect.poll(waiting, { timeout: 60_000, interval: 50 }).toBe(0);
}

/** What we sent: each send with its message, in order, conversation by conversation. */
async function ourSends({ engine }: World, conversations: readonly string[]) {
  const rows: { send: Send; message: MessageItem }[][] = [];
  for (const id of conversations) {
    const sends = await engine.store.sendsOf(DEFAULT_WORKSPACE, id, { limit: 100 });
    const page = await engine.store.timeline(DEFAULT_WORKSPACE, id, { cursor: null, limit: 100 });
    const messages = new Map(
      page.items.flatMap((item) => (item.kind === "message" ? [[item.id, item] as const] : [])),
    );
    rows.push(
      sends
        .toReversed()
        .flatMap((send) =>
          send.messageId === null ? [] : [{ send, message: messages.get(send.messageId)! }],
        ),
    );
  }
  return rows;
}

/** What a message's status should be after all that WhatsApp told of it. */
function statusAfter({ statuses }: AcceptedSend): MessageStatus {
  return statuses.reduce<MessageStatus>(
    (known, { status }) => laterStatus(known, status as MessageStatus),
    "sent",
  );
}

describe("sends to a WhatsApp that fails in every way it can", () => {
  it(
    "go out once each and in order, and everything that WhatsApp took is known in the end",
    { timeout: 900_000 },
    async () => {
      await using world = await openWorld();
      const { sim } = world;
      const conversations = await everybodyWrites(world);
      sim.faults.shares(SHARES);
      await Promise.all([answer(world, conversations), loseAToken(world)]);
      await untilCalm(world);

      // Nothing twice, nothing without our id, nothing outside a window.
      expect(sim.violations()).toEqual([]);
      const taken = new Map(sim.sends().map((send) => [send.callbackData, send]));
      expect(taken.size).toBe(sim.sends().length);

      const states: Record<string, number> = {};
      for (const rows of await ourSends(world, conversations)) {
        expect(rows).toHaveLength(PER_CONTACT);
        for (const { send, message } of rows) {
          states[send.state] = (states[send.state] ?? 0) + 1;
          const there = taken.get(send.id);
          expect(send.id).toBe(sendIdOf(send.conversationId, message.id));
          if (there === undefined) {
            // Refused for good, or nobody knows; never said to be sent.
            expect(["failed", "uncertain"]).toContain(message.status);
            expect(["refused", "uncertain"]).toContain(send.state);
          } else {
            // Settled by its answer or by its status, whatever became of the other.
            expect(message).toMatchObject({ sourceId: there.wamid, status: statusAfter(there) });
          }
        }
        const order = rows.flatMap(({ send }) => taken.get(send.id)?.at ?? []);
        expect(order).toEqual(order.toSorted((a, b) => a - b));
      }
      const struck = sim.faults.counts();
      expect(Object.keys(struck)).toEqual(
        expect.arrayContaining([...new Set(SHARES.map(({ fault }) => fault.kind)), "expire_token"]),
      );
      // Doubt is for what nobody can know: most calls are nothing of the kind.
      expect(states["uncertain"]).toBeGreaterThan(0);
      expect(states["accepted"]).toBeGreaterThan(SENDS / 2);
    },
  );
});
