import { createReadStream } from "node:fs";
import { Agent, request, type Dispatcher } from "undici";
import { isBlobKey } from "./blob-key.ts";
import { BlobsUnavailableError, type BlobStore } from "./blob-store.ts";
import { openDrafts, type DraftFile } from "./drafts.ts";
import { EMPTY_HASH, signS3, type S3Credentials, type S3Request } from "./sign-s3.ts";

export interface S3BlobsOptions extends S3Credentials {
  /** Endpoint and bucket, in path style: `https://s3.eu-west-1.amazonaws.com/bucket`. */
  url: string;
  /** Folder of this machine for files on their way. */
  draftsFolder: string;
  now: () => number;
}

const CONNECT_MS = 5_000;
/** A store that is silent for so long is given up. */
const SILENCE_MS = 30_000;

/**
 * Blobs in a bucket of S3, or of a server that speaks its protocol. Every file comes to this machine's disk first: what it is must be
 * known before it is kept, and its hash before the upload can be signed. The body's hash is part of the signature, so the bucket
 * refuses what changed on the way.
 */
export async function openS3Blobs(options: S3BlobsOptions): Promise<BlobStore> {
  const base = options.url.replace(/\/+$/, "");
  const drafts = await openDrafts(options.draftsFolder, options.now());
  const agent = new Agent({
    connect: { timeout: CONNECT_MS },
    headersTimeout: SILENCE_MS,
    bodyTimeout: SILENCE_MS,
  });

  async function ask(
    key: string,
    { method, bodyHash, headers = {} }: Pick<S3Request, "method" | "bodyHash" | "headers">,
    body: Dispatcher.DispatchOptions["body"] = null,
  ): Promise<Dispatcher.ResponseData> {
    const url = new URL(`${base}/${key}`);
    const signed = signS3({ method, url, bodyHash, headers, now: options.now() }, options);
    try {
      return await request(url, { method, headers: signed, body, dispatcher: agent });
    } catch (cause) {
      throw new BlobsUnavailableError("the bucket of media cannot be reached", { cause });
    }
  }

  async function upload(file: DraftFile, key: string): Promise<void> {
    await file.sync();
    const headers = {
      "content-length": String(file.size),
      "content-type": "application/octet-stream",
    };
    const put = { method: "PUT", bodyHash: file.sha256, headers } as const;
    const { statusCode, body } = await ask(key, put, createReadStream(file.path));
    await body.dump();
    if (statusCode !== 200) throw refused(statusCode);
    await file.remove();
  }

  return {
    name: `S3 ${base}`,
    draft: (source, limit) => drafts.receive(source, limit, upload),
    async read(key, range) {
      if (!isBlobKey(key)) return null;
      const headers: Record<string, string> =
        range === null ? {} : { range: `bytes=${range.start}-${range.end}` };
      const { statusCode, body } = await ask(key, { method: "GET", bodyHash: EMPTY_HASH, headers });
      if (statusCode === 200 || statusCode === 206) return body;
      await body.dump();
      if (statusCode === 404) return null;
      throw refused(statusCode);
    },
    close: () => agent.close(),
  };
}

function refused(status: number): BlobsUnavailableError {
  return new BlobsUnavailableError(`the bucket of media answered ${status}`);
}
