import { describe, expect, it } from "vitest";
import { jpeg } from "../../support/sample-files.ts";
import { problemOf, useBench } from "../support/bench.ts";
import { formOf, postForm, upload, type Part } from "../support/forms.ts";
import { leastGrowth } from "../support/memory.ts";

const bench = useBench();
const isFull = process.env["VENTANA_FULL"] === "1";

/** Figures of reliability.md 4.3, and a tenth of them in the normal run. */
const SHAPES = isFull ? 100 : 10;
const PARTS = isFull ? 10_000 : 1_000;
const MB = 1_000_000;

const file: Part = { filename: "photo.jpg", type: "image/jpeg", bytes: jpeg() };
const text: Part = { name: "x", bytes: "y" };

/** Forms that no client means, each in many sizes. */
const BOMBS: [string, (n: number) => Buffer][] = [
  ["many files", (n) => formOf(Array.from({ length: 2 + n }, () => file))],
  ["many fields", (n) => formOf(Array.from({ length: 2 + n }, () => text))],
  [
    "many fields behind the file",
    (n) => formOf([file, ...Array.from({ length: n + 1 }, () => text)]),
  ],
  ["empty parts", (n) => formOf(Array.from({ length: 2 + n }, () => ({ ...text, bytes: "" })))],
  ["a field without end", (n) => formOf([{ ...text, bytes: "y".repeat(2_000 + n * 100) }])],
  ["a name without end", (n) => formOf([{ ...file, name: "n".repeat(101 + n * 100) }])],
  [
    "headers without end",
    (n) =>
      formOf([
        { ...file, name: "n", headers: Array.from({ length: 60 + n }, (_, at) => `x-${at}: y`) },
      ]),
  ],
  [
    "a file that breaks off",
    (n) => formOf([{ ...file, bytes: Buffer.alloc(1_000 + n, 255) }]).subarray(0, 500),
  ],
  ["a form that breaks off in a header", (n) => formOf([file]).subarray(0, 30 + (n % 40))],
  ["a name that is a prototype's", () => formOf([{ ...text, name: "__proto__" }])],
  ["a name that is a constructor's", () => formOf([{ ...text, name: "constructor" }])],
  ["no boundary", (n) => Buffer.alloc(100 + n, "-")],
  ["nothing", () => Buffer.alloc(0)],
];

describe("a multipart bomb", () => {
  it.each(BOMBS)(
    "of %s is refused, and leaves nothing behind",
    async (_what, make) => {
      for (let shape = 0; shape < SHAPES; shape++) {
        const n = Math.floor((shape * PARTS) / SHAPES);
        const problem = problemOf(await postForm(bench(), make(n)));
        expect([400, 413, 422]).toContain(problem.status);
        expect(problem.code).toMatch(/^(request|media)\./);
      }
      expect(bench().blobs.kept.size + bench().blobs.drafts()).toBe(0);
      expect(bench().logged).toEqual([]);
      expect(Object.keys(Object.prototype)).toEqual([]);
    },
    60_000,
  );

  it("takes no memory to speak of", async () => {
    const form = formOf(Array.from({ length: PARTS }, () => file));
    const burst = async (): Promise<void> => {
      for (let shape = 0; shape < SHAPES; shape++) await postForm(bench(), form);
    };
    expect(await leastGrowth(50 * MB, burst)).toBeLessThan(50 * MB);
  }, 240_000);

  it("of a file that is larger than any may be is cut off", async () => {
    const over = await upload(bench(), { name: "a.pdf", bytes: Buffer.alloc(100 * MB + 1, 1) });
    expect(problemOf(over)).toMatchObject({ status: 413, code: "media.too_large" });
    expect(over.json()).toMatchObject({ bytesMax: 100 * MB });
    const wide = await upload(bench(), { name: "a.pdf", bytes: Buffer.alloc(101 * MB, 1) });
    expect(problemOf(wide).status).toBe(413);
    expect(wide.json()).toMatchObject({ bytesMax: expect.any(Number) });
    expect(bench().blobs.drafts()).toBe(0);
  });

  it("does not keep a good file from being taken afterwards", async () => {
    await postForm(bench(), formOf([file, file]));
    expect((await upload(bench(), { name: "photo.jpg", bytes: jpeg() })).statusCode).toBe(201);
  });
});
