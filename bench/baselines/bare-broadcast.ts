import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { monotonicMs } from "../support/clock.ts";

/*
 * The least that a live stream can do: whoever connects gets every message, the same bytes for all, with no store, order or rights behind it.
 * The parent asks by IPC for one with `{seq, data}`, and is told when it was about to be written.
 */

const readers = new Set<ServerResponse>();

const server = createServer((_request, response) => {
  response.writeHead(200, { "content-type": "text/event-stream" });
  response.write("id: 0\nevent: stream.started\ndata: {}\n\n");
  readers.add(response);
  response.on("close", () => readers.delete(response));
});

process.on("message", ({ seq, data }: { seq: number; data: string }) => {
  const frame = Buffer.from(`id: ${seq}\nevent: message.received\ndata: ${data}\n\n`);
  const at = monotonicMs();
  for (const reader of readers) reader.write(frame);
  process.send?.([seq, at]);
});

server.listen(0, "127.0.0.1", () => {
  console.log(`ready at http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
