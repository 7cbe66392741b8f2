import { describe, expect, it } from "vitest";
import { problemOf, useBench } from "../support/bench.ts";
import { leavesOf, withAt } from "../support/bodies.ts";
import { PAYLOADS } from "../support/payloads.ts";
import { prepareWrites } from "../support/writes.ts";

const bench = useBench();
const isFull = process.env["VENTANA_FULL"] === "1";

/** A tenth of the strings normally, others for each route, so that all are used; all of them on every route with VENTANA_FULL=1. */
const payloadsOf = (route: number): string[] =>
  isFull ? PAYLOADS : PAYLOADS.filter((_, index) => index % 10 === route % 10);

/** What a query language would read as an operator, or a loose one as the text in it. */
const STRUCTURES: unknown[] = [
  { $ne: null },
  { $gt: "" },
  { $regex: ".*" },
  { $in: ["a"] },
  { $where: "sleep(1000)" },
  { toString: "a" },
  ["a"],
  [[]],
];

describe("a write", { timeout: 120_000 }, () => {
  it("refuses an operator, an object and a list wherever a plain value belongs", async () => {
    const writes = await prepareWrites(bench());
    for (const { method, url, body, refusal } of writes) {
      for (const { at } of leavesOf(body)) {
        for (const structure of STRUCTURES) {
          const answer = await bench().ask(method, url, withAt(body, at, structure));
          const told = { method, url, at, structure, ...problemOf(answer) };
          expect(told).toMatchObject({ status: 400, code: refusal });
        }
      }
    }
    expect(bench().logged).toEqual([]);
  });

  it("takes a string that means something elsewhere as it is, or refuses it by a rule", async () => {
    const writes = await prepareWrites(bench());
    for (const [index, { method, url, body }] of writes.entries()) {
      for (const { at } of leavesOf(body).filter(({ value }) => typeof value === "string")) {
        for (const payload of payloadsOf(index)) {
          const answer = await bench().ask(method, url, withAt(body, at, payload));
          expect([method, url, payload, answer.statusCode < 500]).toContain(true);
          expect(answer.body).not.toMatch(/SQLITE|syntax error|node_modules|\bat .*\.ts/i);
        }
      }
    }
    expect(bench().logged).toEqual([]);
  });
});
