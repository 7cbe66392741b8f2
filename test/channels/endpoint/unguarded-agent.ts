import type { LookupOptions } from "node:dns";
import type { LookupFunction } from "node:net";
import { Agent } from "undici";
import type { LookupAll } from "../../../src/channels/endpoint/checked-lookup.ts";

/** undici as anybody would use it, with the same name server. */
export function createUnguardedAgent(lookup: LookupAll): Agent {
  return new Agent({ connect: { lookup: plainLookup(lookup) }, keepAliveTimeout: 1 });
}

function plainLookup(lookup: LookupAll): LookupFunction {
  return (hostname, options: LookupOptions, callback) =>
    lookup(hostname, { all: true }, (error, addresses) => {
      if (error !== null || options.all === true) return callback(error, addresses);
      callback(null, addresses[0]?.address ?? "", addresses[0]?.family);
    });
}
