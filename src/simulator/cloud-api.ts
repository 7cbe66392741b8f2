import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { Fault } from "./cloud-api/faults.ts";
import { failureReply, GraphFailure, type Reply } from "./cloud-api/graph-error.ts";
import { readBody, sendReply } from "./cloud-api/http.ts";
import { handle, routeOf, type Call } from "./cloud-api/routes.ts";
import type { SendResult } from "./cloud-api/send-message.ts";
import { bearer } from "./cloud-api/tokens.ts";
import type { World } from "./cloud-api/world.ts";

/** The fake Graph API as a real HTTP server. */
export interface CloudApi {
  /** `http://127.0.0.1:12345`: what WHATSAPP_GRAPH_URL is set to. */
  readonly origin: string;
  /** Cuts every connection, held ones too. */
  close(): Promise<void>;
}

export interface CloudApiOptions {
  /** Default 0: a free port. */
  port?: number;
  /** Posts what is queued and waits for the answers; `late_response` answers after it. */
  flushWebhooks: () => Promise<void>;
}

/** Largest body taken: a document of 100 MB in its multipart form. */
const maxBodyBytes = 101_000_000;
const longestWaitForStatusMs = 5_000;

/** Starts the server. Rejects when the port cannot be had. */
export async function createCloudApi(world: World, options: CloudApiOptions): Promise<CloudApi> {
  const server = createServer((request, response) => {
    void serve(world, options, request, response).catch(() => response.destroy());
  });
  // A caller that breaks off is the caller's outcome, not an error of the server.
  server.on("clientError", (_error, socket) => socket.destroy());
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Fault before, answer, fault after. */
async function serve(
  world: World,
  options: CloudApiOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? "/", `http://${request.headers.host ?? "127.0.0.1"}`);
  const target = routeOf(world, url);
  const { route } = target;
  const fault = route === undefined ? undefined : world.faults.draw({ route, id: target.id });
  if (fault?.kind === "refuse") return void request.socket.resetAndDestroy();
  const body = await readBody(request, maxBodyBytes);
  if (body === undefined) return void response.destroy();
  const call: Call = {
    ...target,
    method: request.method ?? "GET",
    url,
    authorization: request.headers.authorization,
    contentType: request.headers["content-type"] ?? "",
    body,
  };
  if (fault?.kind === "hang") return;
  const { reply } = await answer(world, call, fault);
  await play(options, reply, fault, response);
}

async function answer(world: World, call: Call, fault: Fault | undefined): Promise<SendResult> {
  try {
    if (fault?.kind === "http") return { reply: bareReply(fault) };
    if (fault?.kind === "error") throw new GraphFailure(fault.code);
    if (fault?.kind === "expire_token") world.tokens.expire(bearer(call.authorization) ?? "");
    return await handle(world, call, fault);
  } catch (error) {
    if (!(error instanceof GraphFailure)) throw error;
    return { reply: failureReply(error, world.ids.traceId()) };
  }
}

function bareReply(fault: Extract<Fault, { kind: "http" }>): Reply {
  const { retryAfterSeconds } = fault;
  return {
    status: fault.status,
    body: fault.body ?? "",
    ...(retryAfterSeconds !== undefined && {
      headers: { "retry-after": String(retryAfterSeconds) },
    }),
  };
}

/** Gives the answer, or does to it what the fault says. */
async function play(
  options: CloudApiOptions,
  reply: Reply,
  fault: Fault | undefined,
  response: ServerResponse,
): Promise<void> {
  switch (fault?.kind) {
    case "drop_response":
      return;
    case "close_socket":
      return void response.socket?.resetAndDestroy();
    case "error_after_accept":
      return sendReply(response, { status: 500, body: "" });
    case "rubbish":
      return sendReply(response, { status: 200, body: "<html>\u0000 not what you expected" });
    case "late_response":
      await Promise.race([options.flushWebhooks(), sleep(longestWaitForStatusMs)]);
      return sendReply(response, reply);
    case "slow":
      await sleep(fault.ms);
      return sendReply(response, reply);
    case "refuse":
    case "hang":
    case "http":
    case "error":
    case "expire_token":
    case "fail_later":
    case "no_status":
    case undefined:
      return sendReply(response, reply);
  }
}
