import type { Contact } from "../../../src/simulator/contact.ts";
import type { SimulatedLine } from "../../../src/simulator/line.ts";
import { createSimulator, type Simulator } from "../../../src/simulator/simulator.ts";
import type { WebhookOptions } from "../../../src/simulator/webhooks/options.ts";
import { createReceiver, type Receiver } from "../../support/receiver.ts";
import { createClient, type Client } from "./client.ts";

const ADMIN_TOKEN = "token-of-the-administrator-of-the-test";
const APP_SECRET = "app-secret-of-the-test";

/** Settings of a start for real traffic: no demo plays. */
export const REAL = {
  WHATSAPP_APP_SECRET: APP_SECRET,
  WHATSAPP_VERIFY_TOKEN: "verify-token-of-the-test",
  ADMIN_TOKEN,
  ENDPOINT_ALLOW: "127.0.0.0/8",
  PORT: "0",
} as const;

/** A Redis that is away, for tests that need none: nobody listens on port 1. */
export const NO_REDIS = { REDIS_URL: "redis://127.0.0.1:1" } as const;

const LINE = "100000000000001";
export const TRIGGER = "conversation.started_by_contact";

/** What is outside of a running program: WhatsApp with a line and a person, a customer's endpoint, a caller of the API. */
export interface Outside extends AsyncDisposable {
  readonly simulator: Simulator;
  readonly line: SimulatedLine;
  readonly ana: Contact;
  readonly inbox: Receiver;
  readonly client: Client;
  /** Registers line and endpoint with the program at this address, and lets webhooks go there. */
  meet(url: string): Promise<void>;
}

/** Retries follow within a second, as Meta's first ones do. */
export async function createOutside(
  webhooks: Omit<WebhookOptions, "url" | "appSecret" | "seed"> = {},
): Promise<Outside> {
  const simulator = await createSimulator({
    clock: { realTime: true },
    appSecret: APP_SECRET,
    webhooks: { retry: { delaysMs: [100, 500] }, ...webhooks },
  });
  const inbox = await createReceiver();
  let address = "";
  const client = createClient(() => address, ADMIN_TOKEN);
  return {
    simulator,
    line: simulator.line(LINE, "525550000001", "200000000000001"),
    ana: simulator.contact({ waId: "5215550000101", name: "Ana" }),
    inbox,
    client,
    async meet(url) {
      address = url;
      simulator.connect(`${url}/webhooks/whatsapp`);
      await client.insist({
        method: "PUT",
        path: `/v1/lines/${LINE}`,
        body: { name: "Ventas", displayPhoneNumber: "+525550000001", wabaId: "200000000000001" },
      });
      const { body } = await client.insist({ path: "/v1/endpoints" });
      if (body.items.length > 0) return;
      await client.insist({
        method: "POST",
        path: "/v1/endpoints",
        body: { url: `${inbox.origin}/`, events: [TRIGGER] },
      });
    },
    async [Symbol.asyncDispose]() {
      await simulator.close();
      await inbox.close();
    },
  };
}
