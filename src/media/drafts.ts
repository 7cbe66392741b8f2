import { createHash, randomUUID } from "node:crypto";
import { mkdir, open, readdir, rm, stat, type FileHandle } from "node:fs/promises";
import { join } from "node:path";
import type { Bytes } from "../domain/media/bytes.ts";
import { blobKeyOf } from "./blob-key.ts";
import { BlobsUnavailableError, type Draft } from "./blob-store.ts";

/** Drafts that are older were left behind by a crash. */
const LEFT_BEHIND_MS = 86_400_000;

/** A file that has arrived whole, on this machine's disk. */
export interface DraftFile extends Bytes {
  readonly path: string;
  readonly sha256: string;
  /** Brings it to the disk, and ends reading. */
  sync(): Promise<void>;
  remove(): Promise<void>;
}

export interface Drafts {
  /** What a store's `draft` does; `place` brings the file to where its key says, for good. */
  receive(
    source: AsyncIterable<Uint8Array>,
    limit: { bytesMax: number },
    place: (file: DraftFile, key: string) => Promise<void>,
  ): Promise<Draft | "too_large">;
}

/** Files on their way, in a folder of their own. Makes the folder, and removes what crashes left there. `now`: epoch milliseconds. */
export async function openDrafts(folder: string, now: number): Promise<Drafts> {
  await told(() => mkdir(folder, { recursive: true, mode: 0o700 }));
  await removeLeftovers(folder, now);
  return {
    async receive(source, { bytesMax }, place) {
      const path = join(folder, randomUUID());
      const handle = await told(() => open(path, "wx+", 0o600));
      const discard = async (): Promise<void> => {
        await handle.close().catch(() => {});
        await rm(path, { force: true });
      };
      try {
        const written = await writeAll(handle, source, bytesMax);
        if (written !== null) return kept(draftOf(handle, path, { ...written, discard }), place);
      } catch (error) {
        await discard();
        throw error;
      }
      await discard();
      return "too_large";
    },
  };
}

function kept(file: DraftFile, place: (file: DraftFile, key: string) => Promise<void>): Draft {
  return {
    size: file.size,
    sha256: file.sha256,
    readAt: file.readAt,
    async keep(workspaceId) {
      const key = blobKeyOf(workspaceId, file.sha256);
      await place(file, key);
      return key;
    },
    discard: file.remove,
  };
}

async function writeAll(
  handle: FileHandle,
  source: AsyncIterable<Uint8Array>,
  bytesMax: number,
): Promise<{ size: number; sha256: string } | null> {
  const hash = createHash("sha256");
  let size = 0;
  for await (const piece of source) {
    if (size + piece.byteLength > bytesMax) return null;
    hash.update(piece);
    const at = size;
    await told(() => handle.write(piece, 0, piece.byteLength, at));
    size += piece.byteLength;
  }
  return { size, sha256: hash.digest("hex") };
}

function draftOf(
  handle: FileHandle,
  path: string,
  facts: { size: number; sha256: string; discard: () => Promise<void> },
): DraftFile {
  const { size, sha256, discard } = facts;
  return {
    path,
    size,
    sha256,
    async readAt(position, length) {
      const wanted = Math.max(0, Math.min(length, size - position));
      const bytes = new Uint8Array(wanted);
      const { bytesRead } = await told(() => handle.read(bytes, 0, wanted, position));
      return bytes.subarray(0, bytesRead);
    },
    async sync() {
      await told(() => handle.sync());
      await handle.close();
    },
    remove: discard,
  };
}

async function removeLeftovers(folder: string, now: number): Promise<void> {
  for (const name of await told(() => readdir(folder))) {
    const path = join(folder, name);
    const info = await stat(path).catch(() => null);
    if (info !== null && info.mtimeMs < now - LEFT_BEHIND_MS) await rm(path, { force: true });
  }
}

/** Work on the disk, with its failures in our words: the system's would name files of this machine. */
export async function told<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : "unknown";
    throw new BlobsUnavailableError(`the folder of media cannot be used (${code})`, { cause });
  }
}
