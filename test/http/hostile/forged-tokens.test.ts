import { crc32 } from "node:zlib";
import { describe, expect, it } from "vitest";
import { authenticate } from "../../../src/http/access/auth.ts";
import { createToken } from "../../../src/http/access/tokens.ts";
import { randomIds } from "../../../src/ids.ts";
import { createRandom } from "../../../src/simulator/random.ts";
import { useBench } from "../support/bench.ts";
import { aPerson, withToken } from "../support/person.ts";

/** 100,000 with VENTANA_FULL=1 (reliability.md 4.3, our tokens). */
const FORGED = process.env["VENTANA_FULL"] === "1" ? 100_000 : 10_000;
/** As many of them go the whole way. */
const OVER_HTTP = FORGED / 10;
const LETTERS = "0123456789abcdefghijklmnopqrstuv";

const bench = useBench();

/** With the check that its random part should have: whoever reads our code can make it. */
const checked = (random: string): string =>
  `vt_${random}${crc32(random).toString(32).padStart(7, "0")}`;

describe("a token that nobody issued", () => {
  it(`is refused, ${FORGED} of them: by chance, and one character off one that was`, async () => {
    const random = createRandom(21);
    const { deps, app } = bench();
    const real = await Promise.all(
      Array.from({ length: 20 }, (_, at) => aPerson(bench(), { id: `user${at}` })),
    );
    const issued = new Set(real.map(({ token }) => token));
    const change = (text: string, from: number, to: number): string => {
      const at = random.int(from, to);
      return text.slice(0, at) + LETTERS.charAt(random.int(0, 31)) + text.slice(at + 1);
    };
    const forge = (): string => {
      const { token } = random.pick(real);
      switch (random.int(0, 3)) {
        case 0:
          return createToken(randomIds);
        case 1:
          return change(token, 0, token.length - 1);
        case 2:
          return checked(change(token.slice(3, 35), 0, 31));
        default:
          return random.pick([token.slice(0, -1), `${token}0`, token.toUpperCase(), `x${token}`]);
      }
    };
    let accepted = 0;
    for (let count = 0; count < FORGED; count += 1) {
      const token = forge();
      if (issued.has(token)) continue;
      if (count < OVER_HTTP) {
        const { statusCode } = await withToken(app, token)("GET", "/v1/users/me");
        if (statusCode !== 401) accepted += 1;
        continue;
      }
      const headers = { authorization: `Bearer ${token}` };
      const answer = await authenticate({ headers, query: {} }, deps);
      if (answer.kind !== "refused") accepted += 1;
    }
    expect(accepted).toBe(0);
    for (const { ask } of real) expect((await ask("GET", "/v1/users/me")).statusCode).toBe(200);
  });
});
