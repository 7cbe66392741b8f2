import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createGraphMedia, type GraphMedia } from "../../../src/channels/whatsapp/graph/media.ts";
import type { MediaContent } from "../../../src/domain/content.ts";
import type { MediaFile } from "../../../src/domain/media.ts";
import { createFetchMedia } from "../../../src/workers/media/fetch-media.ts";
import { createMediaIdForLine } from "../../../src/workers/media/send-media.ts";
import { createPlayground, type Playground } from "../../simulator/cloud-api/playground.ts";
import { aLine, ACME, aMessage, DAY, MINUTE, SECOND } from "../../support/builders.ts";
import { createMemoryBlobs, type MemoryBlobs } from "../../support/memory-blobs.ts";
import { BAD_FILES, GOOD_FILES, jpeg } from "../../support/sample-files.ts";
import { useWorkshop } from "../support/workshop.ts";

const workshop = useWorkshop();

let play: Playground;
let graph: GraphMedia;
let blobs: MemoryBlobs;
beforeEach(async () => {
  play = await createPlayground();
  graph = createGraphMedia({
    baseUrl: play.sim.graphUrl,
    version: "v25.0",
    timeouts: { silenceMs: 300, totalMs: 2_000 },
  });
  blobs = createMemoryBlobs();
  await workshop().store.putLine(
    aLine({ id: play.line.phoneNumberId, accessToken: play.line.accessToken }),
  );
});
afterEach(async () => {
  await graph.close();
  await play[Symbol.asyncDispose]();
});

/** A contact sends a file; the simulator has it, and the engine its message. */
async function receive(
  bytes: Buffer,
  changes: Partial<MediaContent> = {},
  mimeType = "image/jpeg",
) {
  const id = play.sim.media.put(bytes, mimeType, "webhook");
  const { sha256 = null } = play.sim.media.ref(id);
  const content: MediaContent = {
    type: "image",
    mediaId: id,
    mimeType,
    sha256,
    url: null,
    caption: null,
    filename: null,
    voice: false,
    animated: false,
    awaited: false,
    ...changes,
  };
  const item = aMessage(`wamid.${id}`, { lineId: play.line.phoneNumberId });
  if (item.kind !== "message") throw new Error("a message was expected");
  const address = await workshop().accept({ ...item, message: { ...item.message, content } });
  await workshop().advance(address);
  const file = async (): Promise<MediaFile> => {
    const rows = await workshop().store.mediaFiles(ACME, address.conversationId, ["m1"]);
    return rows[0]!;
  };
  return { id, address, file };
}

const fetchMedia = (changes: { graph?: Pick<GraphMedia, "fetch"> } = {}) =>
  createFetchMedia({ ...workshop().deps, blobs, graph, ...changes })(null);

describe("a contact's file", () => {
  it("is rung for, fetched with the line's token, and kept under what it is", async () => {
    const { address, file } = await receive(jpeg());
    expect(workshop().doorbell.rings).toContain(`media ${address.conversationId}`);
    expect(await fetchMedia()).toBe(1);
    const { state, blob, attempts } = await file();
    expect({ state, attempts, type: blob?.type }).toEqual({
      state: "ready",
      attempts: 1,
      type: "image/jpeg",
    });
    expect(blobs.kept.get(blob?.key ?? "")).toEqual(jpeg());
    expect(await fetchMedia()).toBe(0);
  });

  it.each(GOOD_FILES)(
    "is kept as a document, whatever it is of what we know: $name",
    async (good) => {
      const { file } = await receive(good.bytes, { type: "document" }, good.type);
      await fetchMedia();
      expect(await file()).toMatchObject({ state: "ready", blob: { type: good.type } });
    },
  );

  it.each(BAD_FILES)("is refused when it is $what, declared a photograph", async ({ bytes }) => {
    const { file } = await receive(bytes);
    await fetchMedia();
    expect(await file()).toMatchObject({ state: "failed", failure: "type_refused", blob: null });
    expect(blobs.kept.size).toBe(0);
    expect(blobs.drafts()).toBe(0);
  });

  it("is refused when it is good, and not what its message says", async () => {
    const { file } = await receive(GOOD_FILES.find(({ name }) => name === "offer.pdf")!.bytes);
    await fetchMedia();
    expect(await file()).toMatchObject({ state: "failed", failure: "type_refused" });
  });

  it("waits for the line's token", async () => {
    const { store, clock } = workshop();
    await store.putLine(aLine({ id: play.line.phoneNumberId, accessToken: null }));
    const { file } = await receive(jpeg());
    await fetchMedia();
    expect(await file()).toMatchObject({ state: "pending", attempts: 1 });
    await store.putLine(aLine({ id: play.line.phoneNumberId, accessToken: play.line.accessToken }));
    clock.advance(10 * SECOND);
    await fetchMedia();
    expect(await file()).toMatchObject({ state: "ready", attempts: 2 });
  });

  it("is tried again while WhatsApp fails, however it does, and comes in the end", async () => {
    const { file } = await receive(jpeg());
    play.sim.faults.inject({ kind: "refuse" }, { route: "media" });
    play.sim.faults.inject({ kind: "hang" }, { route: "media" });
    play.sim.faults.inject({ kind: "rubbish" }, { route: "media" });
    for (let tries = 0; tries < 8 && (await file()).state !== "ready"; tries++) {
      await fetchMedia();
      workshop().clock.advance(20 * MINUTE);
    }
    expect((await file()).state).toBe("ready");
  });

  it("is tried again with another token's refusal, for as long as WhatsApp keeps it", async () => {
    await workshop().store.putLine(aLine({ id: play.line.phoneNumberId, accessToken: "wrong" }));
    const { file } = await receive(jpeg());
    for (let days = 0; days < 20 && (await file()).state === "pending"; days++) {
      await fetchMedia();
      workshop().clock.advance(DAY + DAY / 2);
    }
    expect(await file()).toMatchObject({ state: "failed", failure: "unreachable", attempts: 13 });
  });

  it("has failed when WhatsApp does not have it any more", async () => {
    const { id, file } = await receive(jpeg());
    play.sim.media.remove(id);
    await fetchMedia();
    expect(await file()).toMatchObject({ state: "failed", failure: "expired" });
  });

  it("has failed when it never has the hash that was announced", async () => {
    const { file } = await receive(jpeg(), { sha256: Buffer.alloc(32).toString("base64") });
    for (let tries = 0; tries < 3; tries++) {
      expect((await file()).state).toBe("pending");
      await fetchMedia();
      workshop().clock.advance(20 * MINUTE);
    }
    expect(await file()).toMatchObject({ state: "failed", failure: "damaged" });
    expect(blobs.kept.size).toBe(0);
  });

  it("is cut off while it arrives when it is larger than anything may be", async () => {
    const { file } = await receive(jpeg());
    let given = 0;
    async function* endless(): AsyncGenerator<Uint8Array> {
      const piece = new Uint8Array(1_000_000);
      for (;;) {
        given += piece.byteLength;
        yield piece;
      }
    }
    const body = endless();
    await fetchMedia({
      graph: { fetch: async () => ({ kind: "found", mimeType: null, sha256: null, body }) },
    });
    expect(await file()).toMatchObject({ state: "failed", failure: "too_large" });
    expect(given).toBeLessThanOrEqual(101_000_000);
  });

  it("is tried again when there is no room for it", async () => {
    const { file } = await receive(jpeg());
    blobs.break(true);
    await fetchMedia();
    expect(await file()).toMatchObject({ state: "pending", attempts: 1 });
    expect(blobs.drafts()).toBe(0);
    blobs.break(false);
    workshop().clock.advance(MINUTE);
    await fetchMedia();
    expect((await file()).state).toBe("ready");
  });

  it("is fetched once by several processes at once", async () => {
    await receive(jpeg());
    const counts = await Promise.all([fetchMedia(), fetchMedia(), fetchMedia()]);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(1);
  });
});

describe("a library file for a line", () => {
  async function addAsset(): Promise<void> {
    const draft = await blobs.draft([jpeg()] as never, { bytesMax: 1_000 });
    if (draft === "too_large") throw new Error("too large");
    const { size: bytes, sha256 } = draft;
    const key = await draft.keep(ACME);
    await workshop().store.addAsset({
      workspaceId: ACME,
      id: "med_1",
      kind: "image",
      animated: false,
      blob: { key, type: "image/jpeg", bytes, sha256 },
      filename: 'a "photo".jpg',
      createdBy: "user-1",
      createdAt: workshop().clock.now(),
      deletedAt: null,
    });
  }
  const line = () => ({
    workspaceId: ACME,
    id: play.line.phoneNumberId,
    accessToken: play.line.accessToken,
  });
  const idForLine = () => createMediaIdForLine({ ...workshop().deps, blobs, graph });

  it("is uploaded whole, once in 29 days, and again when that is asked for", async () => {
    await addAsset();
    const first = await idForLine()(line(), "med_1");
    if (first.kind !== "ready") throw new Error(first.kind);
    const url = play.sim.media.info(first.mediaId, "http://x").url;
    expect(play.sim.media.download(new URL(url).searchParams.get("key") ?? "")).toMatchObject({
      bytes: jpeg(),
      mimeType: "image/jpeg",
    });
    expect(await idForLine()(line(), "med_1")).toEqual(first);
    workshop().clock.advance(29 * DAY - 1);
    expect(await idForLine()(line(), "med_1")).toEqual(first);
    workshop().clock.advance(1);
    const second = await idForLine()(line(), "med_1");
    expect(second).not.toEqual(first);
    expect(await idForLine()(line(), "med_1", { afresh: true })).not.toEqual(second);
  });

  it("that was deleted still goes out with what was queued before", async () => {
    await addAsset();
    await workshop().store.deleteAsset(ACME, "med_1", workshop().clock.now());
    expect(await idForLine()(line(), "med_1")).toMatchObject({ kind: "ready" });
  });

  it("is unknown, or says what keeps it", async () => {
    expect(await idForLine()(line(), "med_2")).toEqual({ kind: "unknown" });
    await addAsset();
    const without = { ...line(), accessToken: null };
    expect(await idForLine()(without, "med_1")).toEqual({ kind: "unauthorized" });
    const wrong = { ...line(), accessToken: "wrong" };
    expect(await idForLine()(wrong, "med_1")).toEqual({ kind: "unauthorized" });
    play.sim.faults.inject({ kind: "hang" }, { route: "media" });
    expect(await idForLine()(line(), "med_1")).toEqual({ kind: "unclear" });
  });
});
