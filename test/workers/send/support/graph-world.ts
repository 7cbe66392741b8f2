import { expect } from "vitest";
import { DEFAULT_WORKSPACE } from "../../../../src/domain/ids.ts";
import type { MessageItem } from "../../../../src/domain/conversation/message.ts";
import type { Send } from "../../../../src/domain/sending/send.ts";
import { createSimulator, type Simulator } from "../../../../src/simulator/simulator.ts";
import { APP_SECRET } from "../../../http/support/webhooks.ts";
import { openEngine, type ComposedEngine } from "../../../support/composed-engine.ts";

export const LINES = 10;

export interface World {
  sim: Simulator;
  engine: ComposedEngine;
  lines: ReturnType<Simulator["line"]>[];
}

/** A WhatsApp that reports twice, in any order and before it answers, and an engine with its lines. */
export async function openWorld(redisUrl: string): Promise<World & AsyncDisposable> {
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
    redisUrl,
    env: { WHATSAPP_GRAPH_URL: sim.graphUrl, WHATSAPP_SEND_TIMEOUT_MS: "4000", SWEEP_MS: "200" },
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

/** So many people write to each line, so that every window is open. Returns the conversations. */
export async function everybodyWrites(
  { sim, engine, lines }: World,
  contacts: number,
): Promise<string[]> {
  for (const [index, line] of lines.entries()) {
    for (let person = 0; person < contacts; person++) {
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
      { timeout: 600_000, interval: 200 },
    )
    .toBe(lines.length * contacts);
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
export async function answer(
  { engine }: World,
  conversations: readonly string[],
  count: number,
): Promise<void> {
  const messages = Array.from({ length: count }, (_, index) => ({
    type: "text",
    text: `answer ${index}`,
  }));
  for (const id of conversations) {
    await engine.ask("POST", `/v1/conversations/${id}/messages`, { messages });
  }
}

/** One line's token expires in the middle; it stops, until somebody mends it. */
export async function loseAToken({ sim, engine, lines: [line] }: World): Promise<void> {
  const path = `/v1/lines/${line!.phoneNumberId}`;
  sim.faults.inject({ kind: "expire_token" }, { phoneNumberId: line!.phoneNumberId });
  const sending = async () =>
    ((await engine.ask("GET", path)) as { sending: { state: string; code: number } }).sending;
  await expect
    .poll(sending, { timeout: 600_000, interval: 100 })
    .toMatchObject({ state: "stopped", code: 190 });
  sim.tokens.renew(line!.accessToken);
  await engine.ask("POST", `${path}/resume`, {});
}

export async function untilCalm({ sim, engine }: World): Promise<void> {
  const depth = async () => {
    const { queued, inFlight } = await engine.store.sendDepth();
    return queued + inFlight;
  };
  await expect.poll(depth, { timeout: 600_000, interval: 200 }).toBe(0);
  await sim.settle(120_000);
  const waiting = async () => (await engine.store.depth()).waitingEntries;
  await expect.poll(waiting, { timeout: 600_000, interval: 50 }).toBe(0);
}

/** What we sent: each send with its message, in order, conversation by conversation. */
export async function ourSends({ engine }: World, conversations: readonly string[]) {
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
