import { errorCatalogue, type ErrorCode } from "../error-catalogue.ts";
import { compact, type JsonObject } from "../payloads/json.ts";

/** An answer of the fake Graph API. */
export interface Reply {
  status: number;
  body: JsonObject | Buffer | string;
  headers?: Record<string, string>;
}

/** A call that Meta would refuse. Thrown by handlers, turned into a reply at one place. */
export class GraphFailure extends Error {
  readonly code: ErrorCode;
  readonly details: string | undefined;
  readonly subcode: number | undefined;

  constructor(code: ErrorCode, details?: string, subcode?: number) {
    super(`(#${code}) ${errorCatalogue[code].title}`);
    this.code = code;
    this.details = details;
    this.subcode = subcode;
  }
}

/** Section 9: the HTTP status tells little, the code everything. `traceId` is Meta's `fbtrace_id`. */
export function failureReply(failure: GraphFailure, traceId: string): Reply {
  const known = errorCatalogue[failure.code];
  return {
    status: known.http,
    body: {
      error: compact({
        message: failure.message,
        type: failure.subcode === 33 ? "GraphMethodException" : "OAuthException",
        code: failure.code,
        error_data: { messaging_product: "whatsapp", details: failure.details ?? known.details },
        error_subcode: failure.subcode,
        fbtrace_id: traceId,
      }),
    },
  };
}
