import fc from "fast-check";
import type { FakeRecord } from "../../support/fake-dns.ts";

/** Hosts that mean this machine, as they may stand in a URL; the first table of reliability.md 4.4. */
export const LOOPBACK_SPELLINGS: readonly { host: string; isReachable: boolean }[] = [
  ...reachable("127.0.0.1", "2130706433", "0x7f000001", "0X7F000001", "017700000001"),
  ...reachable("0177.0.0.1", "0x7f.0.0.1", "127.1", "127.0.1", "127.0.0.1.", "127.8.8.8"),
  ...reachable("0.0.0.0", "0", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]"),
  ...reachable("[0:0:0:0:0:FFFF:7F00:0001]", "１２７.０.０.１", "%31%32%37.0.0.1"),
  ...reachable("private4.test", "private6.test", "mapped.test", "mixed.test"),
  ...reachable("user:secret@127.0.0.1"),
  // Addresses that only embed ours: no route leads back here, but somewhere else one may.
  ...["[::127.0.0.1]", "[2002:7f00:1::]", "[64:ff9b::7f00:1]"].map((host) => ({
    host,
    isReachable: false,
  })),
];

/** The names above, as an attacker's name server answers them. */
export const LOOPBACK_NAMES: Record<string, FakeRecord> = {
  "private4.test": ["127.0.0.1"],
  "private6.test": ["::1"],
  "mapped.test": ["::ffff:127.0.0.1"],
  "mixed.test": ["127.0.0.1", "8.8.8.8"],
};

/** Any address of 127.0.0.0/8 in any notation that the URL standard understands. */
export function anyLoopbackHost(): fc.Arbitrary<string> {
  const octets = fc.tuple(octet(), octet(), octet()).map((tail) => [127, ...tail]);
  return fc.oneof(
    { arbitrary: octets.chain(ipv4Spelling), weight: 3 },
    { arbitrary: octets.chain(mappedSpelling), weight: 1 },
  );
}

function reachable(...hosts: string[]) {
  return hosts.map((host) => ({ host, isReachable: true }));
}

function octet(): fc.Arbitrary<number> {
  return fc.integer({ min: 0, max: 254 });
}

/** One to four numbers, each decimal, octal or hexadecimal, its characters plain, full-width or percent-encoded. */
function ipv4Spelling(octets: number[]): fc.Arbitrary<string> {
  const numbers = fc.integer({ min: 1, max: 4 }).map((count) => {
    const rest = octets.slice(count - 1).reduce((sum, part) => sum * 256 + part, 0);
    return [...octets.slice(0, count - 1), rest];
  });
  return numbers
    .chain((parts) => fc.tuple(...parts.map(numberSpelling)))
    .map((parts) => parts.join("."))
    .chain((text) => fc.tuple(...text.split("").map(charSpelling), fc.constantFrom("", ".")))
    .map((chars) => chars.join(""));
}

function numberSpelling(value: number): fc.Arbitrary<string> {
  const zeros = fc.integer({ min: 0, max: 4 }).map((count) => "0".repeat(count));
  return fc.oneof(
    fc.constant(String(value)),
    zeros.map((padding) => `0${padding}${value.toString(8)}`),
    zeros.map((padding) => `0x${padding}${value.toString(16)}`),
    zeros.map((padding) => `0X${padding}${value.toString(16).toUpperCase()}`),
  );
}

function charSpelling(char: string): fc.Arbitrary<string> {
  const encoded = `%${char.charCodeAt(0).toString(16)}`;
  const fullWidth = String.fromCodePoint(char.charCodeAt(0) + 0xfee0);
  return fc.oneof(
    { arbitrary: fc.constant(char), weight: 6 },
    { arbitrary: fc.constantFrom(encoded, fullWidth), weight: 1 },
  );
}

/** IPv4-mapped IPv6, its zeros written out or not, its tail dotted or in hexadecimal. */
function mappedSpelling(octets: number[]): fc.Arbitrary<string> {
  const [a = 0, b = 0, c = 0, d = 0] = octets;
  const hex = `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
  const heads = ["::", "0::", "0:0:0::", "0:0:0:0:0:", "0000:0000:0000:0000:0000:", "::0:0:"];
  return fc
    .tuple(fc.constantFrom(...heads), fc.constantFrom("ffff", "FFFF", "fFfF"), fc.boolean())
    .map(([head, mark, isDotted]) => `[${head}${mark}:${isDotted ? octets.join(".") : hex}]`);
}
