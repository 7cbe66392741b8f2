import type { IncomingMessage, MessageContext, Referral } from "../../../domain/intake/inbound.ts";
import { readContent } from "./content.ts";
import { readId, readObject, readText, type JsonObject } from "./read.ts";

/** A message of either direction: its content, and what rides on it (WhatsApp section 2, riders). */
export function readMessage(sourceId: string, type: string, message: JsonObject): IncomingMessage {
  return {
    sourceId,
    content: readContent(type, message),
    context: readContext(readObject(message["context"])),
    referral: readReferral(readObject(message["referral"])),
  };
}

/** `context.from` is not read: it is sometimes the number, sometimes its id, and proves no direction. */
function readContext(context: JsonObject | null): MessageContext | null {
  if (context === null) return null;
  const product = readObject(context["referred_product"]);
  return {
    sourceId: readId(context["id"]),
    forwarded: context["forwarded"] === true,
    frequentlyForwarded: context["frequently_forwarded"] === true,
    product:
      product === null
        ? null
        : {
            catalogId: readId(product["catalog_id"]),
            retailerId: readId(product["product_retailer_id"]),
          },
  };
}

function readReferral(referral: JsonObject | null): Referral | null {
  if (referral === null) return null;
  return {
    sourceId: readText(referral["source_id"]),
    sourceType: readText(referral["source_type"]),
    sourceUrl: readText(referral["source_url"]),
    headline: readText(referral["headline"]),
    body: readText(referral["body"]),
    clickId: readText(referral["ctwa_clid"]),
  };
}
