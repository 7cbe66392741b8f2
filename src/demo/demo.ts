import { setTimeout as sleep } from "node:timers/promises";
import { randomBytes } from "node:crypto";
import type { ComposeOptions } from "../compose.ts";
import type { Log } from "../log.ts";
import type { SimulatedLine } from "../simulator/line.ts";
import { createSimulator, type Simulator } from "../simulator/simulator.ts";
import { answerInTurn, answerWhenWritten } from "./answers.ts";
import { createClient, type DemoClient } from "./client.ts";
import { closeBy, closeLeftOvers, putEndpoint, putLines, type DemoReceiver } from "./desk.ts";
import { loadFlows } from "./flows.ts";
import { DEMO_LINE, COUNTER_LINE, SALES_LINE, SHORT_WINDOWS } from "./lines.ts";
import { createNarrator } from "./narrator.ts";
import { startReceiver } from "./receiver.ts";
import { castOf, DEMO_TEMPLATES, playStory } from "./story.ts";

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
  const flows = new Map<string, string>();
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
      onCommitted: createNarrator(log, flows),
    },
    async play({ url, token }) {
      const ending = new AbortController();
      const { signal } = ending;
      const receiver = await startReceiver(tell);
      simulator.connect(`${url}/webhooks/whatsapp`);
      const playing = playAll({
        simulator,
        receiver,
        client: createClient(url, { token, signal }),
        flows,
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
  receiver: DemoReceiver;
  client: DemoClient;
  /** The examples by the ids of their flows, for the narrator. */
  flows: Map<string, string>;
  tell: (sentence: string) => void;
  signal: AbortSignal;
}

/** The story first; then lines with WhatsApp's own windows, and people who answer, for whoever wants to try the API out. */
async function playAll({ simulator, receiver, client, flows, tell, signal }: Parts): Promise<void> {
  const [demo, sales, counter] = [DEMO_LINE, SALES_LINE, COUNTER_LINE].map((line) =>
    simulator.line(line.id, line.displayPhoneNumber, line.wabaId),
  ) as [SimulatedLine, SimulatedLine, SimulatedLine];
  for (const template of DEMO_TEMPLATES) demo.addsTemplate(template);
  const people = castOf(simulator);
  await putLines(client, [demo, sales, counter], SHORT_WINDOWS);
  await putEndpoint(client, receiver);
  await closeLeftOvers(client, tell);
  for (const [id, file] of await loadFlows(client, { isShortened: true })) flows.set(id, file);
  tell("The three flows of examples/automations are on; what they wait for lasts seconds.");
  const talks = new AbortController();
  const talking: Promise<void>[] = [];
  await playStory({
    ...people,
    demo,
    sales,
    counter,
    tell,
    agentCloses: (contact) => closeBy(client, contact.profile.name ?? ""),
    answers: (contact, line, answers) => {
      const until = AbortSignal.any([signal, talks.signal]);
      talking.push(answerInTurn(contact, line, { answers, signal: until }).catch(() => {}));
    },
    pause: (ms) => sleep(ms, undefined, { signal }),
  });
  talks.abort();
  await Promise.all(talking);
  await putLines(client, [demo, sales, counter], {});
  await loadFlows(client, { isShortened: false });
  tell(
    "The windows of these lines last 24 hours now, flows wait as long as they are written to, and whoever is written to answers: docs/api.md and docs/automations.md show what to try.",
  );
  await Promise.all([
    answerWhenWritten(people.ana, demo, signal),
    answerWhenWritten(people.bruno, sales, signal),
    answerWhenWritten(people.carla, counter, signal),
  ]);
}
