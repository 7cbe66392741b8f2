import { isIP } from "node:net";
import ipaddr from "ipaddr.js";
import { z } from "zod";

/** An address after IPv4-mapped IPv6 has been unwrapped. */
export type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** A block of addresses: its first one and the length of the common prefix in bits. */
export type Cidr = readonly [first: Address, prefixBits: number];

/** `10.0.0.0/8`, `fd00::/8`, or a single address. Short and octal IPv4 forms are refused: they are easily misread. */
export const allowEntrySchema = z
  .string()
  .trim()
  .refine((text) => parseAllowEntry(text) !== null, {
    error: "Not a network such as 10.0.0.0/8 or an address such as 127.0.0.1.",
  });

/**
 * Reads the entries of an allow-list.
 * @throws RangeError naming the bad entry; configuration is checked with `allowEntrySchema` before it gets here.
 */
export function parseAllowList(entries: readonly string[]): Cidr[] {
  return entries.map((entry) => {
    const cidr = parseAllowEntry(entry);
    if (cidr === null) throw new RangeError(`"${entry}" is neither a network nor an address`);
    return cidr;
  });
}

/**
 * Reads the text of one address, unwrapping IPv4-mapped IPv6 (`::ffff:127.0.0.1`), which connects to the IPv4 address.
 * Null for anything but an address in a usual notation, and for one with a zone (`fe80::1%eth0`), which no public address needs.
 */
export function parseAddress(text: string): Address | null {
  if (isIP(text) === 0 || text.includes("%")) return null;
  // ipaddr.js takes `::8.8.8.8` for the IPv4 address 8.8.8.8, while a socket goes to `::808:808`: give it hex digits only.
  const isDottedIpv6 = text.includes(":") && text.includes(".");
  return ipaddr.process(isDottedIpv6 ? new URL(`http://[${text}]`).hostname.slice(1, -1) : text);
}

/** Whether `address` lies in `cidr`; never across families. */
export function isInside(address: Address, [first, prefixBits]: Cidr): boolean {
  return address.kind() === first.kind() && address.match(first, prefixBits);
}

/** Whether two blocks have an address in common. */
export function overlaps(one: Cidr, other: Cidr): boolean {
  return one[1] <= other[1] ? isInside(other[0], one) : isInside(one[0], other);
}

function parseAllowEntry(entry: string): Cidr | null {
  const [text = "", bits, ...rest] = entry.split("/");
  if (rest.length > 0) return null;
  const address = parseAddress(text);
  if (address === null) return null;
  const bitsMax = address.kind() === "ipv4" ? 32 : 128;
  if (bits === undefined) return [address, bitsMax];
  // A mapped address with a prefix would need its bits shifted; nobody writes it, so it is refused instead of guessed at.
  if (!/^\d{1,3}$/.test(bits) || Number(bits) > bitsMax || isMapped(text, address)) return null;
  return [address, Number(bits)];
}

function isMapped(text: string, address: Address): boolean {
  return address.kind() === "ipv4" && text.includes(":");
}
