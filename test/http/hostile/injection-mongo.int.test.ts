import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { startMongo } from "../../support/mongo-server.ts";
import { openFreshStore } from "../../store/mongo/setup.ts";
import { problemOf, useBench } from "../support/bench.ts";
import { leavesOf, withAt } from "../support/bodies.ts";
import { expectHarmless, inUrl, PARAMETERS, PAYLOADS } from "../support/payloads.ts";
import { prepareWrites } from "../support/writes.ts";

/** Of reliability.md 4.3, filter injection, on the store whose filters are documents; a tenth in the normal run. */
const isFull = process.env["VENTANA_FULL"] === "1";
const FUZZ = isFull ? 10_000 : 1_000;
const payloadsOf = (place: number): string[] =>
  isFull ? PAYLOADS : PAYLOADS.filter((_, index) => index % 10 === place % 10);

const servers = await startMongo();
const databases: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const close of databases) await close();
  await Promise.all(servers.map((server) => server.stop()));
});

async function open() {
  const { store, close } = await openFreshStore(servers[0]!.url);
  databases.push(close);
  // The database goes away when all is over; the bench closes the store before that.
  return { ...store, close: () => Promise.resolve() };
}

describe("a string that means something to MongoDB", { timeout: 300_000 }, () => {
  const bench = useBench({ open });

  it("is a plain string in every parameter", async () => {
    await bench().converse();
    for (const [place, [, urlWith]] of PARAMETERS.entries()) {
      for (const payload of payloadsOf(place))
        await expectHarmless(bench(), urlWith(inUrl(payload)));
    }
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...PARAMETERS.map(([, urlWith]) => urlWith)),
        fc.oneof(
          fc.constantFrom(...PAYLOADS),
          fc.string({ unit: "binary", minLength: 1, maxLength: 60 }),
        ),
        async (urlWith, text) => expectHarmless(bench(), urlWith(inUrl(text))),
      ),
      { numRuns: FUZZ },
    );
    expect((await bench().ask("GET", "/v1/conversations")).json()).toMatchObject({
      items: [{ version: 1 }],
    });
  });

  it("is a plain string in every body, and an operator is refused", async () => {
    const writes = await prepareWrites(bench());
    for (const [place, { method, url, body }] of writes.entries()) {
      for (const { at, value } of leavesOf(body)) {
        const refused = await bench().ask(method, url, withAt(body, at, { $ne: null }));
        expect({ method, url, at, ...problemOf(refused) }).toMatchObject({ status: 400 });
        for (const payload of typeof value === "string" ? payloadsOf(place) : []) {
          const answer = await bench().ask(method, url, withAt(body, at, payload));
          expect([method, url, payload, answer.statusCode < 500]).toContain(true);
          expect(answer.body).not.toMatch(/E11000|BSON|Mongo|\bat .*\.ts/);
        }
      }
    }
    expect(bench().logged).toEqual([]);
  });
});
