import { createHash } from "node:crypto";
import type { Clock } from "../clock.ts";
import type { IdMint } from "../ids.ts";
import type { MediaRef } from "../payloads/content-media.ts";
import { dayMs } from "../windows.ts";
import { GraphFailure } from "./graph-error.ts";

/** Where a file came from decides how long its id lives: 7 days from a webhook, 30 for an upload. */
export type MediaSource = "webhook" | "upload";

/** What the API tells about a file. `url` needs the bearer token and is good for 5 minutes. */
export interface MediaInfo {
  id: string;
  url: string;
  mimeType: string;
  /** Hex here; base64 in webhooks. */
  sha256: string;
  bytes: number;
}

/** Files at Meta. */
export interface MediaShelf {
  put(bytes: Buffer, mimeType: string, source: MediaSource): string;
  /** What a webhook says about it. */
  ref(id: string): MediaRef;
  has(id: string): boolean;
  /** @throws GraphFailure 100 with subcode 33 when the id is unknown or expired. */
  info(id: string, origin: string): MediaInfo;
  /** The bytes behind a url's key, or undefined when the url has expired: 404, ask for a new one. */
  download(key: string): { bytes: Buffer; mimeType: string } | undefined;
  remove(id: string): void;
}

const lifeMs: Record<MediaSource, number> = { webhook: 7 * dayMs, upload: 30 * dayMs };
const urlLifeMs = 300_000;

interface File {
  bytes: Buffer;
  mimeType: string;
  expiresAt: number;
}

/** Creates an empty shelf. */
export function createMediaShelf(clock: Clock, ids: IdMint): MediaShelf {
  const files = new Map<string, File>();
  const urls = new Map<string, { id: string; expiresAt: number }>();

  const find = (id: string): File => {
    const file = files.get(id);
    if (file === undefined || file.expiresAt <= clock.now()) {
      const details = `Object with ID '${id}' does not exist or is no longer available`;
      throw new GraphFailure(100, details, 33);
    }
    return file;
  };

  return {
    put: (bytes, mimeType, source) => {
      const id = ids.mediaId();
      files.set(id, { bytes, mimeType, expiresAt: clock.now() + lifeMs[source] });
      return id;
    },
    ref: (id) => {
      const { bytes, mimeType } = find(id);
      return { id, mimeType, sha256: digest(bytes, "base64") };
    },
    has: (id) => (files.get(id)?.expiresAt ?? 0) > clock.now(),
    info: (id, origin) => {
      const { bytes, mimeType } = find(id);
      const key = ids.traceId();
      urls.set(key, { id, expiresAt: clock.now() + urlLifeMs });
      const url = `${origin}/whatsapp_business/attachments/?mid=${id}&key=${key}`;
      return { id, url, mimeType, sha256: digest(bytes, "hex"), bytes: bytes.byteLength };
    },
    download: (key) => {
      const url = urls.get(key);
      if (url === undefined || url.expiresAt <= clock.now()) return undefined;
      return files.get(url.id);
    },
    remove: (id) => {
      find(id);
      files.delete(id);
    },
  };
}

function digest(bytes: Buffer, encoding: "hex" | "base64"): string {
  return createHash("sha256").update(bytes).digest(encoding);
}
