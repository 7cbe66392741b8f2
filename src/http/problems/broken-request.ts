import type { FastifyServerOptions } from "fastify";
import { PROBLEM_TYPE, problemDocument } from "./problem.ts";
import type { ProblemCode } from "./problem-catalogue.ts";

type ClientErrorHandler = NonNullable<FastifyServerOptions["clientErrorHandler"]>;

/** Time to read the answer before the connection is cut. */
const LINGER_MS = 1_000;

const CODES: Readonly<Record<string, ProblemCode>> = {
  HPE_HEADER_OVERFLOW: "headers.too_large",
  ERR_HTTP_REQUEST_TIMEOUT: "request.timeout",
};

const REASONS: Partial<Record<number, string>> = {
  400: "Bad Request",
  408: "Request Timeout",
  431: "Request Header Fields Too Large",
};

/**
 * Answers what Node could not read as HTTP, or what did not arrive in time, and hangs up. There is no request object, so
 * the answer is written by hand; nothing of what came is repeated.
 */
export const refuseBrokenRequest: ClientErrorHandler = (error, socket) => {
  if (error.code === "ECONNRESET" || socket.destroyed) return;
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const document = problemDocument(CODES[error.code] ?? "request.malformed", "unread");
  const body = JSON.stringify(document);
  const head = [
    `HTTP/1.1 ${document.status} ${REASONS[document.status] ?? "Bad Request"}`,
    `Content-Type: ${PROBLEM_TYPE}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    "Connection: close",
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`);
  // Who neither reads nor hangs up would hold the connection, and what was begun for it, as long as they like.
  setTimeout(() => socket.destroy(), LINGER_MS).unref();
};
