import { connect, type Socket } from "node:net";

/**
 * An HTTP/1.1 client that does nothing but send prepared bytes and read a status: what the load generator uses of the two cores is
 * taken from what is measured. One request at a time per connection.
 */
export interface RawConnection {
  /** Sends a whole request and resolves with the status of its answer; rejects when the connection ends before. */
  send(request: Buffer): Promise<number>;
  close(): void;
}

const HEAD_END = Buffer.from("\r\n\r\n");

export async function openConnection(port: number): Promise<RawConnection> {
  const socket = await connected(port);
  let waiting: { resolve: (status: number) => void; reject: (error: Error) => void } | null = null;
  let received: Buffer = Buffer.alloc(0);
  let broken: Error | null = null;

  socket.on("data", (chunk) => {
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
    const status = wholeAnswer(received);
    if (status === null) return;
    received = Buffer.alloc(0);
    const asker = waiting;
    waiting = null;
    asker?.resolve(status);
  });
  const fail = (error: Error): void => {
    broken ??= error;
    waiting?.reject(error);
    waiting = null;
  };
  socket.on("error", fail);
  socket.on("close", () => fail(new Error("the connection was closed")));

  return {
    send: (request) =>
      new Promise((resolve, reject) => {
        if (broken !== null) return reject(broken);
        waiting = { resolve, reject };
        socket.write(request);
      }),
    close: () => void socket.destroy(),
  };
}

function connected(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    socket.once("connect", () => {
      socket.off("error", reject);
      resolve(socket);
    });
    socket.once("error", reject);
  });
}

/** The status, when the answer is complete; null while it is not. Answers without a length do not come from our servers. */
function wholeAnswer(bytes: Buffer): number | null {
  const headEnd = bytes.indexOf(HEAD_END);
  if (headEnd < 0) return null;
  const head = bytes.toString("latin1", 0, headEnd);
  const length = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0);
  if (bytes.length < headEnd + HEAD_END.length + length) return null;
  return Number(head.slice(9, 12));
}
