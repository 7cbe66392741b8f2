import { Agent, request, type Dispatcher } from "undici";
import { graphPath } from "./graph-path.ts";
import { readTemplatesAnswer, type TemplatesAnswer } from "./template-answers.ts";

export interface GraphTemplatesOptions {
  /** `https://graph.facebook.com` */
  baseUrl: string;
  /** `v25.0` */
  version: string;
  /** Longest time of a whole call. Default 20,000. */
  totalMs?: number;
}

export interface TemplatesQuery {
  wabaId: string;
  accessToken: string;
  /** Of this name; WhatsApp may add others whose names contain it. Null: all. */
  name: string | null;
  /** Of the page before. */
  after: string | null;
  limit: number;
}

/** `GET /{waba}/message_templates` of the Graph API (WhatsApp section 11). One page a call, tried once. */
export interface GraphTemplates {
  list(query: TemplatesQuery): Promise<TemplatesAnswer>;
  close(): Promise<void>;
}

const FIELDS =
  "id,name,language,status,category,parameter_format,components,quality_score,rejected_reason";
const TOTAL_MS = 20_000;
/** Carousels of ten cards, a hundred of them. */
const ANSWER_BYTES_MAX = 8_000_000;
const UNCLEAR: TemplatesAnswer = { kind: "failed", problem: "unclear", code: null };

export function createGraphTemplates(options: GraphTemplatesOptions): GraphTemplates {
  const { baseUrl, version, totalMs = TOTAL_MS } = options;
  const agent = new Agent({ connect: { timeout: totalMs } });
  return {
    async list({ wabaId, accessToken, name, after, limit }) {
      const url = new URL(graphPath(baseUrl, version, wabaId, "message_templates"), baseUrl);
      url.searchParams.set("fields", FIELDS);
      url.searchParams.set("limit", String(limit));
      if (name !== null) url.searchParams.set("name", name);
      if (after !== null) url.searchParams.set("after", after);
      try {
        const { statusCode, body } = await request(url, {
          method: "GET",
          headers: { authorization: `Bearer ${accessToken}` },
          dispatcher: agent,
          signal: AbortSignal.timeout(totalMs),
        });
        const bytes = await bytesOf(body);
        return bytes === null ? UNCLEAR : readTemplatesAnswer(statusCode, bytes);
      } catch {
        // No connection, silence, a cut: nobody's answer.
        return UNCLEAR;
      }
    },
    close: () => agent.destroy(),
  };
}

/** Null when it is absurdly long. */
async function bytesOf(body: Dispatcher.ResponseData["body"]): Promise<Buffer | null> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of body as AsyncIterable<Uint8Array>) {
    size += piece.byteLength;
    if (size > ANSWER_BYTES_MAX) return null;
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}
