import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { BSON } from "mongodb";

/** A command on its way to the server. */
export interface WireCommand {
  /** `insert`, `update`, `find`, ... */
  name: string;
  collection: string;
}

/**
 * - pass: nothing happens to it
 * - loseRequest: the connection breaks before the server sees it
 * - loseAnswer: the connection breaks after the server did it, before the answer arrives
 * - hang: the server does it, and the connection stays, silent for ever
 */
export type Treatment = "pass" | "loseRequest" | "loseAnswer" | "hang";

export interface Forwarder extends AsyncDisposable {
  host: string;
  /** Asked for every command that reads or writes data, which waits for the answer. Takes effect at once. */
  treat: (command: WireCommand) => Treatment | Promise<Treatment>;
  /** Breaks every connection and refuses new ones, or takes them again. */
  setOpen(open: boolean): void;
}

const HEADER_BYTES = 16;
const OP_MSG = 2013;
const DATA_COMMANDS = new Set(["insert", "update", "delete", "find", "findAndModify", "aggregate"]);

/** Stands between a client and a MongoDB server, understands where commands begin and end, and lets some of them fail. */
export async function startForwarder(serverUrl: string): Promise<Forwarder> {
  const { hostname, port } = new URL(serverUrl);
  const sockets = new Set<Socket>();
  let isOpen = true;
  const server = createServer((client) => {
    if (!isOpen) {
      client.destroy();
      return;
    }
    const upstream = connect(Number(port), hostname);
    const both = [client, upstream];
    const breakOff = (): void => both.forEach((socket) => socket.destroy());
    for (const socket of both) {
      sockets.add(socket);
      socket.on("error", breakOff);
      socket.on("close", () => {
        sockets.delete(socket);
        breakOff();
      });
    }
    forward({ client, upstream, breakOff, treat: (command) => forwarder.treat(command) });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");

  const forwarder: Forwarder = {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    treat: () => "pass",
    setOpen(open) {
      isOpen = open;
      if (!open) for (const socket of sockets) socket.destroy();
    },
    async [Symbol.asyncDispose]() {
      forwarder.setOpen(false);
      server.close();
      await once(server, "close");
    },
  };
  return forwarder;
}

function forward(line: {
  client: Socket;
  upstream: Socket;
  breakOff: () => void;
  treat: Forwarder["treat"];
}): void {
  const { client, upstream, breakOff, treat } = line;
  /** Ids of requests whose answers shall not arrive, with what happens then. */
  const doomed = new Map<number, "loseAnswer" | "hang">();
  client.on(
    "data",
    messages(async (message) => {
      const command = commandOf(message);
      // A client asks nothing more on a connection before it has its answer, so the order is kept.
      const treatment = command === null ? "pass" : await treat(command);
      if (treatment === "loseRequest") {
        breakOff();
        return;
      }
      if (treatment !== "pass") doomed.set(message.readInt32LE(4), treatment);
      upstream.write(message);
    }),
  );
  upstream.on(
    "data",
    messages((message) => {
      const fate = doomed.get(message.readInt32LE(8));
      if (fate === undefined) client.write(message);
      else if (fate === "loseAnswer") breakOff();
    }),
  );
}

/** Cuts a stream of bytes into messages: each begins with its length. */
function messages(take: (message: Buffer) => void | Promise<void>): (chunk: Buffer) => void {
  let rest = Buffer.alloc(0);
  return (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length >= 4 && rest.length >= rest.readInt32LE(0)) {
      const length = rest.readInt32LE(0);
      const message = rest.subarray(0, length);
      rest = rest.subarray(length);
      void take(message);
    }
  };
}

/** Null for what has nothing to do with data, such as the driver's look whether the server is there. */
function commandOf(message: Buffer): WireCommand | null {
  if (message.readInt32LE(12) !== OP_MSG) return null;
  // The flags, then the kind of the first section, which holds the command itself.
  const start = HEADER_BYTES + 5;
  const length = message.readInt32LE(start);
  const body = BSON.deserialize(message.subarray(start, start + length));
  const [name, collection] = Object.entries(body)[0] ?? [];
  if (name === undefined || !DATA_COMMANDS.has(name)) return null;
  return { name, collection: String(collection) };
}
