import { createHmac } from "node:crypto";
import type { JsonObject } from "../payloads/json.ts";

/** `X-Hub-Signature-256` of a body: HMAC-SHA256 over its raw bytes with the app's secret (section 6). */
export function signature(body: Buffer, appSecret: string): string {
  return `sha256=${createHmac("sha256", appSecret).update(body).digest("hex")}`;
}

/**
 * The bytes of a body. Escaped is what Meta is believed to send: everything above U+007F as
 * `\uXXXX` in lower case, and slashes as `\/`. A receiver that parses and serialises again before it
 * verifies gets other bytes and another signature.
 */
export function encodeBody(body: JsonObject, escaped: boolean): Buffer {
  const json = JSON.stringify(body);
  return Buffer.from(escaped ? escape(json) : json, "utf8");
}

function escape(json: string): string {
  return json
    .replaceAll("/", String.raw`\/`)
    .replaceAll(
      /[\u0080-\uffff]/g,
      (unit) => String.raw`\u` + unit.charCodeAt(0).toString(16).padStart(4, "0"),
    );
}
