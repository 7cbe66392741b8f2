import type { JsonObject } from "../payloads/json.ts";
import type { LineRef } from "../payloads/update.ts";
import type { Fault, Route } from "./faults.ts";
import { GraphFailure, type Reply } from "./graph-error.ts";
import { parseJson } from "./http.ts";
import { downloadMedia, mediaInfo, uploadMedia } from "./media-routes.ts";
import { sendMessage, type SendResult } from "./send-message.ts";
import { listTemplates } from "./templates.ts";
import type { World } from "./world.ts";

/** One call to the fake API, read and taken apart. */
export interface Call {
  method: string;
  url: URL;
  route: Route | undefined;
  /** The node the call is about: a phone number, account or media id. */
  id: string;
  authorization: string | undefined;
  contentType: string;
  body: Buffer;
}

const edges: Record<string, Route> = {
  messages: "messages",
  media: "media",
  message_templates: "templates",
  subscribed_apps: "subscribed_apps",
};

/** Which route a path is, and the id in it. `/{version}/{id}[/{edge}]`; downloads have their own path. */
export function routeOf(world: World, url: URL): { route: Route | undefined; id: string } {
  if (url.pathname === "/whatsapp_business/attachments/") {
    return { route: "media", id: url.searchParams.get("mid") ?? "" };
  }
  const [version = "", id = "", edge, ...rest] = url.pathname.split("/").slice(1);
  const isPath = /^v\d+\.\d+$/.test(version) && /^\w+$/.test(id) && rest.length === 0;
  if (!isPath) return { route: undefined, id };
  if (edge !== undefined) return { route: edges[edge], id };
  return { route: world.lines.has(id) ? "phone_number" : "media", id };
}

/** Answers a call. @throws GraphFailure for whatever Meta refuses. */
export async function handle(
  world: World,
  call: Call,
  fault: Fault | undefined,
): Promise<SendResult> {
  const { route } = call;
  if (route === undefined) throw new GraphFailure(100, "Unknown path components");
  switch (route) {
    case "messages": {
      const line = authorizedLine(world, call);
      if (call.method !== "POST") throw unsupported(call);
      return sendMessage(world, line, parseJson(call.body), fault);
    }
    case "media":
      return { reply: await mediaReply(world, call) };
    case "templates":
      world.tokens.check(call.authorization, call.id);
      if (call.method !== "GET") throw unsupported(call);
      return {
        reply: listTemplates(world.templates, call.id, call.url.searchParams, call.url.href),
      };
    case "subscribed_apps":
      world.tokens.check(call.authorization, call.id);
      return { reply: subscription(world, call) };
    case "phone_number":
      return { reply: { status: 200, body: phoneNumber(authorizedLine(world, call)) } };
  }
}

function authorizedLine(world: World, call: Call): LineRef {
  const line = world.lines.get(call.id);
  world.tokens.check(call.authorization, line?.wabaId);
  if (line === undefined) throw unsupported(call);
  return line;
}

function unsupported({ method, id }: Call): GraphFailure {
  const details = `Unsupported ${method.toLowerCase()} request. Object with ID '${id}' does not exist, cannot be loaded due to missing permissions, or does not support this operation`;
  return new GraphFailure(100, details, 33);
}

async function mediaReply(world: World, call: Call): Promise<Reply> {
  if (call.method === "POST") {
    authorizedLine(world, call);
    return uploadMedia(world.media, call.body, call.contentType);
  }
  world.tokens.check(call.authorization, undefined);
  const key = call.url.searchParams.get("key");
  if (key !== null) return downloadMedia(world.media, key);
  if (call.method !== "DELETE") return mediaInfo(world.media, call.id, call.url.origin);
  world.media.remove(call.id);
  return { status: 200, body: { success: true } };
}

function subscription(world: World, call: Call): Reply {
  if (call.method === "POST") world.subscribed.add(call.id);
  else if (call.method === "DELETE") world.subscribed.delete(call.id);
  else {
    const app = { whatsapp_business_api_data: { id: "900000000000001", name: "Ventana" } };
    return { status: 200, body: { data: world.subscribed.has(call.id) ? [app] : [] } };
  }
  return { status: 200, body: { success: true } };
}

function phoneNumber(line: LineRef): JsonObject {
  return {
    id: line.phoneNumberId,
    display_phone_number: `+${line.displayPhoneNumber}`,
    verified_name: "Ventana",
    quality_rating: "GREEN",
    code_verification_status: "VERIFIED",
    throughput: { level: "STANDARD" },
  };
}
