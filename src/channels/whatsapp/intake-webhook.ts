import type { InboundItem } from "../../domain/intake/inbound.ts";
import { parseGuardedJson, type GuardedJson } from "./json-guard.ts";
import { parseWebhook } from "./parse/envelope.ts";
import { verifySignature } from "./signature.ts";

/** One POST to the webhook, as it came over the wire. */
export interface WebhookRequest {
  rawBody: Buffer;
  /** `X-Hub-Signature-256` */
  signature: string | string[] | undefined;
  /** The app's secrets; more than one while a secret is being replaced. */
  secrets: readonly string[];
}

export type WebhookReceipt =
  /** Genuine and read: `items` in the order of the body, to be stored before anybody answers 200. */
  | { kind: "accepted"; items: InboundItem[] }
  | { kind: "bad_signature" }
  | { kind: "bad_body"; reason: Exclude<GuardedJson["kind"], "ok"> };

/**
 * From bytes to items: signature first, so that strangers cannot make us parse; then the guarded parse; then the items.
 * Does nothing but compute. Whatever a genuine body says, it is either a list of items or a `bad_body`; nothing is thrown.
 */
export function receiveWebhook({ rawBody, signature, secrets }: WebhookRequest): WebhookReceipt {
  if (!verifySignature(rawBody, signature, secrets)) return { kind: "bad_signature" };
  const body = parseGuardedJson(rawBody);
  if (body.kind !== "ok") return { kind: "bad_body", reason: body.kind };
  return { kind: "accepted", items: parseWebhook(body.value) };
}
