import { describe, expect, it } from "vitest";
import type { Scanner } from "../../../src/media/scanner.ts";
import { detect } from "../../../src/domain/media/detect.ts";
import { MEDIA_TYPES } from "../../../src/domain/media/types.ts";
import { BAD_FILES, bytesOf, EICAR, GOOD_FILES } from "../../support/sample-files.ts";
import { useBench } from "../support/bench.ts";
import { upload } from "../support/forms.ts";

/** reliability.md 4.3, uploads; a tenth in the normal run. */
const FILES = process.env["VENTANA_FULL"] === "1" ? 300 : 30;

/** Knows one virus, as far as clamd's answers go; clamd itself has tests of its own. */
const scanner: Scanner = {
  async scan(file) {
    const bytes = Buffer.from(await file.readAt(0, file.size));
    return bytes.includes(EICAR) ? { kind: "infected", virus: "EICAR" } : { kind: "clean" };
  },
};
const bench = useBench({ scanner });

/** What a browser, an office program or a shell would run. */
const ACTIVE = [
  "<!doctype html><script>alert(1)</script>",
  `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`,
  "/**/=1;alert(1)//",
  "#!/bin/sh\nrm -rf /\n",
  "MZ\u0090\u0000\u0003",
  "<?php system($_GET[0]);",
  EICAR,
  "PK\u0003\u0004 and what follows",
].map((text) => Buffer.from(text, "latin1"));

const NAMES = [
  "photo.jpg",
  "../../x",
  "..\\\\..\\\\x.exe",
  "a.jpg.html",
  "a.html",
  "a.svg",
  "a%0d%0aset-cookie: a=b",
  "\u202egpj.exe",
  "con",
  ".htaccess",
  "x".repeat(300),
];

const DECLARED = [undefined, "image/jpeg", "text/html", "image/svg+xml", "application/pdf"];

/** Hostile files in turn: bad ones as they are, then good ones with something active in, before or behind them. */
function hostile(index: number): Buffer {
  const bad = BAD_FILES[index % BAD_FILES.length]!.bytes;
  const good = GOOD_FILES[index % GOOD_FILES.length]!.bytes;
  const active = ACTIVE[index % ACTIVE.length]!;
  const shapes = [
    bad,
    Buffer.concat([good, active]),
    Buffer.concat([active, good]),
    Buffer.concat([good.subarray(0, 16), active, good.subarray(16)]),
    Buffer.concat([good, bad]),
  ];
  return shapes[Math.floor(index / 2) % shapes.length]!;
}

describe("a hostile file", () => {
  it("is refused, or is what the list permits and is served so that nothing runs it", async () => {
    const counts = { kept: 0, refused: 0 };
    for (let index = 0; index < FILES; index++) {
      const bytes = hostile(index);
      const type = DECLARED[index % DECLARED.length];
      const name = NAMES[index % NAMES.length]!;
      const answer = await upload(bench(), {
        name,
        bytes,
        ...(type === undefined ? {} : { type }),
      });
      if (answer.statusCode !== 201) {
        expect(answer.statusCode).toBe(422);
        counts.refused += 1;
        continue;
      }
      counts.kept += 1;
      expect(bytes.includes(EICAR)).toBe(false);
      const asset = answer.json<{ type: string; url: string }>();
      expect(await detect(bytesOf(bytes), null)).toMatchObject({ type: asset.type });
      const { headers } = await bench().ask("GET", asset.url);
      expect(Object.keys(MEDIA_TYPES)).toContain(headers["content-type"]);
      expect(headers).toMatchObject({
        "x-content-type-options": "nosniff",
        "content-security-policy": "default-src 'none'; sandbox",
      });
      const { extensions } = MEDIA_TYPES[asset.type as keyof typeof MEDIA_TYPES];
      const ending = `\\.(${extensions.join("|")})`;
      expect(headers["content-disposition"]).toMatch(
        new RegExp(`^attachment; filename="[^"/\\\\\\\\]+${ending}"; filename\\*=UTF-8''\\S+$`),
      );
    }
    expect(counts.kept + counts.refused).toBe(FILES);
    expect(counts.refused).toBeGreaterThan(FILES / 3);
    expect(bench().blobs.drafts()).toBe(0);
    expect(bench().blobs.kept.size).toBeLessThanOrEqual(counts.kept);
    expect(bench().logged).toEqual([]);
  });
});
