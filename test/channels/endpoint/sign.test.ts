import fc from "fast-check";
import { Webhook } from "standardwebhooks";
import { expect, test } from "vitest";
import { createSigner, generateSecret, secretSchema } from "../../../src/channels/endpoint/sign.ts";

const OLD = generateSecret(new Uint8Array(24).fill(1));
const NEW = generateSecret(new Uint8Array(64).fill(2));
const BODY = '{"type":"conversation.closed","data":{"text":"¡Olé! 🎉"}}';
const MINUTE_MS = 60_000;
const sign = createSigner();

const signed = (change: Partial<Parameters<typeof sign>[0]> = {}) =>
  sign({ id: "evt_1", sentAt: Date.now(), body: BODY, secrets: [NEW], ...change });

test("a receiver with the standard library accepts what we sign", () => {
  expect(new Webhook(NEW).verify(BODY, signed())).toEqual(JSON.parse(BODY));
});

test("bytes and text of the same body are signed alike", () => {
  const sentAt = Date.now();
  expect(signed({ sentAt, body: Buffer.from(BODY) })).toEqual(signed({ sentAt }));
});

test("whatever the secret, id and body, the standard library accepts it", () => {
  const secrets = fc.uint8Array({ minLength: 24, maxLength: 64 }).map(generateSecret);
  const ids = fc.stringMatching(/^[A-Za-z0-9_:-]{1,64}$/);
  fc.assert(
    fc.property(secrets, ids, fc.string({ unit: "grapheme" }), (secret, id, body) => {
      const headers = sign({ id, sentAt: Date.now(), body, secrets: [secret] });
      const verify = () => new Webhook(secret).verify(body, headers, { jsonParse: false });
      expect(verify).not.toThrow();
    }),
  );
});

test("during a rotation receivers with the old and with the new secret both accept", () => {
  const headers = signed({ secrets: [NEW, OLD] });
  expect(headers["webhook-signature"]).toMatch(/^v1,\S+ v1,\S+$/);
  for (const secret of [OLD, NEW]) new Webhook(secret).verify(BODY, headers);
});

test.each([
  ["another secret", () => [OLD, BODY, signed()] as const],
  ["another id", () => [NEW, BODY, { ...signed(), "webhook-id": "evt_2" }] as const],
  ["an added space", () => [NEW, `${BODY} `, signed()] as const],
  [
    "an attempt 6 minutes old",
    () => [NEW, BODY, signed({ sentAt: Date.now() - 6 * MINUTE_MS })] as const,
  ],
  [
    "an attempt 6 minutes ahead",
    () => [NEW, BODY, signed({ sentAt: Date.now() + 6 * MINUTE_MS })] as const,
  ],
])("a receiver refuses %s", (_name, forge) => {
  const [secret, body, headers] = forge();
  expect(() => new Webhook(secret).verify(body, headers)).toThrow();
});

test("a secret is made of 24 to 64 bytes", () => {
  expect(generateSecret(new Uint8Array(24))).toBe(`whsec_${"A".repeat(32)}`);
  expect(() => generateSecret(new Uint8Array(23))).toThrow(RangeError);
  expect(() => generateSecret(new Uint8Array(65))).toThrow(RangeError);
});

test.each([
  ["no prefix", OLD.slice(6)],
  ["a wrong prefix", OLD.replace("whsec_", "whpk_")],
  ["too short a key", `whsec_${Buffer.alloc(23).toString("base64")}`],
  ["too long a key", `whsec_${Buffer.alloc(65).toString("base64")}`],
  ["base64 for URLs", `whsec_${Buffer.alloc(24, 0xff).toString("base64url")}`],
  ["padding left out", `whsec_${Buffer.alloc(25).toString("base64").replaceAll("=", "")}`],
  ["a line break", `${OLD}\n`],
  ["nothing", ""],
])("a secret with %s is refused, and no error shows it", (_name, secret) => {
  expect(secretSchema.safeParse(secret).success).toBe(false);
  expect(() => signed({ secrets: [secret] })).toThrow("a secret is whsec_");
});

test("a generated secret is accepted by the schema", () => {
  for (const secret of [OLD, NEW]) expect(secretSchema.parse(secret)).toBe(secret);
});

test.each(["", "a.b", "a b", "a\r\nx: y", "é", "a".repeat(257)])(
  "the id %j cannot be signed",
  (id) => {
    expect(() => signed({ id })).toThrow(RangeError);
  },
);

test("nothing is sent unsigned", () => {
  expect(() => signed({ secrets: [] })).toThrow(RangeError);
});

test("a signer stays right when it has seen more secrets than it remembers", () => {
  const secretOf = (n: number) => generateSecret(Buffer.alloc(24, `secret ${n}`));
  for (let n = 0; n < 1_100; n++) signed({ secrets: [secretOf(n)] });
  const headers = signed({ secrets: [secretOf(3)] });
  expect(new Webhook(secretOf(3)).verify(BODY, headers)).toEqual(JSON.parse(BODY));
});
