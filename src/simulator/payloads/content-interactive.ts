import type { Content } from "./content.ts";
import { compact, unixSeconds, type JsonObject } from "./json.ts";

/** `interactive` / `button_reply`: a tap on a reply button. The caller adds the `context` rider. */
export function buttonReply(id: string, title: string): Content {
  return interactive("button_reply", { id, title });
}

/** `interactive` / `list_reply`: a choice from a list. */
export function listReply(id: string, title: string, description?: string): Content {
  return interactive("list_reply", compact({ id, title, description }));
}

/**
 * `interactive` / `nfm_reply`: a completed flow or another native form. `responseJson` is a string
 * and may be absent or not JSON at all (section 2).
 */
export function nfmReply(responseJson?: string, name = "flow"): Content {
  return interactive("nfm_reply", compact({ name, body: "Sent", response_json: responseJson }));
}

/** `interactive` / `call_permission_reply`; `expiresAt` (epoch ms) travels as a JSON number of seconds. */
export function callPermissionReply(
  response: "accept" | "reject",
  expiresAt?: number,
  source: "user_action" | "automatic" = "user_action",
): Content {
  return interactive(
    "call_permission_reply",
    compact({
      response,
      expiration_timestamp: expiresAt === undefined ? undefined : unixSeconds(expiresAt),
      response_source: source,
    }),
  );
}

/**
 * `interactive` / `product`: documented in August 2026 without members we could see (section 15,
 * point 8). What is inside is therefore made up; a parser must treat it as an unknown interactive.
 */
export function productReply(catalogId: string, productRetailerId: string): Content {
  return interactive("product", {
    catalog_id: catalogId,
    product_retailer_id: productRetailerId,
  });
}

/** `button`: a tap on a template's quick reply. `payload` is absent in old webhooks. */
export function templateButton(label: string, payload?: string): Content {
  return { type: "button", button: compact({ payload, text: label }) };
}

function interactive(kind: string, members: JsonObject): Content {
  return { type: "interactive", interactive: { type: kind, [kind]: members } };
}
