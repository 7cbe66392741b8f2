import { describe, expect, it } from "vitest";
import { verifySignature } from "../../../src/channels/whatsapp/signature.ts";
import { createRandom, type Random } from "../../../src/simulator/random.ts";
import { escaped, sign } from "./support.ts";

/** 10,000 of each with VENTANA_FULL=1 (reliability.md 4.3, webhook forgery). */
const COUNT = process.env["VENTANA_FULL"] === "1" ? 10_000 : 1_000;
const SECRET = "6f1c1b1e5b0e4f0f9d9f";
const PREVIOUS = "0d4a3b2c1e5f6a7b8c9d";
const WORDS = ["hola", "ñandú", "😀", "👩‍👩‍👧", 'a"b', "c\\d", "e/f", "@g", "\u2028", "日本", "\t"];

/** A body of a kind that Meta sends: compact or spaced, raw or escaped. */
function bodyText(random: Random): string {
  const words = Array.from({ length: random.int(1, 20) }, () => random.pick(WORDS)).join(" ");
  const json = JSON.stringify(
    { object: "whatsapp_business_account", entry: [{ id: String(random.int(1, 1e9)), words }] },
    null,
    random.int(0, 2),
  );
  return random.chance(0.5) ? escaped(json) : json;
}

const forgeries: Record<string, (genuine: Buffer, random: Random) => [Buffer, string]> = {
  "random digits": (body, random) => [body, `sha256=${hex(random, 64)}`],
  "another app's secret": (body, random) => [body, sign(body, hex(random, 20))],
  "one bit of the body flipped": (body, random) => {
    const flipped = Buffer.from(body);
    const at = random.int(0, body.length - 1);
    flipped[at] = (flipped[at] ?? 0) ^ (1 << random.int(0, 7));
    return [flipped, sign(body, SECRET)];
  },
  "one digit changed": (body, random) => {
    const header = sign(body, SECRET);
    const at = random.int("sha256=".length, header.length - 1);
    const digit = header[at] === "0" ? "1" : "0";
    return [body, header.slice(0, at) + digit + header.slice(at + 1)];
  },
  "a digit too few or too many": (body, random) => {
    const header = sign(body, SECRET);
    return [body, random.chance(0.5) ? header.slice(0, -1) : `${header}${hex(random, 1)}`];
  },
  "upper case": (body) => [body, sign(body, SECRET).toUpperCase().replace("SHA256", "sha256")],
  "a body written again": (body) => [
    Buffer.from(JSON.stringify(JSON.parse(body.toString()), null, 3)),
    sign(body, SECRET),
  ],
  "a byte appended": (body) => [Buffer.concat([body, Buffer.from(" ")]), sign(body, SECRET)],
  "the signature of the body before": (body, random) => [
    body,
    sign(Buffer.from(`${bodyText(random)} `), SECRET),
  ],
};

function hex(random: Random, digits: number): string {
  return Array.from({ length: digits }, () => random.int(0, 15).toString(16)).join("");
}

describe("webhook forgery", { timeout: 120_000 }, () => {
  it(`accepts none of ${COUNT} forgeries`, () => {
    const random = createRandom("forgeries");
    const accepted: string[] = [];
    for (let index = 0; index < COUNT; index += 1) {
      const genuine = Buffer.from(bodyText(random));
      const kind = random.pick(Object.keys(forgeries));
      const [body, header] = forgeries[kind]?.(genuine, random) ?? [genuine, ""];
      if (verifySignature(body, header, [SECRET, PREVIOUS])) accepted.push(`${index} ${kind}`);
    }
    expect(accepted).toEqual([]);
  });

  it(`refuses none of ${COUNT} genuine bodies, some of 3 MB`, () => {
    const random = createRandom("genuine");
    const refused: number[] = [];
    for (let index = 0; index < COUNT; index += 1) {
      const text = bodyText(random);
      const repeat = index % 100 === 0 ? Math.floor(3_000_000 / Buffer.byteLength(text)) : 1;
      const body = Buffer.from(text.repeat(repeat));
      const header = sign(body, random.pick([SECRET, PREVIOUS]));
      if (!verifySignature(body, header, [SECRET, PREVIOUS])) refused.push(index);
    }
    expect(refused).toEqual([]);
  });
});
