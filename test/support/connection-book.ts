import type { Socket } from "node:net";

/** Numbers connections in the order they were accepted and knows which are open. */
export function createConnectionBook() {
  const numbers = new Map<string, number>();
  const open = new Set<Socket>();
  let accepted = 0;
  // A TLS request's socket is not the accepted one, but both name the same peer.
  const peerOf = (socket: Socket) => `${socket.remoteAddress} ${socket.remotePort}`;
  return {
    get accepted() {
      return accepted;
    },
    get open() {
      return open.size;
    },
    accept: (socket: Socket) => {
      numbers.set(peerOf(socket), ++accepted);
      open.add(socket);
      socket.on("close", () => open.delete(socket));
    },
    numberOf: (socket: Socket) => numbers.get(peerOf(socket)) ?? 0,
    cutAll() {
      for (const socket of open) socket.destroy();
    },
  };
}
