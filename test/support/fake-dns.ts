import type { LookupAddress } from "node:dns";
import { isIP } from "node:net";
import type { LookupAll } from "../../src/channels/endpoint/checked-lookup.ts";

/** Addresses of a host; a function gives another answer each time, `call` counting the questions for that host from 0. */
export type FakeRecord = readonly string[] | ((call: number) => readonly string[]);

/**
 * A name server in memory: answers from `records`, ENOTFOUND for the rest. It takes the place of `dns.lookup`, so it stands for a
 * server that a customer runs and may let say anything.
 */
export function createFakeDns(records: Record<string, FakeRecord>): LookupAll {
  const calls = new Map<string, number>();
  return (hostname, _options, callback) => {
    const call = calls.get(hostname) ?? 0;
    calls.set(hostname, call + 1);
    const record = records[hostname];
    const addresses = typeof record === "function" ? record(call) : record;
    queueMicrotask(() => {
      if (addresses === undefined) {
        const error = Object.assign(new Error(`no ${hostname}`), { code: "ENOTFOUND" });
        return callback(error, []);
      }
      callback(null, addresses.map(toLookupAddress));
    });
  };
}

function toLookupAddress(address: string): LookupAddress {
  return { address, family: isIP(address) };
}
