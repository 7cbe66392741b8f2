import { beforeEach, describe, expect, it } from "vitest";
import type { GraphMedia } from "../../../src/channels/whatsapp/graph/media.ts";
import type { MediaContent } from "../../../src/domain/conversation/content.ts";
import type { MediaFile } from "../../../src/domain/media/media.ts";
import { createFetchMedia } from "../../../src/workers/media/fetch-media.ts";
import { createClamd } from "../../../src/media/clamd.ts";
import { NO_SCANNER, type Scanner } from "../../../src/media/scanner.ts";
import { aLine, ACME, aMessage, DAY, MINUTE, SECOND } from "../../support/builders.ts";
import { startClamdServer } from "../../media/clamd-server.ts";
import { BAD_FILES, EICAR, GOOD_FILES, jpeg } from "../../support/sample-files.ts";
import { useFarFiles } from "../support/far-files.ts";
import { useWorkshop } from "../support/workshop.ts";

const workshop = useWorkshop();

const far = useFarFiles();
const play = () => far().play;
const blobs = () => far().blobs;

beforeEach(async () => {
  const { phoneNumberId: id, accessToken } = play().line;
  await workshop().store.putLine(aLine({ id, accessToken }));
});

/** A contact sends a file; the simulator has it, and the engine its message. */
async function receive(
  bytes: Buffer,
  changes: Partial<MediaContent> = {},
  mimeType = "image/jpeg",
) {
  const id = play().sim.media.put(bytes, mimeType, "webhook");
  const { sha256 = null } = play().sim.media.ref(id);
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
  const item = aMessage(`wamid.${id}`, { lineId: play().line.phoneNumberId });
  if (item.kind !== "message") throw new Error("a message was expected");
  const address = await workshop().accept({ ...item, message: { ...item.message, content } });
  await workshop().advance(address);
  const file = async (): Promise<MediaFile> => {
    const rows = await workshop().store.mediaFiles(ACME, address.conversationId, ["m1"]);
    return rows[0]!;
  };
  return { id, address, file };
}

const fetchMedia = (changes: { graph?: Pick<GraphMedia, "fetch">; scanner?: Scanner } = {}) =>
  createFetchMedia({
    ...workshop().deps,
    ...far(),
    scanner: NO_SCANNER,
    ...changes,
  })(null);

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
    expect(blobs().kept.get(blob?.key ?? "")).toEqual(jpeg());
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
    expect(blobs().kept.size).toBe(0);
    expect(blobs().drafts()).toBe(0);
  });

  it("is refused when it is good, and not what its message says", async () => {
    const { file } = await receive(GOOD_FILES.find(({ name }) => name === "offer.pdf")!.bytes);
    await fetchMedia();
    expect(await file()).toMatchObject({ state: "failed", failure: "type_refused" });
  });

  it("waits for the line's token", async () => {
    const { store, clock } = workshop();
    await store.putLine(aLine({ id: play().line.phoneNumberId, accessToken: null }));
    const { file } = await receive(jpeg());
    await fetchMedia();
    expect(await file()).toMatchObject({ state: "pending", attempts: 1 });
    await store.putLine(
      aLine({ id: play().line.phoneNumberId, accessToken: play().line.accessToken }),
    );
    clock.advance(10 * SECOND);
    await fetchMedia();
    expect(await file()).toMatchObject({ state: "ready", attempts: 2 });
  });

  it("is tried again while WhatsApp fails, however it does, and comes in the end", async () => {
    const { file } = await receive(jpeg());
    play().sim.faults.inject({ kind: "refuse" }, { route: "media" });
    play().sim.faults.inject({ kind: "hang" }, { route: "media" });
    play().sim.faults.inject({ kind: "rubbish" }, { route: "media" });
    for (let tries = 0; tries < 8 && (await file()).state !== "ready"; tries++) {
      await fetchMedia({ graph: far().impatient });
      workshop().clock.advance(20 * MINUTE);
    }
    expect((await file()).state).toBe("ready");
  });

  it("is tried again with another token's refusal, for as long as WhatsApp keeps it", async () => {
    await workshop().store.putLine(aLine({ id: play().line.phoneNumberId, accessToken: "wrong" }));
    const { file } = await receive(jpeg());
    for (let days = 0; days < 20 && (await file()).state === "pending"; days++) {
      await fetchMedia();
      workshop().clock.advance(DAY + DAY / 2);
    }
    expect(await file()).toMatchObject({ state: "failed", failure: "unreachable", attempts: 13 });
  });

  it("has failed when WhatsApp does not have it any more", async () => {
    const { id, file } = await receive(jpeg());
    play().sim.media.remove(id);
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
    expect(blobs().kept.size).toBe(0);
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
    blobs().break(true);
    await fetchMedia();
    expect(await file()).toMatchObject({ state: "pending", attempts: 1 });
    expect(blobs().drafts()).toBe(0);
    blobs().break(false);
    workshop().clock.advance(MINUTE);
    await fetchMedia();
    expect((await file()).state).toBe("ready");
  });

  it("is refused when the antivirus finds something in it, wherever it stands", async () => {
    await using clamd = await startClamdServer();
    const scanner = createClamd({ address: clamd.address });
    const { file } = await receive(Buffer.concat([jpeg(), Buffer.from(EICAR)]));
    await fetchMedia({ scanner });
    expect(await file()).toMatchObject({ state: "failed", failure: "infected", blob: null });
    expect(blobs().kept.size + blobs().drafts()).toBe(0);
  });

  it("is held back while the antivirus is away, and taken when it has looked", async () => {
    await using clamd = await startClamdServer();
    const scanner = createClamd({ address: clamd.address });
    const { file } = await receive(jpeg());
    clamd.mood = "failing";
    await fetchMedia({ scanner });
    expect(await file()).toMatchObject({ state: "pending", attempts: 1, blob: null });
    expect(blobs().kept.size + blobs().drafts()).toBe(0);
    clamd.mood = "honest";
    workshop().clock.advance(MINUTE);
    await fetchMedia({ scanner });
    expect(await file()).toMatchObject({ state: "ready" });
    expect(clamd.scanned).toEqual([jpeg().byteLength, jpeg().byteLength]);
  });

  it("is given up unseen when the antivirus is away as long as WhatsApp keeps it, and comes when somebody asks again", async () => {
    const scanner: Scanner = { scan: async () => ({ kind: "away" }) };
    const { file, address } = await receive(jpeg());
    for (let days = 0; days < 20 && (await file()).state === "pending"; days++) {
      await fetchMedia({ scanner });
      workshop().clock.advance(DAY + DAY / 2);
    }
    expect(await file()).toMatchObject({ state: "failed", failure: "unscanned", attempts: 13 });
    const dueAt = workshop().clock.now();
    await workshop().store.retryMedia(ACME, address.conversationId, "m1", { dueAt });
    await fetchMedia();
    expect(await file()).toMatchObject({ state: "ready" });
  });

  it("that is too large for the antivirus has failed at once, unseen", async () => {
    await using clamd = await startClamdServer({ bytesMax: 20 });
    const { file } = await receive(jpeg());
    await fetchMedia({ scanner: createClamd({ address: clamd.address }) });
    expect(await file()).toMatchObject({ state: "failed", failure: "unscanned", blob: null });
    expect(blobs().kept.size + blobs().drafts()).toBe(0);
  });

  it("is fetched once by several processes at once", async () => {
    await receive(jpeg());
    const counts = await Promise.all([fetchMedia(), fetchMedia(), fetchMedia()]);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(1);
  });
});
