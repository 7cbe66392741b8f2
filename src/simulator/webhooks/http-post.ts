import { Agent, request } from "node:http";

/** Posts bodies over kept-alive connections, so many at a time. */
export interface Poster {
  /** @returns the HTTP status, or `error` if no whole answer came (refused, reset, timed out). */
  post(url: string, body: Buffer, headers: Record<string, string>): Promise<number | "error">;
  close(): void;
}

/**
 * @param options.timeoutMs real milliseconds to wait for an answer; Meta's own limit is not published.
 */
export function createPoster(options: { concurrency: number; timeoutMs: number }): Poster {
  const agent = new Agent({ keepAlive: true, maxSockets: options.concurrency });
  return {
    post: (url, body, headers) =>
      new Promise((resolve) => {
        const call = request(
          url,
          {
            method: "POST",
            agent,
            timeout: options.timeoutMs,
            headers: { ...headers, "content-length": body.byteLength },
          },
          (answer) => {
            answer.on("error", () => resolve("error"));
            answer.on("end", () => resolve(answer.statusCode ?? "error"));
            answer.resume();
          },
        );
        call.on("timeout", () => call.destroy());
        call.on("error", () => resolve("error"));
        call.on("close", () => resolve("error"));
        call.end(body);
      }),
    close: () => agent.destroy(),
  };
}

/** Answer of an endpoint to Meta's verification request. */
export interface HandshakeAnswer {
  status: number;
  body: string;
}

/** The GET by which Meta verifies an endpoint: it must answer 200 with the challenge (section 6). */
export async function handshake(
  url: string,
  verifyToken: string,
  challenge: string,
): Promise<HandshakeAnswer> {
  const target = new URL(url);
  target.searchParams.set("hub.mode", "subscribe");
  target.searchParams.set("hub.challenge", challenge);
  target.searchParams.set("hub.verify_token", verifyToken);
  const answer = await fetch(target);
  return { status: answer.status, body: await answer.text() };
}
