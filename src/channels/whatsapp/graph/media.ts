import { Agent, request, type Dispatcher } from "undici";
import { parseGuardedJson } from "../json-guard.ts";
import { graphPath } from "./graph-path.ts";
import { isMediaHost, mediaProblem, type MediaProblem } from "./media-answers.ts";
import { multipartOf, type UploadFile } from "./media-multipart.ts";

export interface GraphMediaOptions {
  /** `https://graph.facebook.com` */
  baseUrl: string;
  /** `v25.0` */
  version: string;
  /** Longest silence of the far side, and longest time of a whole transfer. */
  timeouts?: { silenceMs?: number; totalMs?: number };
}

/** A file at WhatsApp, on its way to us. */
export interface FoundMedia {
  kind: "found";
  /** As Meta has it. */
  mimeType: string | null;
  sha256: string | null;
  /** May reject on the way. Whoever does not want it breaks off reading. */
  body: AsyncIterable<Uint8Array>;
}

/** Media calls of the Graph API (WhatsApp section 8). Tries once each; who calls decides about retries. */
export interface GraphMedia {
  /** Asks for a fresh URL, which is good for 5 minutes, and opens it at once. */
  fetch(media: {
    mediaId: string;
    lineId: string;
    accessToken: string;
  }): Promise<FoundMedia | MediaProblem>;
  /** Gives a file to WhatsApp, under an id that is good for 30 days on this line. */
  upload(target: {
    lineId: string;
    accessToken: string;
    file: UploadFile;
  }): Promise<{ kind: "uploaded"; mediaId: string } | MediaProblem>;
  close(): Promise<void>;
}

const SILENCE_MS = 15_000;
const TOTAL_MS = 120_000;
const ANSWER_BYTES_MAX = 65_536;
const REDIRECT = 300;

export function createGraphMedia(options: GraphMediaOptions): GraphMedia {
  const {
    baseUrl,
    version,
    timeouts: { silenceMs = SILENCE_MS, totalMs = TOTAL_MS } = {},
  } = options;
  const base = new URL(baseUrl);
  const agent = new Agent({
    connect: { timeout: silenceMs },
    headersTimeout: silenceMs,
    bodyTimeout: silenceMs,
  });

  const ask = (
    url: URL,
    accessToken: string,
    rest: Pick<Dispatcher.RequestOptions, "method" | "body"> & { headers?: Record<string, string> },
  ): Promise<Dispatcher.ResponseData> =>
    request(url, {
      ...rest,
      headers: { ...rest.headers, authorization: `Bearer ${accessToken}` },
      dispatcher: agent,
      signal: AbortSignal.timeout(totalMs),
    });
  const graphUrl = (...path: string[]): URL => new URL(graphPath(baseUrl, version, ...path), base);

  return {
    fetch: ({ mediaId, lineId, accessToken }) =>
      clearly(async () => {
        const where = graphUrl(mediaId);
        where.searchParams.set("phone_number_id", lineId);
        const located = await ask(where, accessToken, { method: "GET" });
        const answer = await jsonOf(located);
        const { url, mime_type: mimeType, sha256 } = answer;
        if (located.statusCode >= REDIRECT || typeof url !== "string") {
          return mediaProblem(located.statusCode, answer);
        }
        // The token goes along: to nobody but Meta, whatever the answer says.
        if (!isMediaHost(url, base)) return { kind: "unclear" };
        const { statusCode, body } = await ask(new URL(url), accessToken, { method: "GET" });
        if (statusCode === 200) {
          return {
            kind: "found",
            mimeType: textOrNull(mimeType),
            sha256: textOrNull(sha256),
            body,
          };
        }
        await body.dump();
        // 404: the URL has expired already; the next try gets a new one.
        return statusCode === 404 ? { kind: "unclear" } : mediaProblem(statusCode, {});
      }),

    upload: ({ lineId, accessToken, file }) =>
      clearly(async () => {
        const { headers, body } = multipartOf(file);
        const answered = await ask(graphUrl(lineId, "media"), accessToken, {
          method: "POST",
          headers,
          body,
        });
        const answer = await jsonOf(answered);
        const { id } = answer;
        if (answered.statusCode >= REDIRECT || typeof id !== "string") {
          return mediaProblem(answered.statusCode, answer);
        }
        return { kind: "uploaded", mediaId: id };
      }),

    close: () => agent.destroy(),
  };
}

/** Whatever happens on the way (no connection, silence, a cut) is nobody's answer. */
async function clearly<T>(work: () => Promise<T | MediaProblem>): Promise<T | MediaProblem> {
  try {
    return await work();
  } catch {
    return { kind: "unclear" };
  }
}

/** An answer's members; none when it is no JSON object, or absurdly long. */
async function jsonOf({ body }: Dispatcher.ResponseData): Promise<Record<string, unknown>> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of body as AsyncIterable<Uint8Array>) {
    size += piece.byteLength;
    if (size > ANSWER_BYTES_MAX) return {};
    pieces.push(piece);
  }
  const parsed = parseGuardedJson(Buffer.concat(pieces));
  return parsed.kind === "ok" ? parsed.value : {};
}

function textOrNull(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}
