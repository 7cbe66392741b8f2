import { createHash } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { signS3, type S3Credentials } from "../../src/media/sign-s3.ts";

export const CREDENTIALS: S3Credentials = {
  accessKey: "key",
  secretKey: "secret",
  region: "eu-west-1",
};

/** As much of S3 as we use: signatures, hashes, GET with ranges, PUT. The real protocol was tried against s3rver. */
export async function startS3(): Promise<
  {
    url: string;
    /** Answer everything with this status until it is null again. */
    fail(status: number | null): void;
  } & AsyncDisposable
> {
  const blobs = new Map<string, Buffer>();
  let failing: number | null = null;
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await Array.fromAsync(request as AsyncIterable<Buffer>));
    const status = failing ?? refusal(request, body);
    if (status !== null) return response.writeHead(status).end("<Error/>");
    const path = request.url ?? "";
    if (request.method === "PUT") {
      blobs.set(path, body);
      return response.writeHead(200).end();
    }
    const blob = blobs.get(path);
    if (blob === undefined) return response.writeHead(404).end("<Error/>");
    const [, start, end] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? "") ?? [];
    if (start === undefined) return response.writeHead(200).end(blob);
    return response.writeHead(206).end(blob.subarray(Number(start), Number(end) + 1));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/bucket`,
    fail: (status) => void (failing = status),
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** Signs what came once more, and compares. */
function refusal({ method, url, headers }: IncomingMessage, body: Buffer): number | null {
  const bodyHash = String(headers["x-amz-content-sha256"]);
  if (createHash("sha256").update(body).digest("hex") !== bodyHash) return 400;
  const authorization = String(headers.authorization);
  const names = /SignedHeaders=([^,]+)/.exec(authorization)?.[1]?.split(";") ?? [];
  const own = new Set(["host", "x-amz-content-sha256", "x-amz-date"]);
  const more = names.filter((name) => !own.has(name));
  const [, y, mo, d, h, mi, s] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(String(headers["x-amz-date"])) ?? [];
  const now = Date.UTC(Number(y), Number(mo) - 1, Number(d), Number(h), Number(mi), Number(s));
  const expected = signS3(
    {
      method: method as "GET" | "PUT",
      url: new URL(`http://${headers.host}${url}`),
      bodyHash,
      headers: Object.fromEntries(more.map((name) => [name, String(headers[name])])),
      now,
    },
    CREDENTIALS,
  );
  return expected["authorization"] === authorization ? null : 403;
}
