import { join } from "node:path";
import { systemClock } from "./clock.ts";
import type { Config } from "./config.ts";
import type { BlobStore } from "./media/blob-store.ts";
import { createClamd } from "./media/clamd.ts";
import { lenient, NO_SCANNER, type Scanner } from "./media/scanner.ts";
import { openDiskBlobs } from "./media/disk-blobs.ts";
import { openS3Blobs } from "./media/s3-blobs.ts";

/** What looks into files before they are kept, as the settings want it. */
export function scannerOf(config: Config): Scanner {
  if (config.CLAMD_ADDRESS === undefined) return NO_SCANNER;
  const clamd = createClamd({ address: config.CLAMD_ADDRESS });
  return config.CLAMD_AWAY === "keep" ? lenient(clamd) : clamd;
}

/** Opens the place of media bytes: the bucket that is named, or a folder of this machine. */
export async function openBlobs(config: Config): Promise<BlobStore> {
  const folder = join(config.DATA_DIR, "media");
  const url = config.MEDIA_S3_URL;
  if (url === undefined) return openDiskBlobs({ folder, now: systemClock.now() });
  return openS3Blobs({
    url,
    region: config.MEDIA_S3_REGION,
    // Both are there: the configuration would not have been taken otherwise.
    accessKey: config.MEDIA_S3_ACCESS_KEY ?? "",
    secretKey: config.MEDIA_S3_SECRET_KEY ?? "",
    draftsFolder: join(folder, "drafts"),
    now: () => systemClock.now(),
  });
}
