import { setTimeout as sleep } from "node:timers/promises";
import { randomBytes } from "node:crypto";
import type { ComposeOptions, Engine } from "../compose.ts";
import type { Log } from "../log.ts";
import { createSimulator } from "../simulator/simulator.ts";
import { createClient, type DemoClient } from "./client.ts";
import { createNarrator } from "./narrator.ts";
import { startReceiver } from "./receiver.ts";
import { DEMO_LINE, playStory } from "./story.ts";

const APP_SECRET = randomBytes(16).toString("hex");

/** What the demo changes in the composition: its own WhatsApp, receivers on this machine, and a narrator. */
export function composition(
  log: Log,
): Pick<ComposeOptions, "whatsapp" | "endpointAllow" | "onCommitted"> {
  return {
    whatsapp: { appSecrets: [APP_SECRET], verifyToken: randomBytes(16).toString("hex") },
    endpointAllow: ["127.0.0.0/8"],
    onCommitted: createNarrator(log),
  };
}

export interface PlayOptions {
  engine: Engine;
  url: string;
  token: string;
  log: Log;
}

/**
 * Plays the demo against the running engine, through its public doors only: signed webhooks in Meta's own format, and the HTTP API.
 * Returns at once; `close` ends it at any moment.
 */
export async function play({ url, token, log }: PlayOptions): Promise<{ close(): Promise<void> }> {
  const ending = new AbortController();
  const tell = (sentence: string): void => log.info(`[outside] ${sentence}`);
  const simulator = await createSimulator({
    runId: Date.now().toString(36),
    clock: { startAt: Date.now(), realTime: true },
    appSecret: APP_SECRET,
    webhookUrl: `${url}/webhooks/whatsapp`,
  });
  const receiver = await startReceiver(tell);
  const client = createClient(url, token);
  const line = simulator.line(DEMO_LINE.id, DEMO_LINE.displayPhoneNumber, DEMO_LINE.wabaId);
  const story = prepare(client, receiver)
    .then(() =>
      playStory({
        simulator,
        line,
        tell,
        agentCloses: (contact) => closeBy(client, contact.profile.name ?? ""),
        pause: (ms) => sleep(ms, undefined, { signal: ending.signal }),
      }),
    )
    .catch((err: unknown) => {
      if (!ending.signal.aborted)
        log.error({ err }, "The demo's story broke off; the engine goes on");
    });
  return {
    async close() {
      ending.abort();
      await story;
      await simulator.close();
      await receiver.close();
    },
  };
}

/** Registers line and endpoint. Whatever an earlier run left open is closed, so that the story can begin. */
async function prepare(
  client: DemoClient,
  receiver: { url: string; trust(secret: string): void },
): Promise<void> {
  const { id, name, displayPhoneNumber, wabaId, windowMs, closingLeadMs } = DEMO_LINE;
  await client.put(`/v1/lines/${id}`, {
    name,
    displayPhoneNumber,
    wabaId,
    settings: { windowMs, closingLeadMs },
  });
  const { items: endpoints } = await client.get("/v1/endpoints");
  for (const endpoint of endpoints as { id: string; description: string }[]) {
    if (endpoint.description === "demo") await client.remove(`/v1/endpoints/${endpoint.id}`);
  }
  const made = await client.post("/v1/endpoints", {
    url: receiver.url,
    description: "demo",
    events: ["conversation.started_by_contact"],
  });
  receiver.trust(String(made["secret"]));
  const { items: conversations } = await client.get(
    `/v1/conversations?status=open&line=${id}&limit=100`,
  );
  for (const conversation of conversations as { id: string }[]) {
    await client.post(`/v1/conversations/${conversation.id}/close`, {
      description: "Left over from the last demo",
    });
  }
}

async function closeBy(client: DemoClient, name: string): Promise<void> {
  const { items: conversations } = await client.get(
    `/v1/conversations?status=open&line=${DEMO_LINE.id}`,
  );
  const theirs = (conversations as { id: string; contact: { name: string } }[]).find(
    ({ contact }) => contact.name === name,
  );
  if (theirs === undefined) return;
  await client.post(`/v1/conversations/${theirs.id}/close`, { description: "Pedido tomado" });
}
