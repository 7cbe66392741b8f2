import { Readable } from "node:stream";

/** A file to upload. */
export interface UploadFile {
  type: string;
  /** Made safe before: without quotes and line ends. */
  filename: string;
  size: number;
  /** Fixed by the bytes themselves; makes a separator that cannot stand in them by chance. */
  sha256: string;
  bytes: AsyncIterable<Uint8Array>;
}

/** The form of `POST /{phone_number_id}/media`, as a stream of known length: files of 100 MB do not go through memory. */
export function multipartOf(file: UploadFile): {
  headers: Record<string, string>;
  body: Readable;
} {
  const boundary = `ventana-${file.sha256.slice(0, 40)}`;
  const field = (name: string, value: string): string =>
    `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  const name = file.filename.replace(/["\\\r\n]/g, "_");
  const before = Buffer.from(
    `${field("messaging_product", "whatsapp")}${field("type", file.type)}--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: ${file.type}\r\n\r\n`,
  );
  const after = Buffer.from(`\r\n--${boundary}--\r\n`);
  async function* body(): AsyncGenerator<Uint8Array> {
    yield before;
    yield* file.bytes;
    yield after;
  }
  return {
    headers: {
      "content-type": `multipart/form-data; boundary=${boundary}`,
      "content-length": String(before.byteLength + file.size + after.byteLength),
    },
    body: Readable.from(body(), { objectMode: false }),
  };
}
