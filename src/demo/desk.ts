import type { SimulatedLine } from "../simulator/line.ts";
import type { DemoClient } from "./client.ts";
import { DEMO_LINE, DEMO_LINES } from "./lines.ts";

/** Takes deliveries, and judges them by the secret that its endpoint was given. */
export interface DemoReceiver {
  url: string;
  trust(secret: string): void;
}

/** Registers the receiver, instead of that of an earlier run, which has another address. */
export async function putEndpoint(client: DemoClient, receiver: DemoReceiver): Promise<void> {
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
}

/** Whatever an earlier run left open is closed, so that the story can begin. */
export async function closeLeftOvers(
  client: DemoClient,
  tell: (sentence: string) => void,
): Promise<void> {
  const { items } = await client.get("/v1/conversations?status=open&limit=100");
  const conversations = items as { id: string }[];
  if (conversations.length > 0) {
    tell("The story is played anew: conversations that are still open are closed first.");
  }
  for (const conversation of conversations) {
    await client.post(`/v1/conversations/${conversation.id}/close`, {
      description: "Left over from the last demo",
    });
  }
}

/** An agent closes the conversation with somebody on the line of the story; nothing happens if it is closed. */
export async function closeBy(client: DemoClient, name: string): Promise<void> {
  const { items: conversations } = await client.get(
    `/v1/conversations?status=open&line=${DEMO_LINE.id}`,
  );
  const theirs = (conversations as { id: string; contact: { name: string } }[]).find(
    ({ contact }) => contact.name === name,
  );
  if (theirs === undefined) return;
  await client.post(`/v1/conversations/${theirs.id}/close`, { description: "Pedido tomado" });
}

/** Registers the lines of the demo, with the tokens that the simulated WhatsApp takes. */
export async function putLines(
  client: DemoClient,
  simulated: readonly SimulatedLine[],
  settings: object,
): Promise<void> {
  for (const [index, { id, name, displayPhoneNumber, wabaId }] of DEMO_LINES.entries()) {
    const accessToken = simulated[index]?.accessToken;
    const body = { name, displayPhoneNumber, wabaId, accessToken, settings };
    await client.put(`/v1/lines/${id}`, body);
  }
}
