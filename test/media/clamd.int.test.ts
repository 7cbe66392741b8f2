import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createClamd, isClamdAddress } from "../../src/media/clamd.ts";
import { lenient, type Scanner } from "../../src/media/scanner.ts";
import { bytesOf, docx, EICAR } from "../support/sample-files.ts";
import { startClamdServer, type ClamdMood, type ClamdServer } from "./clamd-server.ts";

const MB = 1_000_000;
/** Short enough for a test that waits for it. Whoever answers is waited for as in production. */
const IMPATIENT = { silenceMs: 1_000 };

let clamd: ClamdServer;
let scanner: Scanner;
beforeEach(async () => {
  clamd = await startClamdServer({ bytesMax: 20 * MB });
  scanner = createClamd({ address: clamd.address });
});
afterEach(async () => {
  await clamd[Symbol.asyncDispose]();
});

describe("clamd", () => {
  it.each([0, 1, 65_535, 65_536, 65_537, 10 * MB])("gets all of %d bytes", async (size) => {
    expect(await scanner.scan(bytesOf(Buffer.alloc(size, 7)))).toEqual({ kind: "clean" });
    expect(clamd.scanned).toEqual([size]);
  });

  it("says which virus it found", async () => {
    const file = Buffer.concat([docx(), Buffer.alloc(100_000, 7), Buffer.from(EICAR)]);
    const infected = { kind: "infected", virus: "Eicar-Test-Signature" };
    expect(await scanner.scan(bytesOf(file))).toEqual(infected);
    expect(await lenient(scanner).scan(bytesOf(file))).toEqual(infected);
  });

  it("says that a file is too large for it, although it stops reading", async () => {
    const file = bytesOf(Buffer.alloc(60 * MB, 7));
    expect(await scanner.scan(file)).toEqual({ kind: "too_large" });
    expect(await lenient(scanner).scan(file)).toEqual({ kind: "clean" });
  });

  it.each<ClamdMood>(["silent", "hangs-up", "garbled", "failing"])(
    "that is %s has not called a file clean, unless that is wanted",
    async (mood) => {
      clamd.mood = mood;
      const file = bytesOf(Buffer.alloc(1_000, 7));
      const timeouts = mood === "silent" ? IMPATIENT : {};
      const asked = createClamd({ address: clamd.address, timeouts });
      expect(await asked.scan(file)).toEqual({ kind: "away" });
      expect(await lenient(asked).scan(file)).toEqual({ kind: "clean" });
      clamd.mood = "honest";
      expect(await scanner.scan(file)).toEqual({ kind: "clean" });
    },
  );

  it.each(["127.0.0.1:1", "/no/such/socket", "no-such-host.invalid:3310"])(
    "that is not there (%s) is away",
    async (address) => {
      const absent = createClamd({ address });
      expect(await absent.scan(bytesOf("x"))).toEqual({ kind: "away" });
    },
  );

  it("looks into many files at once", async () => {
    const files = Array.from({ length: 50 }, (_, index) =>
      index % 5 === 0 ? Buffer.from(`${index} ${EICAR}`) : Buffer.alloc(index * 10_000, 7),
    );
    const verdicts = await Promise.all(files.map((file) => scanner.scan(bytesOf(file))));
    expect(verdicts.map(({ kind }) => kind === "infected")).toEqual(
      files.map((_, index) => index % 5 === 0),
    );
  });
});

describe("an address of clamd", () => {
  it.each([
    ["127.0.0.1:3310", true],
    ["clamd:3310", true],
    ["[::1]:3310", true],
    ["/run/clamav/clamd.ctl", true],
    ["clamd", false],
    ["tcp://clamd:3310", false],
    ["::1:3310", false],
    ["a b:1", false],
  ])("%s: %s", (text, isAddress) => {
    expect(isClamdAddress(text)).toBe(isAddress);
  });
});
