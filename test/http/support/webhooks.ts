import { signature } from "../../../src/simulator/webhooks/sign.ts";
import { LINE, T0 } from "../../support/builders.ts";

export const APP_SECRET = "the app's own secret";

/** A message in Meta's form. */
export function textMessage(
  id: string,
  changes: { from?: string; body?: string; at?: number } = {},
) {
  const { from = "5511987654321", body = `text of ${id}`, at = T0 } = changes;
  return { from, id, timestamp: String(Math.floor(at / 1_000)), type: "text", text: { body } };
}

export function status(id: string, word: string, to = "5511987654321") {
  const timestamp = String(Math.floor(T0 / 1_000));
  return { id, status: word, timestamp, recipient_id: to };
}

/** A webhook of one line with any items. */
export function webhook(
  items: { messages?: unknown[]; statuses?: unknown[] },
  lineId: string = LINE,
): Record<string, unknown> {
  const metadata = { display_phone_number: "551140000001", phone_number_id: lineId };
  const contacts = [{ profile: { name: "Ana Souza" }, wa_id: "5511987654321" }];
  const value = { messaging_product: "whatsapp", metadata, contacts, ...items };
  return {
    object: "whatsapp_business_account",
    entry: [{ id: "300000000000001", changes: [{ field: "messages", value }] }],
  };
}

/** A webhook about a message that somebody sent from the phone app. */
export function echo(id: string, to = "5511987654321"): Record<string, unknown> {
  const metadata = { display_phone_number: "551140000001", phone_number_id: LINE };
  const message = { ...textMessage(id, { from: "551140000001" }), to };
  const value = { messaging_product: "whatsapp", metadata, message_echoes: [message] };
  return {
    object: "whatsapp_business_account",
    entry: [{ id: "300000000000001", changes: [{ field: "smb_message_echoes", value }] }],
  };
}

/** The request that Meta would make with these bytes. */
export function signed(body: unknown, secret: string = APP_SECRET) {
  const payload = Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body));
  return {
    method: "POST",
    url: "/webhooks/whatsapp",
    headers: {
      "content-type": "application/json",
      "x-hub-signature-256": signature(payload, secret),
    },
    payload,
  } as const;
}
