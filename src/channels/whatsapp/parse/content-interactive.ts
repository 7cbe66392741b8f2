import type { MessageContent } from "../../../domain/conversation/content.ts";
import { parseGuardedJson } from "../json-guard.ts";
import { readId, readObject, readText, readUnixTime, type JsonObject } from "./read.ts";

/** `interactive`: an answer to one of our buttons, lists, forms or permission requests. Null: of a kind we do not know. */
export function readInteractive(body: JsonObject | null): MessageContent | null {
  if (body === null) return null;
  const kind = readText(body["type"]);
  switch (kind) {
    case "button_reply":
      return readReply("button", readObject(body["button_reply"]));
    case "list_reply":
      return readReply("list", readObject(body["list_reply"]));
    case "nfm_reply":
      return readForm(readObject(body["nfm_reply"]));
    case "call_permission_reply":
      return readCallPermission(readObject(body["call_permission_reply"]));
    default:
      return null;
  }
}

/** `button`: a tap on a template's quick reply; old webhooks come without the payload. */
export function readTemplateButton(body: JsonObject | null): MessageContent | null {
  const title = readText(body?.["text"]);
  const id = readText(body?.["payload"]);
  if (title === null && id === null) return null;
  return { type: "reply", via: "template", id, title: title ?? "", description: null };
}

function readReply(via: "button" | "list", body: JsonObject | null): MessageContent | null {
  const id = readText(body?.["id"]);
  const title = readText(body?.["title"]);
  if (body === null || (id === null && title === null)) return null;
  return {
    type: "reply",
    via,
    id,
    title: title ?? "",
    description: readText(body["description"]),
  };
}

function readForm(body: JsonObject | null): MessageContent | null {
  if (body === null) return null;
  const responseText = readText(body["response_json"]);
  return {
    type: "form",
    name: readText(body["name"]),
    body: readText(body["body"]),
    responseText,
    response: responseText === null ? null : readResponse(responseText),
  };
}

/** What the person filled in. It is JSON inside JSON, written outside: the same guard as for whole bodies. */
function readResponse(text: string): Record<string, unknown> | null {
  const parsed = parseGuardedJson(Buffer.from(text));
  return parsed.kind === "ok" ? parsed.value : null;
}

function readCallPermission(body: JsonObject | null): MessageContent | null {
  const response = readText(body?.["response"]);
  if (body === null || response === null) return null;
  return {
    type: "callPermission",
    accepted: response === "accept",
    expiresAt: readUnixTime(body["expiration_timestamp"]),
    source: readId(body["response_source"]),
  };
}
