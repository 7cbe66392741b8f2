import { mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { openDiskBlobs } from "../../src/media/disk-blobs.ts";
import { T0 } from "../support/builders.ts";
import { testBlobs } from "./blobs.contract.ts";

async function temporaryFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), "ventana-media-"));
}

testBlobs("disk", async () => {
  const folder = await temporaryFolder();
  return {
    blobs: await openDiskBlobs({ folder, now: T0 }),
    drafts: async () => (await readdir(join(folder, "drafts"))).length,
    close: () => rm(folder, { recursive: true }),
  };
});

it("blobs on disk: a start removes what a crash left on its way, and nothing younger", async () => {
  const folder = await temporaryFolder();
  onTestFinished(() => rm(folder, { recursive: true }));
  await openDiskBlobs({ folder, now: T0 });
  const old = new Date(T0 - 90_000_000);
  await writeFile(join(folder, "drafts", "old"), "x");
  await utimes(join(folder, "drafts", "old"), old, old);
  await writeFile(join(folder, "drafts", "young"), "x");
  await utimes(join(folder, "drafts", "young"), new Date(T0), new Date(T0));
  await openDiskBlobs({ folder, now: T0 });
  expect(await readdir(join(folder, "drafts"))).toEqual(["young"]);
});

it("blobs on disk: a folder that cannot be made is told without its name", async () => {
  const folder = await temporaryFolder();
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, "file"), "x");
  const opening = openDiskBlobs({ folder: join(folder, "file"), now: T0 });
  await expect(opening).rejects.toThrow("the folder of media cannot be used (ENOTDIR)");
});
