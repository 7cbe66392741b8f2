import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { detect } from "../../../src/domain/media/detect.ts";
import { fitsDeclared, type MediaType } from "../../../src/domain/media/types.ts";
import {
  BAD_FILES,
  bytesOf,
  docx,
  GOOD_FILES,
  isoMedia,
  jpeg,
  opus,
  png,
  webp,
} from "../../support/sample-files.ts";

describe("the type of a file", () => {
  it.each(GOOD_FILES)("is found for $name", async ({ bytes, type }) => {
    expect(await detect(bytesOf(bytes), null)).toMatchObject({ kind: "known", type });
  });

  it.each(BAD_FILES)("is none of ours for $what", async ({ bytes }) => {
    expect((await detect(bytesOf(bytes), "image/png")).kind).not.toBe("known");
    expect((await detect(bytesOf(bytes), null)).kind).not.toBe("known");
  });

  it("tells moving stickers from still ones", async () => {
    expect(await detect(bytesOf(webp({ animated: true })), null)).toMatchObject({ animated: true });
    expect(await detect(bytesOf(webp()), null)).toMatchObject({ animated: false });
  });

  it("takes sound in an MP4 file for sound when it is declared so, and for nothing else", async () => {
    const sound = await detect(bytesOf(isoMedia("isom")), "audio/mp4; codecs=mp4a");
    expect(sound).toMatchObject({ type: "audio/mp4" });
    const other = await detect(bytesOf(isoMedia("isom")), "application/pdf");
    expect(other).toMatchObject({ type: "video/mp4" });
  });

  it("is found of a letter with a comment behind its end", async () => {
    const letter = docx();
    letter.writeUInt16LE(5, letter.byteLength - 2);
    const commented = Buffer.concat([letter, Buffer.from("hello")]);
    expect(await detect(bytesOf(commented), null)).toMatchObject({ kind: "known" });
  });

  it("never fails, whatever the bytes are, and reads no file for ever", async () => {
    const beginnings = [...GOOD_FILES, ...BAD_FILES].map(({ bytes }) => bytes);
    const cases = fc.tuple(
      fc.constantFrom(...beginnings),
      fc.nat({ max: 600 }),
      fc.uint8Array({ maxLength: 600 }),
    );
    await fc.assert(
      fc.asyncProperty(cases, async ([beginning, cut, rest]) => {
        const mixed = Buffer.concat([beginning.subarray(0, cut), rest]);
        expect(["known", "unknown", "too_many_pixels"]).toContain(
          (await detect(bytesOf(mixed), null)).kind,
        );
      }),
      { numRuns: process.env["VENTANA_FULL"] === "1" ? 10_000 : 1_000 },
    );
  });

  it("survives a photograph that consists of headers only", async () => {
    const endless = Buffer.concat([jpeg().subarray(0, 2), Buffer.alloc(200_000, 0xff)]);
    expect(await detect(bytesOf(endless), null)).toEqual({ kind: "unknown" });
  });

  it("is not sought for ever at the end of a file full of ends", async () => {
    const ends = Buffer.concat([jpeg(), Buffer.from("PK\u0005\u0006".repeat(20_000))]);
    expect(await detect(bytesOf(ends), null)).toEqual({ kind: "unknown" });
  });

  it("is found of a photograph that has the mark of an archive in it by chance", async () => {
    const marked = Buffer.concat([jpeg(), Buffer.from("PK\u0005\u0006"), Buffer.alloc(100, 7)]);
    expect(await detect(bytesOf(marked), null)).toMatchObject({ kind: "known" });
  });

  it.each([
    ["8 bits RGB", png(2, 2, [8, 2]), true],
    ["8 bits RGBA", png(2, 2, [8, 6]), true],
    ["16 bits", png(2, 2, [16, 2]), false],
    ["a palette", png(2, 2, [8, 3]), false],
    ["grey", png(2, 2, [8, 0]), false],
    ["a photograph", jpeg(), true],
    ["a photograph for print", jpeg(2, 2, { components: 4 }), false],
    ["a photograph of 12 bits", jpeg(2, 2, { bits: 12 }), false],
  ])("says whether WhatsApp takes the colours: %s", async (_what, bytes, isPlainColour) => {
    expect(await detect(bytesOf(bytes), null)).toMatchObject({ kind: "known", isPlainColour });
  });
});

describe("sound in Opus", () => {
  it("tells how many channels it has, where its head says so", async () => {
    for (const channels of [1, 2, 6]) {
      expect(await detect(bytesOf(opus(channels)), null)).toMatchObject({ channels });
    }
    const silent = await detect(bytesOf(opus(1).subarray(0, 36)), null);
    expect(silent).toMatchObject({ kind: "known", type: "audio/ogg" });
    for (const detected of [silent, await detect(bytesOf(png()), null)]) {
      expect(detected).not.toHaveProperty("channels");
    }
  });
});

describe("a declared type", () => {
  const cases: [MediaType, string | null, boolean][] = [
    ["image/jpeg", null, true],
    ["image/jpeg", "application/octet-stream", true],
    ["image/jpeg", "IMAGE/JPEG; q=1", true],
    ["image/jpeg", "image/jpg", true],
    ["image/jpeg", "image/png", false],
    ["image/jpeg", "text/html", false],
    ["text/plain", "text/csv", true],
    ["text/plain", "text/html", false],
    ["text/plain", "application/vnd.ms-excel", true],
    ["application/pdf", "image/jpeg", false],
    ["audio/ogg", "audio/ogg; codecs=opus", true],
  ];
  it.each(cases)("of %s as %s: %s", (type, declared, fits) => {
    expect(fitsDeclared(type, declared)).toBe(fits);
  });
});
