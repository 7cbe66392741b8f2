import { BlockList } from "node:net";
import ipaddr from "ipaddr.js";
import {
  isInside,
  overlaps,
  parseAddress,
  parseAllowList,
  type Address,
  type Cidr,
} from "./allow-list.ts";

/*
 * Which addresses a webhook may be posted to (reliability.md 4.4). A customer names the endpoint, so without this guard he
 * could have our server talk to itself, to the cloud's metadata service, or to anything else on the inner network.
 */

/**
 * What may be done with an address.
 * - `public`: reachable under the usual rules (https, listed ports).
 * - `listed`: inside the operator's allow-list; http and any port are fine there too.
 * - `denied`: not to be reached; `range` says why in a word, for the operator's log.
 */
export type AddressVerdict =
  | { kind: "public" }
  | { kind: "listed" }
  | { kind: "denied"; range: string };

export interface AddressGuard {
  /** Judges one address given as text, as it stands in a URL without brackets or in a DNS answer. */
  judge(address: string): AddressVerdict;
  /** Whether any address is listed at all; without one, http and odd ports can be refused before DNS is asked. */
  readonly hasListed: boolean;
  /**
   * The second wall, enforced by Node itself when a TCP socket connects: our own code could be wrong or be bypassed.
   * Coarser than `judge`: a denied block that overlaps the allow-list is left out whole.
   */
  readonly blockList: BlockList;
}

const denied = (range: string): AddressVerdict => ({ kind: "denied", range });
const PUBLIC: AddressVerdict = { kind: "public" };
const LISTED: AddressVerdict = { kind: "listed" };

/** The only part of IPv6 from which public addresses are given out; `::/96` and others that ipaddr.js calls unicast lie outside. */
const IPV6_PUBLIC: Cidr = ipaddr.parseCIDR("2000::/3");

/** Azure's host agent answers here with credentials; ipaddr.js sees an ordinary public address. */
const AZURE_HOST: Cidr = ipaddr.parseCIDR("168.63.129.16/32");

/**
 * Builds the guard.
 * @param options.allow Networks or single addresses that may be reached although they are not public: local receivers,
 * self-hosters' own services. An entry is the operator's word and overrules everything, also for NAT64 and 6to4 blocks.
 * @throws RangeError when an entry is malformed.
 */
export function createAddressGuard(options: { allow: readonly string[] }): AddressGuard {
  const listed = parseAllowList(options.allow);
  return {
    hasListed: listed.length > 0,
    blockList: createBlockList(listed),
    judge(text) {
      const address = parseAddress(text);
      if (address === null) return denied("malformed");
      return listed.some((cidr) => isInside(address, cidr)) ? LISTED : judgeUnlisted(address);
    },
  };
}

function judgeUnlisted(address: Address): AddressVerdict {
  const range = address.range();
  // 6to4, NAT64, Teredo and the like are ranges of their own: whatever IPv4 address they embed, they are not unicast.
  if (range !== "unicast") return denied(range);
  if (address.kind() === "ipv4") {
    return isInside(address, AZURE_HOST) ? denied("azureHost") : PUBLIC;
  }
  return isInside(address, IPV6_PUBLIC) ? PUBLIC : denied("notGlobal");
}

/** Blocks in which no public endpoint can be. Node unwraps IPv4-mapped addresses itself before it looks here. */
const NEVER_PUBLIC = [
  ["0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"],
  ["172.16.0.0/12", "192.0.0.0/24", "192.168.0.0/16", "168.63.129.16/32"],
  ["198.18.0.0/15", "224.0.0.0/4", "240.0.0.0/4"],
  ["::/96", "::ffff:0:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/32"],
  ["2002::/16", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8"],
].flat();

function createBlockList(listed: readonly Cidr[]): BlockList {
  const blockList = new BlockList();
  for (const cidr of parseAllowList(NEVER_PUBLIC)) {
    if (listed.some((entry) => overlaps(entry, cidr))) continue;
    const [first, prefixBits] = cidr;
    blockList.addSubnet(first.toString(), prefixBits, first.kind());
  }
  return blockList;
}
