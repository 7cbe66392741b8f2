import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { openS3Blobs } from "../../src/media/s3-blobs.ts";
import { T0 } from "../support/builders.ts";
import { testBlobs, type OpenBlobs } from "./blobs.contract.ts";
import { CREDENTIALS, startS3 } from "./s3-server.ts";

async function open(
  changes: { secretKey?: string } = {},
): Promise<OpenBlobs & { fail(status: number | null): void }> {
  const draftsFolder = await mkdtemp(join(tmpdir(), "ventana-s3-"));
  const server = await startS3();
  const options = { url: server.url, draftsFolder, now: () => T0, ...CREDENTIALS, ...changes };
  const blobs = await openS3Blobs(options);
  return {
    blobs,
    fail: server.fail,
    drafts: async () => (await readdir(draftsFolder)).length,
    async close() {
      await blobs.close();
      await server[Symbol.asyncDispose]();
      await rm(draftsFolder, { recursive: true });
    },
  };
}

testBlobs("S3", open);

async function keepOne(bench: OpenBlobs): Promise<string> {
  const draft = await bench.blobs.draft(once(Buffer.from("hello")), { bytesMax: 100 });
  if (draft === "too_large") throw new Error("too large");
  try {
    return await draft.keep("acme");
  } finally {
    await draft.discard();
  }
}

async function* once(bytes: Buffer): AsyncGenerator<Uint8Array> {
  yield bytes;
}

it("blobs on S3: a wrong secret, and a bucket that fails or is away, are told as unavailable", async () => {
  const stranger = await open({ secretKey: "wrong" });
  await expect(keepOne(stranger)).rejects.toMatchObject({ code: "blobs.unavailable" });
  expect(await stranger.drafts()).toBe(0);
  await stranger.close();

  const bench = await open();
  const key = await keepOne(bench);
  bench.fail(503);
  await expect(bench.blobs.read(key, null)).rejects.toMatchObject({ code: "blobs.unavailable" });
  await expect(keepOne(bench)).rejects.toMatchObject({ code: "blobs.unavailable" });
  bench.fail(null);
  expect(await keepOne(bench)).toBe(key);
  await bench.close();
});
