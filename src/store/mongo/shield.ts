import type { Store } from "../store.ts";
import { translated } from "./errors.ts";

/** The store with every call's errors told in the port's words: the one edge at which the driver's errors end. */
export function shielded(store: Store): Store {
  const members = Object.entries(store).map(([name, member]: [string, unknown]) => [
    name,
    typeof member === "function" ? shieldedCall(member as Call) : member,
  ]);
  // The same members under the same names.
  return Object.fromEntries(members) as Store;
}

type Call = (...args: unknown[]) => Promise<unknown>;

function shieldedCall(call: Call): Call {
  return async (...args) => {
    try {
      return await call(...args);
    } catch (error) {
      throw translated(error);
    }
  };
}
