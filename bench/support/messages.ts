import { aMessage, requestOf, wamidOf, type Sent } from "./webhooks.ts";

/** Messages ready to be sent, in the order in which each contact writes them. */
export interface Messages {
  perConnection: Buffer[][];
  count: number;
}

/**
 * `perConnection` messages for each of `connections`, every connection writing for its own share of the contacts, so that the order in which
 * a contact's messages are sent is known.
 */
export function messagesFor(options: {
  run: string;
  connections: number;
  perConnection: number;
  contacts: number;
}): Messages {
  const { run, connections, perConnection, contacts } = options;
  const at = Date.now();
  const share = Math.max(1, Math.floor(contacts / connections));
  const all = Array.from({ length: connections }, (_, connection) =>
    Array.from({ length: perConnection }, (_, serial) => {
      const contact = connection * share + (serial % share);
      return requestOf([aMessage({ run, contact, serial }, at)]);
    }),
  );
  return { perConnection: all, count: connections * perConnection };
}

/** One message after another from changing contacts, with their ids. */
export function messageStream(options: { run: string; count: number; contacts: number }): {
  requests: Buffer[];
  sourceIds: string[];
} {
  const at = Date.now();
  const sent = Array.from({ length: options.count }, (_, serial): Sent => ({
    run: options.run,
    contact: serial % options.contacts,
    serial,
  }));
  return {
    requests: sent.map((one) => requestOf([aMessage(one, at)])),
    sourceIds: sent.map(wamidOf),
  };
}
