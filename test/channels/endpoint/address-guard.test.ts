import { isIPv6 } from "node:net";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createAddressGuard } from "../../../src/channels/endpoint/address-guard.ts";
import { allowEntrySchema } from "../../../src/channels/endpoint/allow-list.ts";

const strict = createAddressGuard({ allow: [] });
const verdict = (address: string, allow: string[] = []) =>
  createAddressGuard({ allow }).judge(address).kind;

const PUBLIC_IPV4 = ["8.8.8.8", "1.1.1.1", "172.15.255.255", "172.32.0.1", "168.63.129.15"];
const PUBLIC_IPV6 = ["2606:4700::1111", "2a00:1450:4001:800::200e", "::ffff:8.8.8.8"];
test.each([...PUBLIC_IPV4, ...PUBLIC_IPV6, "::ffff:808:808"])("%s is public", (address) => {
  expect(strict.judge(address)).toEqual({ kind: "public" });
});

test.each([
  ["127.0.0.1", "loopback"],
  ["127.255.255.254", "loopback"],
  ["::1", "loopback"],
  ["::ffff:127.0.0.1", "loopback"],
  ["::ffff:7f00:1", "loopback"],
  ["0:0:0:0:0:FFFF:7F00:0001", "loopback"],
  ["0.0.0.0", "unspecified"],
  ["0.1.2.3", "unspecified"],
  ["::", "unspecified"],
  ["10.0.0.1", "private"],
  ["172.16.0.1", "private"],
  ["192.168.255.255", "private"],
  ["::ffff:10.0.0.1", "private"],
  ["169.254.169.254", "linkLocal"],
  ["::ffff:169.254.169.254", "linkLocal"],
  ["fe80::1", "linkLocal"],
  ["100.64.0.1", "carrierGradeNat"],
  ["100.100.100.200", "carrierGradeNat"],
  ["168.63.129.16", "azureHost"],
  ["192.0.0.192", "reserved"],
  ["192.0.2.1", "reserved"],
  ["198.18.0.1", "reserved"],
  ["240.0.0.1", "reserved"],
  ["255.255.255.255", "broadcast"],
  ["224.0.0.1", "multicast"],
  ["ff02::1", "multicast"],
  ["fd00:ec2::254", "uniqueLocal"],
  ["fec0::1", "deprecatedSiteLocal"],
  ["::127.0.0.1", "notGlobal"],
  ["::8.8.8.8", "notGlobal"],
  ["::808:808", "notGlobal"],
  ["::2", "notGlobal"],
  ["100:0:0:1::1", "notGlobal"],
  ["4000::1", "notGlobal"],
  ["100::1", "discard"],
  ["::ffff:0:127.0.0.1", "rfc6145"],
  ["64:ff9b::7f00:1", "rfc6052"],
  ["64:ff9b::8.8.8.8", "rfc6052"],
  ["64:ff9b:1::a00:1", "rfc6052"],
  ["2002:7f00:1::", "6to4"],
  ["2002:808:808::1", "6to4"],
  ["2001:0:4136:e378:8000:63bf:3fff:fdd2", "teredo"],
  ["2001:db8::1", "reserved"],
  ["3fff::1", "reserved"],
  ["5f00::1", "segmentRouting"],
])("%s is denied as %s", (address, range) => {
  expect(strict.judge(address)).toEqual({ kind: "denied", range });
});

test.each(["", "localhost", "127.1", "0177.0.0.1", "0x7f.1", "2130706433", "127.0.0.1.", "[::1]"])(
  "%j, no address in the usual notation, is denied",
  (text) => {
    expect(strict.judge(text)).toEqual({ kind: "denied", range: "malformed" });
  },
);

test.each(["fe80::1%eth0", "::1%lo", "2606:4700::1111%eth0"])(
  "%s, having a zone, is denied",
  (text) => {
    expect(strict.judge(text).kind).toBe("denied");
  },
);

test("every IPv4 address in a private block is denied, mapped into IPv6 as well", () => {
  const octet = fc.integer({ min: 0, max: 255 });
  const first = fc.constantFrom([127], [10], [0], [192, 168], [169, 254], [100, 64], [198, 18]);
  fc.assert(
    fc.property(first, fc.tuple(octet, octet, octet), (head, tail) => {
      const octets = [...head, ...tail].slice(0, 4);
      const [a = 0, b = 0, c = 0, d = 0] = octets;
      const hex = `::ffff:${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
      for (const text of [octets.join("."), `::ffff:${octets.join(".")}`, hex]) {
        expect(strict.judge(text).kind).toBe("denied");
      }
    }),
  );
});

test("whatever the block list of the socket refuses, the guard denies too", () => {
  const addresses = fc.oneof(fc.ipV4(), fc.ipV6().filter(isIPv6));
  fc.assert(
    fc.property(addresses, (address) => {
      const family = isIPv6(address) ? "ipv6" : "ipv4";
      const isRefusedBySocket = strict.blockList.check(address, family);
      expect(!isRefusedBySocket || strict.judge(address).kind === "denied").toBe(true);
    }),
    { numRuns: 2_000 },
  );
});

test("the allow-list opens exactly its networks", () => {
  expect(verdict("127.0.0.1", ["127.0.0.0/8"])).toBe("listed");
  expect(verdict("::ffff:127.0.0.1", ["127.0.0.0/8"])).toBe("listed");
  expect(verdict("::1", ["127.0.0.0/8"])).toBe("denied");
  expect(verdict("10.1.2.3", ["10.1.2.3"])).toBe("listed");
  expect(verdict("10.1.2.4", ["10.1.2.3"])).toBe("denied");
  expect(verdict("fd00::7", ["10.0.0.0/8", "fd00::/8"])).toBe("listed");
  expect(verdict("8.8.8.8", ["10.0.0.0/8"])).toBe("public");
});

test("listing one network leaves the block list of the socket up for the others", () => {
  const { blockList } = createAddressGuard({ allow: ["127.0.0.2/32"] });
  expect(blockList.check("127.0.0.2")).toBe(false);
  expect(blockList.check("10.0.0.1")).toBe(true);
  expect(blockList.check("169.254.169.254")).toBe(true);
  expect(blockList.check("::1", "ipv6")).toBe(true);
});

test.each(["10.0.0.0/8", "127.0.0.1", "::1", "fd00::/8", " 10.0.0.0/8 ", "0.0.0.0/0"])(
  "%j can stand on the allow-list",
  (entry) => {
    expect(allowEntrySchema.safeParse(entry).success).toBe(true);
  },
);

const BAD_PREFIXES = ["10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "10.0.0.0/8/8", "::1/129"];
const BAD_ADDRESSES = ["", "localhost", "*", "10/8", "010.0.0.1", "fe80::1%eth0"];
test.each([...BAD_PREFIXES, ...BAD_ADDRESSES, "::ffff:10.0.0.0/104"])(
  "%j cannot stand on the allow-list",
  (entry) => {
    expect(allowEntrySchema.safeParse(entry).success).toBe(false);
    expect(() => createAddressGuard({ allow: [entry] })).toThrow(RangeError);
  },
);
