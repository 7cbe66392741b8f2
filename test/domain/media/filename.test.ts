import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { safeFilename, withExtension } from "../../../src/domain/media/filename.ts";
import { MEDIA_TYPES, type MediaType } from "../../../src/domain/media/types.ts";

describe("a stranger's file name", () => {
  const cases: [string | null, MediaType, string][] = [
    ["photo.jpg", "image/jpeg", "photo.jpg"],
    ["Foto de João ñ 写真.JPEG", "image/jpeg", "Foto de João ñ 写真.jpeg"],
    [null, "application/pdf", "file.pdf"],
    ["", "application/pdf", "file.pdf"],
    ["../../etc/passwd", "text/plain", "passwd.txt"],
    ["..\\..\\windows\\system.ini", "text/plain", "system.ini.txt"],
    ["/", "text/plain", "file.txt"],
    ["..", "text/plain", "file.txt"],
    [".htaccess", "text/plain", "htaccess.txt"],
    ["a.jpg.html", "image/jpeg", "a.jpg.html.jpg"],
    ["invoice.exe", "application/pdf", "invoice.exe.pdf"],
    ["photo\u202egpj.exe", "image/jpeg", "photogpj.exe.jpg"],
    ["a\u200b\u2066b\u2069.png", "image/png", "ab.png"],
    ["a\r\nset-cookie: x=y.png", "image/png", "aset-cookie_ x=y.png"],
    ["a\u0000.png", "image/png", "a.png"],
    ['a"b;c|d<e>.png', "image/png", "a_b_c_d_e_.png"],
    ["CON", "text/plain", "file.txt"],
    ["con.txt", "text/plain", "file.txt"],
    ["half \ud800.png", "image/png", "half.png"],
  ];
  it.each(cases)("%j of %s becomes %j", (given, type, safe) => {
    expect(safeFilename(given, type)).toBe(safe);
  });

  it("is always short, of one line and one folder, and ends as its type does", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary", maxLength: 400 }),
        fc.constantFrom(...(Object.keys(MEDIA_TYPES) as MediaType[])),
        (given, type) => {
          const name = safeFilename(given, type);
          expect(name).not.toMatch(/[\p{Cc}\p{Cf}/\\"]/u);
          expect(Array.from(name).length).toBeLessThanOrEqual(110);
          expect(MEDIA_TYPES[type].extensions as readonly string[]).toContain(
            name.split(".").at(-1),
          );
          expect(safeFilename(name, type)).toBe(name);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

describe("a name that a sender gives a document", () => {
  it.each([
    ["Plan anual", "application/pdf", "Plan anual.pdf"],
    ["Plan anual.PDF", "application/pdf", "Plan anual.PDF"],
    ["Plan 2.0", "application/pdf", "Plan 2.0.pdf"],
    ["plan.exe", "application/pdf", "plan.exe.pdf"],
    ["plan. ", "application/pdf", "plan.pdf"],
    ["precios.csv", "text/plain", "precios.csv"],
    [".pdf", "application/pdf", ".pdf.pdf"],
    ["x".repeat(240), "application/pdf", `${"x".repeat(236)}.pdf`],
    ["🎉".repeat(240), "application/pdf", `${"🎉".repeat(236)}.pdf`],
  ] as const)(
    "%s of %s ends as what it is: phones choose by that what opens it",
    (...[given, type, name]) => {
      expect(withExtension(given, type)).toBe(name);
    },
  );
});
