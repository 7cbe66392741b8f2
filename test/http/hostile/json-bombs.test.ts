import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { problemOf, useBench, type Bench } from "../support/bench.ts";
import { leastGrowth } from "../support/memory.ts";
import { prepareWrites, WRITES } from "../support/writes.ts";
import { signed } from "../support/webhooks.ts";

const bench = useBench();
const isFull = process.env["VENTANA_FULL"] === "1";

/** Of reliability.md 4.3, JSON bombs; a tenth in the normal run. */
const FUZZ = isFull ? 10_000 : 1_000;
const BURST = isFull ? 100 : 20;
const MB = 1_000_000;
const KIB = 1_024;

const nested = (depth: number): string => `{"a":${"[".repeat(depth - 1)}${"]".repeat(depth - 1)}}`;
const members = (count: number): string =>
  `{${Array.from({ length: count }, (_, at) => `"m${at}":0`).join()}}`;

/** Bodies that cost more than they weigh, and what they are refused with. */
const BOMBS: [string, string, string][] = [
  ["33 levels", nested(33), "body.too_deep"],
  ["1,000 levels", nested(1_000), "body.too_deep"],
  ["100,000 levels", nested(100_000), "body.too_deep"],
  ["1,000,000 levels", nested(1_000_000), "body.too_large"],
  ["100,000 levels left open", '{"a":'.repeat(20_000), "body.too_deep"],
  ["100,000 members of a list", `{"a":[${"0,".repeat(100_000)}0]}`, "request.invalid"],
  ["1,000,000 members of a list", `{"a":[${"0,".repeat(1_000_000)}0]}`, "body.too_large"],
  ["20,000 members of an object", members(20_000), "request.invalid"],
  ["60,000 empty objects", `{"a":[${"{},".repeat(60_000)}{}]}`, "request.invalid"],
  ["a number beyond all bounds", '{"a":1e400}', "request.invalid"],
  ["a number of 200,000 digits", `{"a":${"9".repeat(200_000)}}`, "request.invalid"],
  ["half a surrogate pair as a name", '{"\\ud800":1}', "request.invalid"],
  ["a name twice", '{"a":1,"a":2}', "body.duplicate_member"],
  ["a name of 200,000 characters", `{"${"n".repeat(200_000)}":1}`, "request.invalid"],
  ["a string of escapes", `{"a":"${"\\u0000".repeat(40_000)}"}`, "request.invalid"],
];

/** Each route meets a fifth of them in the normal run, not all the same fifth; all of them with VENTANA_FULL=1. */
const bombsOf = (route: number) =>
  isFull ? BOMBS : BOMBS.filter((_, index) => index % 5 === route % 5);

const post = ({ app, token }: Bench, [method, url]: readonly [Method, string], payload: string) =>
  app.inject({
    method,
    url,
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    payload,
  });
type Method = (typeof WRITES)[number][0];

describe("a JSON bomb", () => {
  it("at any write is refused, and the answer is short", async () => {
    const writes = await prepareWrites(bench());
    const version = async () =>
      (await bench().ask("GET", `/v1/conversations/${writes[0]!.conversationId}`)).headers.etag;
    const before = await version();
    for (const [index, { method, url, refusal }] of writes.entries()) {
      for (const [what, bomb, code] of bombsOf(index)) {
        const answer = await post(bench(), [method, url], bomb);
        const expected = code === "request.invalid" ? refusal : code;
        expect([method, url, what, problemOf(answer).code]).toEqual([method, url, what, expected]);
        expect([400, 413]).toContain(answer.statusCode);
        expect(answer.body.length).toBeLessThan(8 * KIB);
      }
    }
    expect(await version()).toBe(before);
    expect(bench().logged).toEqual([]);
  }, 120_000);

  it(`of ${FUZZ} shapes, broken and whole, is never more than a bad request`, async () => {
    const routes = WRITES.map(([method, path]) => [method, path.replaceAll(/:\w/g, "x")] as const);
    const { tree } = fc.letrec<{ tree: string }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 8 },
        fc.constantFrom("0", "-0", "1e400", "null", '"\\ud800"', '""', "[]", "{}", "tru", "'"),
        fc.array(tie("tree"), { maxLength: 6 }).map((items) => `[${items.join()}]`),
        fc
          .array(fc.tuple(fc.string({ maxLength: 3 }), tie("tree")), { maxLength: 6 })
          .map((pairs) => `{${pairs.map(([k, v]) => `${JSON.stringify(k)}:${v}`).join()}}`),
        fc
          .tuple(fc.integer({ min: 1, max: 60 }), tie("tree"))
          .map(([n, v]) => `${"[".repeat(n)}${v}`),
      ),
    }));
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...routes), tree, async (route, inner) => {
        const answer = await post(bench(), route, `{"none of ours":${inner}}`);
        // 404: a conversation is looked for before what is to be sent into it is judged.
        expect([400, 404]).toContain(answer.statusCode);
        expect(answer.headers["content-type"]).toContain("application/problem+json");
      }),
      { numRuns: FUZZ },
    );
    expect(bench().logged).toEqual([]);
  }, 120_000);
});

describe("a burst of JSON bombs takes no memory to speak of", () => {
  function grownBy(one: () => Promise<unknown>): Promise<number> {
    return leastGrowth(50 * MB, async () => {
      for (let again = 0; again < 3; again++) await Promise.all(Array.from({ length: BURST }, one));
    });
  }

  it("at the API", async () => {
    const bombs = BOMBS.map(([, bomb]) => bomb);
    let index = 0;
    const one = () => post(bench(), ["POST", "/v1/users"], bombs[index++ % bombs.length]!);
    expect(await grownBy(one)).toBeLessThan(50 * MB);
  }, 120_000);

  it("at the webhook, signed and of 4 MiB", async () => {
    const bomb = signed(Buffer.from(`{"a":${"[".repeat(4 * KIB * KIB - 10)}`));
    expect(await grownBy(() => bench().app.inject(bomb))).toBeLessThan(50 * MB);
    expect((await bench().app.inject(bomb)).statusCode).toBe(400);
  }, 120_000);
});
