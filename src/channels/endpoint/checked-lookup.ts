import type { LookupAddress, LookupAllOptions } from "node:dns";
import type { LookupFunction } from "node:net";
import { ConnectFailure } from "./connect-failure.ts";

/** The form of `dns.lookup` that gives all addresses of a host; tests and resolvers of one's own take its place. */
export type LookupAll = (
  hostname: string,
  options: LookupAllOptions,
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/**
 * A `lookup` for sockets that fails unless **every** address of the host is permitted. Judging only the one that is used would
 * let a mixed answer through, since the socket tries the next address when one does not answer. The socket connects to exactly
 * what was judged here, so an answer that changes between check and use (DNS rebinding) gains nothing.
 *
 * @param refusal The word for why an address may not be reached, null when it may.
 */
export function createCheckedLookup(
  lookup: LookupAll,
  refusal: (address: string) => string | null,
): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      const failure = error
        ? new ConnectFailure("dns", error.code ?? "unknown", error)
        : failureIn(addresses, refusal);
      const [first] = addresses ?? [];
      if (failure !== null || first === undefined) return callback(failure, "", 0);
      if (options.all === true) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}

function failureIn(
  addresses: readonly LookupAddress[],
  refusal: (address: string) => string | null,
): ConnectFailure | null {
  if (addresses.length === 0) return new ConnectFailure("dns", "ENODATA");
  for (const { address } of addresses) {
    const word = refusal(address);
    if (word !== null) return new ConnectFailure("blocked", word);
  }
  return null;
}
