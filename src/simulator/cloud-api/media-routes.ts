import { GraphFailure, type Reply } from "./graph-error.ts";
import type { MediaShelf } from "./media.ts";

const megabyte = 1_000_000;

/** What may be uploaded, and how big (section 8, "Class | MIME | Max"). */
const classes: { mime: RegExp; maxBytes: number }[] = [
  { mime: /^audio\/(aac|amr|mpeg|mp4|ogg)$/, maxBytes: 16 * megabyte },
  { mime: /^image\/(jpeg|png)$/, maxBytes: 5 * megabyte },
  { mime: /^image\/webp$/, maxBytes: megabyte / 2 },
  { mime: /^video\/(mp4|3gpp)$/, maxBytes: 16 * megabyte },
  {
    mime: /^(text\/plain|application\/(pdf|msword|vnd\.ms-(excel|powerpoint)|vnd\.openxmlformats-officedocument\..+))$/,
    maxBytes: 100 * megabyte,
  },
];

/** `POST /{phone_number_id}/media`, multipart. Answers `{id}`; the id lives 30 days. */
export async function uploadMedia(
  media: MediaShelf,
  body: Buffer,
  contentType: string,
): Promise<Reply> {
  const form = await formOf(body, contentType);
  if (form.get("messaging_product") !== "whatsapp") {
    throw new GraphFailure(100, "The parameter messaging_product is required.");
  }
  const file = form.get("file");
  if (file === null || typeof file === "string") {
    throw new GraphFailure(100, "The parameter file is required.");
  }
  const type = form.get("type");
  const mimeType = typeof type === "string" ? type : file.type;
  const bytes = Buffer.from(await file.arrayBuffer());
  const allowed = classes.find(({ mime }) => mime.test(mimeType.split(";")[0] ?? ""));
  if (allowed === undefined || bytes.byteLength > allowed.maxBytes || bytes.byteLength === 0) {
    throw new GraphFailure(131053, `Cannot take ${bytes.byteLength} bytes of ${mimeType}`);
  }
  return { status: 200, body: { id: media.put(bytes, mimeType, "upload") } };
}

async function formOf(body: Buffer, contentType: string): Promise<FormData> {
  try {
    return await new Response(new Uint8Array(body), {
      headers: { "content-type": contentType },
    }).formData();
  } catch {
    throw new GraphFailure(100, "The body is not a valid multipart form.");
  }
}

/** `GET /{media_id}`: a url that is good for 5 minutes. */
export function mediaInfo(media: MediaShelf, id: string, origin: string): Reply {
  const info = media.info(id, origin);
  return {
    status: 200,
    body: {
      messaging_product: "whatsapp",
      url: info.url,
      mime_type: info.mimeType,
      sha256: info.sha256,
      file_size: info.bytes,
      id,
    },
  };
}

/** The download behind that url; 404 once it has expired. */
export function downloadMedia(media: MediaShelf, key: string): Reply {
  const file = media.download(key);
  if (file === undefined) return { status: 404, body: "" };
  return { status: 200, body: file.bytes, headers: { "content-type": file.mimeType } };
}
