import { envelope } from "../../src/simulator/payloads/envelope.ts";
import { echoUpdate } from "../../src/simulator/payloads/coexistence.ts";
import { text } from "../../src/simulator/payloads/content.ts";
import type { Identity } from "../../src/simulator/payloads/identity.ts";
import { messageUpdate } from "../../src/simulator/payloads/message.ts";
import { statusUpdate, type StatusName } from "../../src/simulator/payloads/status.ts";
import type { Update } from "../../src/simulator/payloads/update.ts";
import { encodeBody, signature } from "../../src/simulator/webhooks/sign.ts";
import { APP_SECRET, LINE } from "./line.ts";

/** Bodies of about 940 bytes: the size the anchors of product.md were measured with. */
const TEXT =
  "Good morning, is the blue one still there, and could you send it to me by Friday? ".repeat(5);

function personOf(contact: number): Identity {
  const number = String(contact).padStart(7, "0");
  return { name: `Contact ${number}`, waId: `1555${number}`, userId: `US.${number}` };
}

/** A message by its contact and a serial that is unique in the run; its id is about as long as WhatsApp's. */
export interface Sent {
  run: string;
  contact: number;
  serial: number;
}

export function wamidOf({ run, contact, serial }: Sent): string {
  return `wamid.HBgNMTU1NTEyMzQ1NjcVAgAS-${run}-${contact}-${serial}`;
}

export function aMessage(sent: Sent, at: number, body = TEXT): Update {
  return messageUpdate({
    line: LINE,
    from: personOf(sent.contact),
    id: wamidOf(sent),
    at,
    content: text(`${sent.serial}: ${body}`),
  });
}

export function aStatus(sent: Sent, status: StatusName, at: number): Update {
  return statusUpdate({ line: LINE, id: wamidOf(sent), status, at, to: personOf(sent.contact) });
}

/** A signed webhook as the bytes of a whole HTTP request, so that nothing is left to do while load is made. */
export function requestOf(updates: Update[]): Buffer {
  const body = encodeBody(envelope(updates, { join: true }), true);
  const head = [
    "POST /webhooks/whatsapp HTTP/1.1",
    "Host: 127.0.0.1",
    "Content-Type: application/json",
    `X-Hub-Signature-256: ${signature(body, APP_SECRET)}`,
    `Content-Length: ${body.byteLength}`,
    "",
    "",
  ].join("\r\n");
  return Buffer.concat([Buffer.from(head), body]);
}

/** A message that the business sent from its phone app: how a conversation gets a message that can have a status. */
export function anEcho(sent: Sent, at: number): Update {
  return echoUpdate({
    line: LINE,
    to: personOf(sent.contact),
    id: wamidOf(sent),
    at,
    content: text(`${sent.serial}: ${TEXT}`),
  });
}
