import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { problemOf, useBench } from "../support/bench.ts";
import { expectHarmless, inUrl, PARAMETERS, PAYLOADS } from "../support/payloads.ts";

const bench = useBench();

/** What no text has: controls but tabs and line breaks. */
const CONTROLS = /[^\P{Cc}\t\n\r]/u;

/** 10,000 with VENTANA_FULL=1 (reliability.md 4.3, filter injection). */
const FUZZ = process.env["VENTANA_FULL"] === "1" ? 10_000 : 1_000;

describe("a string that means something elsewhere", () => {
  it.each(PARAMETERS)("is a plain string as %s", async (_name, urlWith) => {
    await bench().converse();
    for (const payload of PAYLOADS) await expectHarmless(bench(), urlWith(inUrl(payload)));
    expect((await bench().ask("GET", "/v1/conversations")).json()).toMatchObject({
      items: [{ version: 1 }],
    });
  });

  it.each([
    "line[$ne]=x",
    "line[]=x",
    "line.$gt=",
    "line=x&line=y",
    "$where=1",
    "line%5B%24ne%5D=x",
  ])("as a structure (%s) is refused", async (query) => {
    const response = await bench().ask("GET", `/v1/conversations?${query}`);
    expect(response.statusCode).toBe(400);
  });

  it("is harmless whatever it is", async () => {
    await bench().converse();
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...PARAMETERS.map(([, urlWith]) => urlWith)),
        fc.string({ unit: "binary", minLength: 1, maxLength: 60 }),
        async (urlWith, text) => expectHarmless(bench(), urlWith(inUrl(text))),
      ),
      { numRuns: FUZZ },
    );
  }, 300_000);

  it("is kept as it is where people may write what they like, and refused when it is no text", async () => {
    const { ask, converse } = bench();
    for (const [at, payload] of PAYLOADS.entries()) {
      const text = `x${payload}x`;
      const id = await converse(`wamid.${at}`, { body: text });
      const closed = await ask("POST", `/v1/conversations/${id}/close`, { description: text });
      const user = await ask("POST", "/v1/users", { name: text });
      if (CONTROLS.test(text) || !text.isWellFormed()) {
        expect(problemOf(closed)).toMatchObject({ status: 400, fields: ["body.description"] });
      } else expect(closed.json()).toMatchObject({ episode: { description: text } });
      // A name is one line.
      if (/\p{Cc}/u.test(text) || !text.isWellFormed()) {
        expect(problemOf(user)).toMatchObject({ status: 400, fields: ["body.name"] });
      } else expect(user.json()).toMatchObject({ name: text });
    }
  });
});
