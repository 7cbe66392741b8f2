import type { IncomingMessage, ServerResponse } from "node:http";
import type { JsonObject } from "../payloads/json.ts";
import { GraphFailure, type Reply } from "./graph-error.ts";

/** The whole body, or undefined when the caller broke off or sent more than `maxBytes`. */
export async function readBody(
  request: IncomingMessage,
  maxBytes: number,
): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      bytes += chunk.byteLength;
      if (bytes > maxBytes) return undefined;
      chunks.push(chunk);
    }
  } catch {
    return undefined;
  }
  return Buffer.concat(chunks);
}

/** @throws GraphFailure 100 when the body is no JSON object. */
export function parseJson(body: Buffer): JsonObject {
  try {
    const parsed: unknown = JSON.parse(body.toString("utf8"));
    if (typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)) {
      return parsed as JsonObject;
    }
  } catch {
    // Said below: Meta makes no difference between broken JSON and the wrong kind of it.
  }
  throw new GraphFailure(100, "The body is not a JSON object.");
}

/** Writes a reply. Does nothing if the caller has gone. */
export function sendReply(response: ServerResponse, reply: Reply): void {
  if (response.destroyed) return;
  const { body } = reply;
  const isRaw = typeof body === "string" || Buffer.isBuffer(body);
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(isRaw ? body : JSON.stringify(body));
  response.writeHead(reply.status, {
    "content-type": isRaw ? "text/html" : "application/json; charset=UTF-8",
    "content-length": bytes.byteLength,
    ...reply.headers,
  });
  response.end(bytes);
}
