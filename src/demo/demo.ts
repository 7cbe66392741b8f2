import { setTimeout as sleep } from "node:timers/promises";
import { randomBytes } from "node:crypto";
import type { ComposeOptions } from "../compose.ts";
import type { Log } from "../log.ts";
import { createSimulator, type Simulator } from "../simulator/simulator.ts";
import { answerWhenWritten } from "./answers.ts";
import { createClient, type DemoClient } from "./client.ts";
import { createNarrator } from "./narrator.ts";
import { startReceiver } from "./receiver.ts";
import { castOf, DEMO_LINE, DEMO_TEMPLATES, playStory } from "./story.ts";

/** The outside of the demo. It stands before the engine does, because the engine is told where its WhatsApp is. */
export interface Demo {
  /** What it changes in the composition: its own WhatsApp, receivers on this machine, and a narrator. */
  composition: Pick<ComposeOptions, "whatsapp" | "graphUrl" | "endpointAllow" | "onCommitted">;
  /**
   * Plays the story against the running engine, through its public doors only: signed webhooks in Meta's own format, and the HTTP API.
   * Returns at once; `close` ends it at any moment.
   */
  play(options: PlayOptions): Promise<{ close(): Promise<void> }>;
  close(): Promise<void>;
}

export interface PlayOptions {
  url: string;
  token: string;
}

export async function openDemo(log: Log): Promise<Demo> {
  const tell = (sentence: string): void => log.info(`[outside] ${sentence}`);
  const appSecret = randomBytes(16).toString("hex");
  const simulator = await createSimulator({
    runId: Date.now().toString(36),
    clock: { startAt: Date.now(), realTime: true },
    appSecret,
  });
  return {
    composition: {
      whatsapp: { appSecrets: [appSecret], verifyToken: randomBytes(16).toString("hex") },
      graphUrl: simulator.graphUrl,
      endpointAllow: ["127.0.0.0/8"],
      onCommitted: createNarrator(log),
    },
    async play({ url, token }) {
      const ending = new AbortController();
      const { signal } = ending;
      const receiver = await startReceiver(tell);
      simulator.connect(`${url}/webhooks/whatsapp`);
      const playing = playAll({
        simulator,
        receiver,
        client: createClient(url, token),
        tell,
        signal,
      }).catch((err: unknown) => {
        if (!signal.aborted) log.error({ err }, "The demo broke off; the engine goes on");
      });
      return {
        async close() {
          ending.abort();
          await playing;
          await receiver.close();
        },
      };
    },
    close: () => simulator.close(),
  };
}

interface Parts {
  simulator: Simulator;
  receiver: { url: string; trust(secret: string): void };
  client: DemoClient;
  tell: (sentence: string) => void;
  signal: AbortSignal;
}

/** The story first; then a line with WhatsApp's own windows, and people who answer, for whoever wants to try the API out. */
async function playAll({ simulator, receiver, client, tell, signal }: Parts): Promise<void> {
  const line = simulator.line(DEMO_LINE.id, DEMO_LINE.displayPhoneNumber, DEMO_LINE.wabaId);
  for (const template of DEMO_TEMPLATES) line.addsTemplate(template);
  const people = castOf(simulator);
  await prepare(client, receiver, line.accessToken);
  await playStory({
    ...people,
    line,
    tell,
    agentCloses: (contact) => closeBy(client, contact.profile.name ?? ""),
    pause: (ms) => sleep(ms, undefined, { signal }),
  });
  await putLine(client, line.accessToken, {});
  tell(
    "The windows of this line last 24 hours now, and whoever is written to answers: docs/api.md shows what to try.",
  );
  const contacts = Object.values(people);
  await Promise.all(contacts.map((contact) => answerWhenWritten(contact, line, signal)));
}

/** Registers line and endpoint. Whatever an earlier run left open is closed, so that the story can begin. */
async function prepare(
  client: DemoClient,
  receiver: { url: string; trust(secret: string): void },
  accessToken: string,
): Promise<void> {
  const { id, windowMs, closingLeadMs } = DEMO_LINE;
  await putLine(client, accessToken, { windowMs, closingLeadMs });
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

function putLine(client: DemoClient, accessToken: string, settings: object) {
  const { id, name, displayPhoneNumber, wabaId } = DEMO_LINE;
  const body = { name, displayPhoneNumber, wabaId, accessToken, settings };
  return client.put(`/v1/lines/${id}`, body);
}
