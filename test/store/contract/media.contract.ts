import { describe, expect, it } from "vitest";
import type { MediaContent } from "../../../src/domain/conversation/content.ts";
import type { MediaAsset, MediaFile, StoredBlob } from "../../../src/domain/media/media.ts";
import { ACME, aMessage, DAY, GLOBEX, LINE, MINUTE, SECOND, T0 } from "../../support/builders.ts";
import { allPages, FOREIGN_CURSORS, only, useWorkbench, type StoreFactory } from "./setup.ts";

const BLOB: StoredBlob = { key: "a/b", type: "image/jpeg", bytes: 3, sha256: "ab".repeat(32) };

const IMAGE: MediaContent = {
  type: "image",
  mediaId: "990000000000000001",
  mimeType: "image/jpeg",
  sha256: "c2hh",
  url: null,
  caption: null,
  filename: null,
  voice: false,
  animated: false,
  awaited: false,
};

function anImage(sourceId: string, changes: Partial<MediaContent> = {}) {
  const item = aMessage(sourceId);
  if (item.kind !== "message") throw new Error("a message was expected");
  return { ...item, message: { ...item.message, content: { ...IMAGE, ...changes } } };
}

function anAsset(changes: Partial<MediaAsset> = {}): MediaAsset {
  return {
    workspaceId: ACME,
    id: "med_1",
    kind: "image",
    animated: false,
    blob: BLOB,
    filename: "photo.jpg",
    oneOff: false,
    createdBy: "user-1",
    createdAt: T0,
    deletedAt: null,
    ...changes,
  };
}

const lease = { of: null, now: T0, leaseMs: MINUTE, limit: 10 };

/** Files of messages, the library, and its uploads. */
export function testMedia(name: string, factory: StoreFactory): void {
  describe(`${name}: files of messages`, () => {
    const bench = useWorkbench(factory);
    const claimOne = async (at = T0): Promise<MediaFile> =>
      only(await bench().store.claimMedia({ ...lease, now: at }));

    it("have their row from the commit of the message on", async () => {
      const { conversationId } = await bench().converse(anImage("wamid.1"));
      const file = only(await bench().store.mediaFiles(ACME, conversationId, ["m1", "m2"]));
      expect(file).toEqual({
        workspaceId: ACME,
        conversationId,
        id: "m1",
        messageId: "m1",
        lineId: LINE,
        kind: "image",
        origin: "inbound",
        sourceId: IMAGE.mediaId,
        announced: { mimeType: "image/jpeg", sha256: "c2hh", filename: null },
        state: "pending",
        attempts: 0,
        dueAt: T0,
        blob: null,
        failure: null,
        createdAt: T0,
      });
      const whole = await bench().store.mediaFile(ACME, conversationId, "m1");
      expect(whole?.file).toEqual(file);
      expect(whole?.message).toMatchObject({ sourceId: "wamid.1", revokedAt: null });
    });

    it("are not there for texts, nor for what an import only announces", async () => {
      const { conversationId } = await bench().converse(aMessage("wamid.1"));
      await bench().converse(anImage("wamid.2", { mediaId: null, awaited: true }));
      expect(await bench().store.mediaFiles(ACME, conversationId, ["m1", "m2"])).toEqual([]);
      expect(await bench().store.mediaFile(ACME, conversationId, "m2")).toBeNull();
      expect(await bench().store.claimMedia(lease)).toEqual([]);
    });

    it("are nobody else's", async () => {
      const { conversationId } = await bench().converse(anImage("wamid.1"));
      const { store } = bench();
      expect(await store.mediaFiles(GLOBEX, conversationId, ["m1"])).toEqual([]);
      expect(await store.mediaFile(GLOBEX, conversationId, "m1")).toBeNull();
      const of = { workspaceId: GLOBEX, conversationId };
      expect(await store.claimMedia({ ...lease, of })).toEqual([]);
      expect(await store.retryMedia(GLOBEX, conversationId, "m1", { dueAt: T0 })).toBe(false);
    });

    it("are claimed by one, counted, and free again when the lease ends", async () => {
      await bench().converse(anImage("wamid.1"));
      const [mine, yours] = await Promise.all([
        bench().store.claimMedia(lease),
        bench().store.claimMedia(lease),
      ]);
      expect([...mine, ...yours].map(({ attempts }) => attempts)).toEqual([1]);
      expect(await bench().store.claimMedia({ ...lease, now: T0 + MINUTE - 1 })).toEqual([]);
      expect(await claimOne(T0 + MINUTE)).toMatchObject({ attempts: 2, dueAt: T0 + 2 * MINUTE });
    });

    it("are claimed longest due first, as many as asked for, of one conversation or of all", async () => {
      const ref = await bench().converse(anImage("wamid.1"), T0 + SECOND);
      await bench().converse(anImage("wamid.2"), T0);
      const query = { ...lease, now: T0 + SECOND, limit: 1 };
      expect(only(await bench().store.claimMedia(query)).id).toBe("m2");
      const elsewhere = { ...ref, conversationId: "elsewhere" };
      expect(await bench().store.claimMedia({ ...query, of: elsewhere })).toEqual([]);
      expect(only(await bench().store.claimMedia({ ...query, of: ref })).id).toBe("m1");
    });

    it("are ready with what was found, and stay so", async () => {
      const { conversationId } = await bench().converse(anImage("wamid.1"));
      const { store } = bench();
      const file = await claimOne();
      expect(await store.settleMedia(file, { state: "ready", blob: BLOB })).toBe(true);
      expect(only(await store.mediaFiles(ACME, conversationId, ["m1"]))).toMatchObject({
        state: "ready",
        blob: BLOB,
        failure: null,
        attempts: 1,
      });
      expect(await store.settleMedia(file, { state: "failed", failure: "expired" })).toBe(false);
      expect(await store.retryMedia(ACME, conversationId, "m1", { dueAt: T0 })).toBe(false);
      expect(await store.claimMedia({ ...lease, now: T0 + DAY })).toEqual([]);
    });

    it("are due again when a try failed, and not before", async () => {
      await bench().converse(anImage("wamid.1"));
      const file = await claimOne();
      const dueAt = T0 + 5 * MINUTE;
      expect(await bench().store.settleMedia(file, { state: "pending", dueAt })).toBe(true);
      expect(await bench().store.claimMedia({ ...lease, now: dueAt - 1 })).toEqual([]);
      expect(await claimOne(dueAt)).toMatchObject({ attempts: 2 });
    });

    it("are not settled by who slept through the lease", async () => {
      const { conversationId } = await bench().converse(anImage("wamid.1"));
      const slept = await claimOne();
      const awake = await claimOne(T0 + MINUTE);
      const { store } = bench();
      expect(await store.settleMedia(slept, { state: "failed", failure: "damaged" })).toBe(false);
      expect(await store.settleMedia(awake, { state: "ready", blob: BLOB })).toBe(true);
      expect(only(await store.mediaFiles(ACME, conversationId, ["m1"])).state).toBe("ready");
    });

    it("that failed say why, and are tried again when somebody asks", async () => {
      const { conversationId } = await bench().converse(anImage("wamid.1"));
      const { store } = bench();
      await store.settleMedia(await claimOne(), { state: "failed", failure: "expired" });
      const failed = only(await store.mediaFiles(ACME, conversationId, ["m1"]));
      expect(failed).toMatchObject({ state: "failed", failure: "expired" });
      expect(await store.claimMedia({ ...lease, now: T0 + DAY })).toEqual([]);
      expect(await store.retryMedia(ACME, conversationId, "m1", { dueAt: T0 + DAY })).toBe(true);
      expect(await store.retryMedia(ACME, conversationId, "m1", { dueAt: T0 + DAY })).toBe(false);
      expect(await claimOne(T0 + DAY)).toMatchObject({ attempts: 1, failure: null });
    });
  });

  testLibrary(name, factory);
}

function testLibrary(name: string, factory: StoreFactory): void {
  describe(`${name}: the media library`, () => {
    const bench = useWorkbench(factory);
    const query = { kind: null, cursor: null, limit: 10 };
    const idsOf = ({ items }: { items: MediaAsset[] }) => items.map(({ id }) => id);

    it("keeps a file as it was added, once", async () => {
      const { store } = bench();
      await store.addAsset(anAsset());
      await store.addAsset(anAsset({ filename: "other.jpg" }));
      expect(await store.asset(ACME, "med_1")).toEqual(anAsset());
      expect(await store.asset(ACME, "med_2")).toBeNull();
      expect(await store.asset(GLOBEX, "med_1")).toBeNull();
      expect(idsOf(await store.assets(GLOBEX, query))).toEqual([]);
    });

    it("lists newest first, page by page, all kinds or one", async () => {
      const { store } = bench();
      for (let at = 1; at <= 5; at++) {
        const kind = at % 2 === 0 ? "document" : "image";
        await store.addAsset(
          anAsset({ id: `med_${at}`, kind, createdAt: T0 + (at === 5 ? 4 : at) }),
        );
      }
      const all = await allPages((cursor) => store.assets(ACME, { ...query, cursor, limit: 2 }));
      expect(idsOf({ items: all })).toEqual(["med_5", "med_4", "med_3", "med_2", "med_1"]);
      expect(idsOf(await store.assets(ACME, { ...query, kind: "document" }))).toEqual([
        "med_4",
        "med_2",
      ]);
    });

    it("keeps one-offs, lists none of them, and deletes them as others", async () => {
      const { store } = bench();
      const oneOff = anAsset({ id: "med_2", oneOff: true, createdAt: T0 + 1 });
      await store.addAsset(oneOff);
      await store.addAsset(anAsset());
      expect(await store.asset(ACME, "med_2")).toEqual(oneOff);
      expect(idsOf(await store.assets(ACME, query))).toEqual(["med_1"]);
      expect(idsOf(await store.assets(ACME, { ...query, kind: "image" }))).toEqual(["med_1"]);
      expect(await store.deleteAsset(ACME, "med_2", T0 + 2)).toBe(true);
      expect(await store.deleteAsset(ACME, "med_2", T0 + 3)).toBe(false);
      expect(await store.asset(ACME, "med_2")).toEqual({ ...oneOff, deletedAt: T0 + 2 });
      expect(idsOf(await store.assets(ACME, query))).toEqual(["med_1"]);
    });

    it("refuses cursors of others", async () => {
      for (const cursor of FOREIGN_CURSORS) {
        await expect(bench().store.assets(ACME, { ...query, cursor })).rejects.toMatchObject({
          code: "cursor.invalid",
        });
      }
    });

    it("deletes once, and keeps what messages need", async () => {
      const { store } = bench();
      await store.addAsset(anAsset());
      expect(await store.deleteAsset(GLOBEX, "med_1", T0)).toBe(false);
      expect(await store.deleteAsset(ACME, "med_1", T0 + 1)).toBe(true);
      expect(await store.deleteAsset(ACME, "med_1", T0 + 2)).toBe(false);
      expect(idsOf(await store.assets(ACME, query))).toEqual([]);
      expect(await store.asset(ACME, "med_1")).toEqual(anAsset({ deletedAt: T0 + 1 }));
    });

    it("remembers WhatsApp's id of a file for each line, the newest", async () => {
      const { store } = bench();
      const upload = { assetId: "med_1", lineId: LINE, providerId: "77", uploadedAt: T0 };
      expect(await store.mediaUpload(ACME, "med_1", LINE)).toBeNull();
      await store.putMediaUpload(ACME, upload);
      await store.putMediaUpload(ACME, { ...upload, providerId: "78", uploadedAt: T0 + DAY });
      await store.putMediaUpload(ACME, { ...upload, providerId: "76", uploadedAt: T0 - DAY });
      const newest = { providerId: "78", uploadedAt: T0 + DAY };
      expect(await store.mediaUpload(ACME, "med_1", LINE)).toEqual(newest);
      expect(await store.mediaUpload(ACME, "med_1", "elsewhere")).toBeNull();
      expect(await store.mediaUpload(GLOBEX, "med_1", LINE)).toBeNull();
    });
  });
}
