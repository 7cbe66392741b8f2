import { beforeEach, describe, expect, it } from "vitest";
import { createMediaIdForLine } from "../../../src/workers/media/send-media.ts";
import { aLine, ACME, DAY } from "../../support/builders.ts";
import { jpeg } from "../../support/sample-files.ts";
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

describe("a library file for a line", () => {
  async function addAsset(): Promise<void> {
    const draft = await blobs().draft([jpeg()] as never, { bytesMax: 1_000 });
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
      oneOff: false,
      createdBy: "user-1",
      createdAt: workshop().clock.now(),
      deletedAt: null,
    });
  }
  const line = () => ({
    workspaceId: ACME,
    id: play().line.phoneNumberId,
    accessToken: play().line.accessToken,
  });
  const idForLine = (graph = far().graph) =>
    createMediaIdForLine({ ...workshop().deps, ...far(), graph });

  it("is uploaded whole, once in 29 days, and again when that is asked for", async () => {
    await addAsset();
    const first = await idForLine()(line(), "med_1");
    if (first.kind !== "ready") throw new Error(first.kind);
    const url = play().sim.media.info(first.mediaId, "http://x").url;
    expect(play().sim.media.download(new URL(url).searchParams.get("key") ?? "")).toMatchObject({
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
    play().sim.faults.inject({ kind: "hang" }, { route: "media" });
    const { impatient } = far();
    expect(await idForLine(impatient)(line(), "med_1")).toEqual({ kind: "unclear" });
  });
});
