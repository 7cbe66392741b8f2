import { createHash } from "node:crypto";
import { BlobsUnavailableError, type BlobStore } from "../../src/media/blob-store.ts";
import { blobKeyOf } from "../../src/media/blob-key.ts";
import { bytesOf } from "./sample-files.ts";

/** Blobs in memory. */
export interface MemoryBlobs extends BlobStore {
  readonly kept: ReadonlyMap<string, Buffer>;
  /** From now on nothing can be kept or read, or again it can. */
  break(isBroken: boolean): void;
  /** Drafts that are neither kept nor discarded. */
  drafts(): number;
}

export function createMemoryBlobs(): MemoryBlobs {
  const kept = new Map<string, Buffer>();
  let isBroken = false;
  let drafts = 0;
  const check = (): void => {
    if (isBroken) throw new BlobsUnavailableError("broken by the test");
  };
  return {
    name: "memory",
    kept,
    break: (broken) => void (isBroken = broken),
    drafts: () => drafts,
    async draft(source, { bytesMax }) {
      const pieces: Uint8Array[] = [];
      let size = 0;
      for await (const piece of source) {
        size += piece.byteLength;
        if (size > bytesMax) return "too_large";
        pieces.push(piece);
      }
      const bytes = Buffer.concat(pieces);
      const sha256 = createHash("sha256").update(bytes).digest("hex");
      drafts += 1;
      let isOpen = true;
      const end = (): void => {
        if (isOpen) drafts -= 1;
        isOpen = false;
      };
      return {
        ...bytesOf(bytes),
        sha256,
        async keep(workspaceId) {
          check();
          const key = blobKeyOf(workspaceId, sha256);
          kept.set(key, bytes);
          end();
          return key;
        },
        discard: async () => end(),
      };
    },
    async read(key, range) {
      check();
      const bytes = kept.get(key);
      if (bytes === undefined) return null;
      const part = range === null ? bytes : bytes.subarray(range.start, range.end + 1);
      return (async function* () {
        yield part;
      })();
    },
    close: async () => {},
  };
}
