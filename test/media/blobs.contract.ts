import { createHash } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { BlobStore, ByteRange, Draft } from "../../src/media/blob-store.ts";
import { ACME, GLOBEX } from "../support/builders.ts";

export interface OpenBlobs {
  blobs: BlobStore;
  /** Drafts that lie about. */
  drafts(): Promise<number>;
  close(): Promise<void>;
}

const HELLO = Buffer.from("hello, bytes");

/** What every blob store must do. */
export function testBlobs(name: string, open: () => Promise<OpenBlobs>): void {
  describe(`blobs on ${name}`, () => {
    let opened: OpenBlobs;
    beforeEach(async () => {
      opened = await open();
    });
    afterEach(() => opened.close());

    const draft = async (bytes: Buffer, bytesMax = 1_000_000): Promise<Draft> => {
      const made = await opened.blobs.draft(pieces(bytes), { bytesMax });
      if (made === "too_large") throw new Error("too large");
      return made;
    };
    const keep = async (bytes: Buffer, workspaceId = ACME): Promise<string> =>
      (await draft(bytes)).keep(workspaceId);
    const read = async (key: string, range: ByteRange | null = null): Promise<string | null> => {
      const stream = await opened.blobs.read(key, range);
      if (stream === null) return null;
      return Buffer.concat(await Array.fromAsync(stream)).toString();
    };

    it("come back as they were kept, whole or in part", async () => {
      const key = await keep(HELLO);
      expect(await read(key)).toBe("hello, bytes");
      expect(await read(key, { start: 7, end: 11 })).toBe("bytes");
      expect(await opened.drafts()).toBe(0);
    });

    it("can be looked at before they are kept", async () => {
      const made = await draft(HELLO);
      expect(made.size).toBe(HELLO.byteLength);
      expect(made.sha256).toBe(createHash("sha256").update(HELLO).digest("hex"));
      expect(Buffer.from(await made.readAt(7, 100)).toString()).toBe("bytes");
      expect(await made.readAt(100, 5)).toHaveLength(0);
      await made.discard();
      expect(await opened.drafts()).toBe(0);
    });

    it("are named by content and workspace, and kept once", async () => {
      const key = await keep(HELLO);
      expect(await keep(HELLO)).toBe(key);
      expect(await keep(HELLO, GLOBEX)).not.toBe(key);
      expect(await read(key)).toBe("hello, bytes");
    });

    it("leave nothing behind when they are too large, and are not read to their end", async () => {
      let given = 0;
      async function* endless(): AsyncGenerator<Uint8Array> {
        for (;;) {
          given += 1_000;
          yield new Uint8Array(1_000);
        }
      }
      expect(await opened.blobs.draft(endless(), { bytesMax: 5_000 })).toBe("too_large");
      expect(given).toBeLessThan(10_000);
      expect(await opened.drafts()).toBe(0);
    });

    it("leave nothing behind when their source breaks off", async () => {
      async function* broken(): AsyncGenerator<Uint8Array> {
        yield HELLO;
        throw new Error("the wire was cut");
      }
      await expect(opened.blobs.draft(broken(), { bytesMax: 5_000 })).rejects.toThrow("the wire");
      expect(await opened.drafts()).toBe(0);
    });

    it("are not found under names that are not theirs", async () => {
      const absent = `${"0".repeat(16)}/${"0".repeat(64)}`;
      for (const key of [
        absent,
        "",
        "..",
        "../../etc/passwd",
        "/etc/passwd",
        "a/b",
        `${absent}/..`,
      ]) {
        expect(await read(key)).toBeNull();
      }
    });

    it("of no bytes and of many are kept alike", async () => {
      expect(await read(await keep(Buffer.alloc(0)))).toBe("");
      const many = Buffer.alloc(900_000, "abc");
      expect(await read(await keep(many))).toBe(many.toString());
    });
  });
}

async function* pieces(bytes: Buffer): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += 65_536) yield bytes.subarray(at, at + 65_536);
}
