import {
  MongoAPIError,
  MongoBulkWriteError,
  MongoClientClosedError,
  MongoError,
  MongoNetworkError,
  MongoNetworkTimeoutError,
  MongoNotConnectedError,
  MongoOperationTimeoutError,
  MongoServerClosedError,
  MongoServerError,
  MongoServerSelectionError,
  MongoTopologyClosedError,
  MongoWriteConcernError,
} from "mongodb";
import { StoreUnavailableError } from "../store.ts";

const DUPLICATE_KEY = 11_000;

/** Codes of servers (MongoDB's error_codes.yml) that mean "not now" or "not here", with a sentence for people. */
const UNAVAILABLE: ReadonlyMap<number, string> = new Map([
  [6, "a member of the MongoDB cluster cannot be reached"],
  [7, "a member of the MongoDB cluster cannot be found"],
  [13, "the user of the MongoDB URL may not read or write this database"],
  [18, "MongoDB refuses the user name or the password"],
  [50, "MongoDB did not answer in time"],
  [64, "the write was not confirmed by a majority of the MongoDB cluster in time"],
  [89, "MongoDB did not answer in time"],
  [91, "the MongoDB server is shutting down"],
  [100, "the MongoDB cluster has too few members to confirm a write"],
  [189, "the MongoDB cluster is choosing a new primary"],
  [262, "MongoDB did not answer in time"],
  [8_000, "MongoDB refuses the user name or the password"],
  [9_001, "the connection to MongoDB broke"],
  [10_107, "the MongoDB cluster is choosing a new primary"],
  [11_600, "the MongoDB server is shutting down"],
  [11_602, "the MongoDB cluster is choosing a new primary"],
  [13_435, "the MongoDB cluster is choosing a new primary"],
  [13_436, "the MongoDB cluster is choosing a new primary"],
  [14_031, "the disk of the MongoDB server is full"],
]);

/** A unique index refused a document: which index, and which document of several (by position). */
export interface Duplicate {
  index: string;
  position: number;
}

/**
 * Null for every other error. The index stands in the text only, on some servers; the database and the collection before it
 * have names of ours, so what a document holds cannot pass for it.
 */
export function duplicateOf(error: unknown): Duplicate | null {
  if (!(error instanceof MongoServerError) || error.code !== DUPLICATE_KEY) return null;
  if (isUnconfirmed(error)) return null;
  const [first] = error instanceof MongoBulkWriteError ? [error.writeErrors].flat() : [];
  const text = first?.errmsg ?? error.message;
  return { index: / index: (\S+)/.exec(text)?.[1] ?? "", position: first?.index ?? 0 };
}

/** Positions of the documents that an unordered write refused as duplicates; null when anything else went wrong too. */
export function duplicatesOf(error: unknown): number[] | null {
  if (!(error instanceof MongoBulkWriteError) || isUnconfirmed(error)) return null;
  const errors = [error.writeErrors].flat();
  if (errors.length === 0) return null;
  return errors.every(({ code }) => code === DUPLICATE_KEY)
    ? errors.map(({ index }) => index)
    : null;
}

/**
 * The connection or the primary was lost in the middle: whether the server did it is unknown, and asking again is likely to
 * reach somebody. A silent server is another matter, because a second try would wait as long again.
 */
export function isConnectionLost(thrown: unknown): boolean {
  const error = unwrapped(thrown);
  if (error instanceof MongoNetworkTimeoutError) return false;
  if (error instanceof MongoNetworkError) return true;
  return error instanceof MongoServerError && error.hasErrorLabel("RetryableWriteError");
}

/**
 * The error as the port knows it: `StoreUnavailableError` with a plain sentence when the server cannot be used or its answer
 * got lost. Errors of the driver hold documents and keys, and these hold phone numbers and texts: nothing of them but the
 * kind and the code goes on, because whoever catches it may log it.
 */
export function translated(thrown: unknown): unknown {
  const error = unwrapped(thrown);
  if (!(error instanceof MongoError)) return error;
  const sentence = sentenceOf(error);
  const cause = harmless(error);
  if (sentence !== null) return new StoreUnavailableError(sentence, { cause });
  return new Error(`MongoDB or its driver refused a request: ${cause.message}`, { cause });
}

/** Of several writes, those that went through are not on the majority's disks: a primary stepped down in the middle. */
function isUnconfirmed(error: unknown): boolean {
  if (!(error instanceof MongoBulkWriteError)) return false;
  return error.result.getWriteConcernError() !== undefined;
}

/** Whatever goes wrong on the way, writes of several documents tell it as a refusal of the server, with the error inside. */
function unwrapped(error: unknown): unknown {
  if (!(error instanceof MongoBulkWriteError)) return error;
  const inside: unknown = error.errorResponse;
  return inside instanceof MongoError ? inside : error;
}

function sentenceOf(error: MongoError): string | null {
  if (error instanceof MongoServerSelectionError) return selectionSentence(error);
  if (error instanceof MongoNetworkTimeoutError || error instanceof MongoOperationTimeoutError) {
    return "MongoDB did not answer in time";
  }
  if (error instanceof MongoNetworkError) return "the connection to MongoDB broke";
  if (
    error instanceof MongoNotConnectedError ||
    error instanceof MongoTopologyClosedError ||
    error instanceof MongoServerClosedError ||
    error instanceof MongoClientClosedError
  ) {
    return "the connection to MongoDB is closed";
  }
  if (error instanceof MongoAPIError) return null;
  // The pool's own errors are not exported: no connection became free, or the pool was closed.
  if (/^Mongo(WaitQueue|Pool)/.test(error.name)) return "no connection to MongoDB became free";
  if (error instanceof MongoWriteConcernError || isUnconfirmed(error)) {
    return "the write was not confirmed by a majority of the MongoDB cluster";
  }
  if (error instanceof MongoServerError) {
    const known = UNAVAILABLE.get(Number(error.code));
    if (known !== undefined) return known;
    if (error.hasErrorLabel("RetryableWriteError")) return "the MongoDB cluster is changing";
  }
  return null;
}

/** Nobody suitable answered: why not says the error of the last try, where there was one. */
function selectionSentence({ reason }: MongoServerSelectionError): string {
  const tried = [...(reason?.servers.values() ?? [])].find(({ error }) => error !== null);
  const text = tried?.error?.message ?? "";
  const sentences: [RegExp, string][] = [
    [/ENOTFOUND|EAI_AGAIN/, "the host name is not known"],
    [/ECONNREFUSED/, "nothing answers there"],
    [/certificate|SSL|TLS/i, "no trusted TLS connection can be made"],
    [/timed out|ETIMEDOUT/, "it does not answer in time"],
    [/wire version|maximum wire/i, "it is too old for this version of Ventana"],
  ];
  const found = sentences.find(([pattern]) => pattern.test(text));
  return `MongoDB cannot be reached: ${found?.[1] ?? "no server that takes writes answers"}`;
}

function harmless(error: MongoError): Error {
  const code = error.code === undefined ? "" : ` ${String(error.code)}`;
  const named =
    error instanceof MongoServerError && typeof error.codeName === "string"
      ? ` ${error.codeName}`
      : "";
  const duplicate = duplicateOf(error);
  const index = duplicate === null ? "" : ` (index ${duplicate.index})`;
  const summary = new Error(`${error.name}${code}${named}${index}`);
  // The first line repeats the message.
  const [, ...frames] = (error.stack ?? "").split("\n    at ");
  summary.stack = [summary.message, ...frames].join("\n    at ");
  return summary;
}
