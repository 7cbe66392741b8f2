import { once } from "node:events";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { EICAR } from "../support/sample-files.ts";

/** How the next file is answered. */
export type ClamdMood =
  | "honest"
  /** Takes the file and says nothing. */
  | "silent"
  /** Hangs up in the middle of a file. */
  | "hangs-up"
  /** Says what no clamd says. */
  | "garbled"
  /** As clamd does when it has no memory. */
  | "failing";

/** A server that speaks clamd's INSTREAM, strictly, and knows one virus: the EICAR test file, wherever it stands in a file. */
export interface ClamdServer extends AsyncDisposable {
  /** `127.0.0.1:<port>` */
  readonly address: string;
  mood: ClamdMood;
  /** Sizes of the files that arrived whole. */
  readonly scanned: number[];
}

const COMMAND = "zINSTREAM\0";

/** Files larger than `bytesMax` are refused as clamd refuses them: it says so at once, and hangs up. */
export async function startClamdServer({ bytesMax = 200_000_000 } = {}): Promise<ClamdServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
    void serve(socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const clamd: ClamdServer = {
    address: `127.0.0.1:${port}`,
    mood: "honest",
    scanned: [],
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };

  async function serve(socket: Socket): Promise<void> {
    const file = await fileOf(socket, bytesMax).catch(() => null);
    if (file === null) return void socket.end("UNKNOWN COMMAND\0");
    if (file === "too_large") return void socket.end("INSTREAM size limit exceeded. ERROR\0");
    clamd.scanned.push(file.byteLength);
    switch (clamd.mood) {
      case "honest":
        socket.end(file.includes(EICAR) ? "stream: Eicar-Test-Signature FOUND\0" : "stream: OK\0");
        return;
      case "silent":
        return;
      case "hangs-up":
        return void socket.destroy();
      case "garbled":
        return void socket.end("HTTP/1.1 400 Bad Request\r\n\r\n");
      case "failing":
        return void socket.end("stream: Can't allocate memory ERROR\0");
    }
  }
  return clamd;
}

/** Rejects when the other side does not keep to the protocol. */
async function fileOf(socket: Socket, bytesMax: number): Promise<Buffer | "too_large"> {
  let waiting = Buffer.alloc(0);
  const pieces: Buffer[] = [];
  let isCommanded = false;
  let bytes = 0;
  for await (const data of socket.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    waiting = Buffer.concat([waiting, data]);
    if (!isCommanded) {
      if (waiting.byteLength < COMMAND.length) continue;
      if (waiting.subarray(0, COMMAND.length).toString("latin1") !== COMMAND) break;
      isCommanded = true;
      waiting = waiting.subarray(COMMAND.length);
    }
    while (waiting.byteLength >= 4 && waiting.byteLength >= 4 + waiting.readUInt32BE()) {
      const length = waiting.readUInt32BE();
      if (length === 0) return Buffer.concat(pieces);
      bytes += length;
      if (bytes > bytesMax) return "too_large";
      pieces.push(waiting.subarray(4, 4 + length));
      waiting = waiting.subarray(4 + length);
    }
  }
  throw new Error("this is not INSTREAM");
}
