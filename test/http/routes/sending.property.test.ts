import fc from "fast-check";
import { expect, it } from "vitest";
import { PROBLEMS } from "../../../src/http/problems/problem-catalogue.ts";
import { useBench } from "../support/bench.ts";
import { outboxOf, post } from "../support/sending.ts";

const bench = useBench();

const word = fc.oneof(
  fc.string({ unit: "binary", maxLength: 30 }),
  fc.constantFrom(
    "Hola",
    "",
    " ",
    "\u0000",
    "\ud83d",
    "👍",
    "m1",
    "m9",
    "med_1",
    "text",
    "x".repeat(4_097),
  ),
);
const member = fc.constantFrom(
  ...(
    "type text mediaId caption voice latitude longitude body buttons sections emoji targetId " +
    "replyToId contacts header button messages name $ne"
  ).split(" "),
);
const type = fc.constantFrom(
  ..."text image audio document sticker location contacts buttons list reaction".split(" "),
);
const value = fc.oneof(
  word,
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.jsonValue({ maxDepth: 3 }),
);
const message = fc
  .tuple(fc.dictionary(member, value), fc.option(type, { nil: undefined }))
  .map(([members, kind]) => (kind === undefined ? members : { ...members, type: kind }));
const body = fc.oneof(
  message,
  fc.record({ messages: fc.array(fc.oneof(message, value), { maxLength: 4 }) }),
  fc.record({ type: fc.constant("text"), text: word }),
);

it("whatever is asked for is queued or refused by name, and as many are queued as the answer says", async () => {
  const id = await bench().converse();
  let queued = 0;
  await fc.assert(
    fc.asyncProperty(body, async (asked) => {
      const response = await post(bench(), id, asked);
      const answer = response.json<{ code: keyof typeof PROBLEMS; messages: unknown[] }>();
      if (response.statusCode === 200) queued += answer.messages.length;
      else expect(PROBLEMS).toHaveProperty([answer.code]);
      expect(response.statusCode).toBeLessThan(500);
    }),
    { numRuns: 150 },
  );
  expect(bench().logged).toEqual([]);
  const sends = await outboxOf(bench(), id);
  expect(sends).toHaveLength(Math.min(queued, 100));
  expect(queued).toBeGreaterThan(0);
});
