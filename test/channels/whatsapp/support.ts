import { createHmac } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";

const folder = new URL("../../fixtures/whatsapp/", import.meta.url);

export const fixtureNames: string[] = readdirSync(folder)
  .map((file) => file.replace(/\.json$/, ""))
  .toSorted();

export function fixture(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`${name}.json`, folder), "utf8")) as unknown;
}

/** A webhook body of one change of the fixtures' line. */
export function bodyOf(
  field: string,
  members: Record<string, unknown>,
  entry: Record<string, unknown> = {},
): Record<string, unknown> {
  const value = {
    messaging_product: "whatsapp",
    metadata: { display_phone_number: "525550000001", phone_number_id: "200000000000000001" },
    ...members,
  };
  return {
    object: "whatsapp_business_account",
    entry: [{ id: "300000000000000001", ...entry, changes: [{ field, value }] }],
  };
}

/** A text message of a phone-only contact, to be changed by the test. */
export function textMessage(members: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    from: "525511110001",
    id: "wamid.A",
    timestamp: "1794841445",
    type: "text",
    text: { body: "Hola" },
    ...members,
  };
}

/** The header Meta would send with these bytes. */
export function sign(body: Buffer, secret: string): string {
  return `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;
}

/** JSON as Meta is said to write it: everything above U+007F escaped, lower-case hex. */
export function escaped(json: string): string {
  return json.replace(
    /[\u0080-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
