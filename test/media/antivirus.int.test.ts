import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createClamd } from "../../src/media/clamd.ts";
import { lenient, type Scanner } from "../../src/media/scanner.ts";
import { problemOf, useBench } from "../http/support/bench.ts";
import { upload } from "../http/support/forms.ts";
import { EICAR, jpeg } from "../support/sample-files.ts";
import { startClamdServer, type ClamdServer } from "./clamd-server.ts";

let clamd: ClamdServer;
let isLenient = false;
beforeEach(async () => {
  clamd = await startClamdServer({ bytesMax: 100_000 });
  isLenient = false;
});
afterEach(async () => {
  await clamd[Symbol.asyncDispose]();
});

/** As it is composed, with the policy that the test wants when it comes to it. */
const scanner: Scanner = {
  scan(file) {
    // Whoever answers is waited for as in production.
    const timeouts = clamd.mood === "silent" ? { silenceMs: 1_000 } : {};
    const found = createClamd({ address: clamd.address, timeouts });
    return (isLenient ? lenient(found) : found).scan(file);
  },
};
const bench = useBench({ scanner });

const photo = { name: "photo.jpg", bytes: jpeg() };
const infected = { name: "photo.jpg", bytes: Buffer.concat([jpeg(), Buffer.from(EICAR)]) };
const large = { name: "photo.jpg", bytes: Buffer.concat([jpeg(), Buffer.alloc(200_000, 7)]) };
const left = () => bench().blobs.kept.size + bench().blobs.drafts();

describe("an upload that an antivirus looks into", () => {
  it("is taken when it is clean", async () => {
    expect((await upload(bench(), photo)).statusCode).toBe(201);
    expect(clamd.scanned).toEqual([photo.bytes.byteLength]);
  });

  it("is refused with what was found, and nothing of it is kept", async () => {
    const refused = await upload(bench(), infected);
    expect(problemOf(refused)).toMatchObject({ status: 422, code: "media.infected" });
    expect(refused.json()).toMatchObject({ virus: "Eicar-Test-Signature" });
    expect(left()).toBe(0);
  });

  it("is refused for now while the antivirus is away, and for good when it is too large for it", async () => {
    for (const mood of ["failing", "hangs-up", "silent"] as const) {
      clamd.mood = mood;
      const refused = await upload(bench(), photo);
      expect(problemOf(refused)).toMatchObject({ status: 503, code: "media.scanner_away" });
    }
    clamd.mood = "honest";
    const refused = await upload(bench(), large);
    expect(problemOf(refused)).toMatchObject({ status: 422, code: "media.unscannable" });
    expect(left()).toBe(0);
    expect((await upload(bench(), photo)).statusCode).toBe(201);
  });

  it("is kept unseen when that is wanted, but never when something was found", async () => {
    isLenient = true;
    expect((await upload(bench(), large)).statusCode).toBe(201);
    expect(problemOf(await upload(bench(), infected)).code).toBe("media.infected");
    clamd.mood = "failing";
    expect((await upload(bench(), photo)).statusCode).toBe(201);
  });

  it("is not sent to it when its bytes are of no type that is kept", async () => {
    const page = { name: "a.txt", bytes: Buffer.from("<html>") };
    expect(problemOf(await upload(bench(), page)).code).toBe("media.type_refused");
    expect(clamd.scanned).toEqual([]);
  });
});
