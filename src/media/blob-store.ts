import type { Bytes } from "../domain/media/bytes.ts";
import type { WorkspaceId } from "../domain/ids.ts";

/**
 * Where the bytes of files are. Blobs are named by their content, so the same file of one workspace is kept once, and storing it again
 * after a crash changes nothing. They are never changed, and never removed while rows may point to them.
 */
export interface BlobStore {
  /** For the log: kind and place, without credentials. */
  readonly name: string;
  /**
   * Takes what comes into a draft on this machine, which can be looked at before anybody keeps it. Reads no more than `bytesMax` and a
   * piece; then the answer is `too_large`, and nothing is left. Rejects as `source` does. Whoever gets a draft keeps or discards it.
   */
  draft(
    source: AsyncIterable<Uint8Array>,
    limit: { bytesMax: number },
  ): Promise<Draft | "too_large">;
  /**
   * The bytes of a blob, or those from `start` to `end` (both included) of it; null when there is none of this name. Rejects with
   * `BlobsUnavailableError`, as the bytes themselves may on the way.
   */
  read(key: string, range: ByteRange | null): Promise<AsyncIterable<Uint8Array> | null>;
  close(): Promise<void>;
}

export interface ByteRange {
  start: number;
  end: number;
}

/** Bytes that have arrived whole, and that nobody has decided about. */
export interface Draft extends Bytes {
  /** Hex. */
  readonly sha256: string;
  /** Keeps the bytes for good, and answers their name. Durable when it resolves. Rejects with `BlobsUnavailableError`. */
  keep(workspaceId: WorkspaceId): Promise<string>;
  /** Leaves nothing behind. Harmless after `keep`. */
  discard(): Promise<void>;
}

/** The place of the bytes cannot be reached, or is full. The same can be tried later. */
export class BlobsUnavailableError extends Error {
  readonly code = "blobs.unavailable";

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "BlobsUnavailableError";
  }
}
