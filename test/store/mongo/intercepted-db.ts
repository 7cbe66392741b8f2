import type { Collection, Db, Document } from "mongodb";

/** One call of the driver that reaches the server. */
export interface DriverCall {
  /** Counts the calls, from 1. */
  number: number;
  collection: string;
  method: string;
}

/** Stands between a store and its database: makes the call, or does not. */
export type Intercept = (call: DriverCall, make: () => Promise<unknown>) => Promise<unknown>;

const CALLS = new Set([
  "insertOne",
  "insertMany",
  "updateOne",
  "updateMany",
  "replaceOne",
  "bulkWrite",
  "deleteOne",
  "deleteMany",
  "findOne",
  "findOneAndUpdate",
]);

type Method = (...args: unknown[]) => Promise<unknown>;

/** The same database, each of whose writes and single reads is put before `intercept`. The server behind it is real. */
export function interceptedDb(db: Db, intercept: Intercept): Db {
  let number = 0;
  const intercepted = (collection: Collection<Document>): Collection<Document> =>
    new Proxy(collection, {
      get(target, name) {
        const member: unknown = Reflect.get(target, name, target);
        if (typeof member !== "function") return member;
        const method = (member as Method).bind(target);
        if (typeof name !== "string" || !CALLS.has(name)) return method;
        return async (...args: unknown[]) => {
          number += 1;
          const call = { number, collection: target.collectionName, method: name };
          return intercept(call, () => method(...args));
        };
      },
    });
  return new Proxy(db, {
    get(target, name) {
      if (name === "collection") return (of: string) => intercepted(target.collection(of));
      const member: unknown = Reflect.get(target, name, target);
      return typeof member === "function" ? (member as Method).bind(target) : member;
    },
  });
}

/** What everybody gets who asks a process that died. */
export class ProcessDied extends Error {}

/**
 * Lets a process die at its `number`-th call, before the server sees it or after the server has done it: that call and all
 * later ones never return. What was on its way goes on, as it would.
 */
export function dyingAt(number: number, when: "before" | "after") {
  let died = false;
  const intercept: Intercept = async (call, make) => {
    if (died) throw new ProcessDied();
    if (call.number !== number) return make();
    died = true;
    if (when === "after") await make();
    throw new ProcessDied();
  };
  return { intercept, hasDied: () => died };
}

/** Lets a process sleep before its `number`-th call until it is woken, and then go on as if nothing had happened. */
export function sleepingAt(number: number) {
  const asleep = Promise.withResolvers<void>();
  const awake = Promise.withResolvers<void>();
  const intercept: Intercept = async (call, make) => {
    if (call.number === number) {
      asleep.resolve();
      await awake.promise;
    }
    return make();
  };
  return { intercept, asleep: asleep.promise, wake: awake.resolve };
}
