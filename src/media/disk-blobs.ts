import { createReadStream } from "node:fs";
import { mkdir, open, rename, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { isBlobKey } from "./blob-key.ts";
import type { BlobStore } from "./blob-store.ts";
import { openDrafts, told, type DraftFile } from "./drafts.ts";

/**
 * Blobs as files below a folder. Right for one machine; several need a folder that they share, or S3. A blob appears whole or not at
 * all: it is brought to the disk under another name first.
 *
 * @throws BlobsUnavailableError when the folder cannot be made or used
 */
export async function openDiskBlobs(options: { folder: string; now: number }): Promise<BlobStore> {
  const { folder, now } = options;
  // Beside the blobs: renaming is only atomic within one file system.
  const drafts = await openDrafts(join(folder, "drafts"), now);
  const pathOf = (key: string): string => {
    const [workspace = "", name = ""] = key.split("/");
    return join(folder, "blobs", workspace, name.slice(0, 2), name);
  };
  return {
    name: `disk ${folder}`,
    draft: (source, limit) => drafts.receive(source, limit, (kept, key) => move(kept, pathOf(key))),
    async read(key, range) {
      if (!isBlobKey(key)) return null;
      const path = pathOf(key);
      if ((await stat(path).catch(() => null)) === null) return null;
      return createReadStream(path, range ?? {});
    },
    close: () => Promise.resolve(),
  };
}

async function move(file: DraftFile, path: string): Promise<void> {
  await file.sync();
  await told(async () => {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await rename(file.path, path);
    await syncFolder(dirname(path));
    await syncFolder(dirname(dirname(path)));
  });
}

/** Without it a power cut may undo the renaming, although the bytes are there. */
async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
