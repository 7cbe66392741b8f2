import type { LightMyRequestResponse } from "fastify";
import type { Bench } from "./bench.ts";

/** One part of a form; a name for the file makes it a file. */
export interface Part {
  name?: string;
  filename?: string;
  type?: string;
  bytes: Buffer | string;
  /** Further header lines. */
  headers?: string[];
}

const BOUNDARY = "----a-boundary";

/** A form as a client would send it, however absurd. */
export function formOf(parts: readonly Part[]): Buffer {
  const pieces = parts.flatMap(({ name = "file", filename, type, bytes, headers = [] }) => [
    `--${BOUNDARY}\r\n`,
    `content-disposition: form-data; name="${name}"${filename === undefined ? "" : `; filename="${filename}"`}\r\n`,
    ...(type === undefined ? [] : [`content-type: ${type}\r\n`]),
    ...headers.map((line) => `${line}\r\n`),
    "\r\n",
    bytes,
    "\r\n",
  ]);
  return Buffer.concat([...pieces, `--${BOUNDARY}--\r\n`].map((piece) => Buffer.from(piece)));
}

export function postForm(
  { ask }: Pick<Bench, "ask">,
  form: Buffer,
  headers: Record<string, string> = {},
  query = "",
): Promise<LightMyRequestResponse> {
  return ask("POST", `/v1/media${query}`, form, {
    ...headers,
    "content-type": `multipart/form-data; boundary=${BOUNDARY}`,
  });
}

/** Uploads one file, as an honest client would. */
export function upload(
  bench: Pick<Bench, "ask">,
  { name, type, bytes }: { name: string; type?: string; bytes: Buffer },
  headers: Record<string, string> = {},
  query = "",
): Promise<LightMyRequestResponse> {
  const part = { filename: name, bytes, ...(type === undefined ? {} : { type }) };
  return postForm(bench, formOf([part]), headers, query);
}
