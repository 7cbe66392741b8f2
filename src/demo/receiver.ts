import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createSigner } from "../channels/endpoint/sign.ts";

/** A customer's endpoint as one writes it in an afternoon: checks the signature, and says what came. */
export interface DemoReceiver {
  url: string;
  /** The secret that the API answered when the endpoint was made. */
  trust(secret: string): void;
  close(): Promise<void>;
}

export async function startReceiver(tell: (sentence: string) => void): Promise<DemoReceiver> {
  const sign = createSigner();
  let secrets: string[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = Buffer.concat(chunks);
      const id = String(request.headers["webhook-id"]);
      const sentAt = Number(request.headers["webhook-timestamp"]) * 1_000;
      const expected = secrets.map(
        (secret) => sign({ id, sentAt, body, secrets: [secret] })["webhook-signature"],
      );
      const isGenuine = expected.includes(String(request.headers["webhook-signature"]));
      const { type } = JSON.parse(body.toString()) as { type: string };
      tell(
        `The receiver got ${type}, webhook-id ${id}, signature ${isGenuine ? "valid" : "NOT valid"}.`,
      );
      response.writeHead(isGenuine ? 204 : 401).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    trust: (secret) => {
      secrets = [...secrets, secret];
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
