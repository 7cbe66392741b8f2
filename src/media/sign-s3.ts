import { createHash, createHmac } from "node:crypto";

export interface S3Credentials {
  accessKey: string;
  secretKey: string;
  region: string;
}

/** A request to sign. Paths must need no escaping, and there is no query: ours never have either. */
export interface S3Request {
  method: "GET" | "PUT" | "HEAD";
  url: URL;
  /** Hex SHA-256 of the body. */
  bodyHash: string;
  /** Further headers to sign, in small letters. */
  headers?: Readonly<Record<string, string>>;
  /** Epoch milliseconds. */
  now: number;
}

export const EMPTY_HASH = createHash("sha256").digest("hex");

/**
 * AWS Signature Version 4, for S3 and whatever speaks its protocol. Written out because it is this small, and the official client
 * would be some 80 packages for two calls. Returns all headers that the request must have.
 */
export function signS3(
  request: S3Request,
  { accessKey, secretKey, region }: S3Credentials,
): Record<string, string> {
  const { method, url, bodyHash, headers = {}, now } = request;
  const time = new Date(now).toISOString().replace(/[-:]|\.\d{3}/g, "");
  const day = time.slice(0, 8);
  const signed: Record<string, string> = {
    ...headers,
    host: url.host,
    "x-amz-content-sha256": bodyHash,
    "x-amz-date": time,
  };
  const names = Object.keys(signed).sort();
  const canonical = [
    method,
    url.pathname,
    "",
    ...names.map((name) => `${name}:${signed[name]}`),
    "",
    names.join(";"),
    bodyHash,
  ].join("\n");
  const scope = `${day}/${region}/s3/aws4_request`;
  const text = ["AWS4-HMAC-SHA256", time, scope, sha256(canonical)].join("\n");
  const key = [day, region, "s3", "aws4_request"].reduce<string | Buffer>(
    (secret, part) => hmac(secret, part),
    `AWS4${secretKey}`,
  );
  const signature = hmac(key, text).toString("hex");
  return {
    ...signed,
    authorization: `AWS4-HMAC-SHA256 Credential=${accessKey}/${scope},SignedHeaders=${names.join(";")},Signature=${signature}`,
  };
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}
