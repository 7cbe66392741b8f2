import { Readable } from "node:stream";
import type { FastifyReply } from "fastify";
import type { StoredBlob } from "../../domain/media/media.ts";
import { BlobsUnavailableError, type BlobStore } from "../../media/blob-store.ts";
import { byteRangeOf } from "./byte-range.ts";
import { sendProblem } from "../problems/problem.ts";

/**
 * Answers with a file, so that no browser runs or shows it in our name (reliability.md 4.3): always as a download, under the detected
 * type, never guessed at, and in a sandbox should somebody open it all the same.
 */
export async function sendFile(
  answer: Pick<FastifyReply, "raw" | "request">,
  { blob, filename }: { blob: StoredBlob; filename: string },
  blobs: BlobStore,
): Promise<FastifyReply> {
  // Replies are generic over their route; a file fits them all.
  const reply = answer as FastifyReply;
  const range = byteRangeOf(reply.request.headers.range, blob.bytes);
  if (range === "unsatisfiable") {
    void reply.header("content-range", `bytes */${blob.bytes}`);
    return sendProblem(reply, "media.range_unsatisfiable");
  }
  const bytes = await opened(blobs, blob.key, range === "whole" ? null : range);
  if (bytes === null) return sendProblem(reply, "media.unavailable");
  const length = range === "whole" ? blob.bytes : range.end - range.start + 1;
  void reply
    .code(range === "whole" ? 200 : 206)
    .type(blob.type)
    .header("content-length", length)
    .header("content-disposition", contentDisposition(filename))
    .header("content-security-policy", "default-src 'none'; sandbox")
    .header("cross-origin-resource-policy", "same-origin")
    .header("accept-ranges", "bytes");
  if (range !== "whole") {
    void reply.header("content-range", `bytes ${range.start}-${range.end}/${blob.bytes}`);
  }
  return reply.send(Readable.from(bytes, { objectMode: false }));
}

/** RFC 6266: the name in ASCII for old clients, and as it is for all others. The name was made safe when the file came. */
function contentDisposition(filename: string): string {
  const plain = filename.replace(/[^\x20-\x7e]/g, "_").replace(/["\\%]/g, "_");
  const encoded = encodeURIComponent(filename).replace(
    /['()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}

async function opened(...[blobs, ...rest]: [BlobStore, ...Parameters<BlobStore["read"]>]) {
  try {
    return await blobs.read(...rest);
  } catch (error) {
    if (error instanceof BlobsUnavailableError) return null;
    throw error;
  }
}
