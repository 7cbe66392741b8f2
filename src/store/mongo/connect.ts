import { MongoClient, type Db, type MongoClientOptions } from "mongodb";
import { StoreUnavailableError } from "../store.ts";
import { translated } from "./errors.ts";
import { createIndexes } from "./schema/indexes.ts";

/** How long to look for a server that takes writes. */
const REACH_MS = 2_000;
/** Share of that time for one connection: a server that stays silent is to be found to be the reason. */
const CONNECT_SHARE = 0.75;
/** A server that is silent for so long is given up. Longer than the election of a new primary mostly takes. */
const SILENCE_MS = 10_000;

/** Stated here and not left to defaults of servers or to the URL: what is acknowledged has to last (reliability.md 2.5). */
const CLIENT_OPTIONS = {
  appName: "ventana",
  ignoreUndefined: true,
  writeConcern: { w: "majority", journal: true },
  readConcern: { level: "majority" },
  readPreference: "primary",
  retryReads: true,
  retryWrites: true,
  waitQueueTimeoutMS: SILENCE_MS,
  socketTimeoutMS: SILENCE_MS,
  maxPoolSize: 64,
} as const satisfies MongoClientOptions;

/** When the URL names none. */
const DATABASE = "ventana";

export interface OpenOptions {
  url: string;
  /** How long to look for a server that takes writes. Default: 2 s, so that nobody who asks waits longer to be told. */
  reachMs?: number | undefined;
}

export interface OpenDatabase {
  client: MongoClient;
  db: Db;
  /** Servers and database, without the credentials that a URL may hold. */
  name: string;
}

/** Connects, and makes the indexes that are missing. Throws `StoreUnavailableError` with a plain sentence. */
export async function openDatabase({ url, reachMs }: OpenOptions): Promise<OpenDatabase> {
  const client = clientOf(url, reachMs);
  const name = `MongoDB ${serversOf(url)}/${databaseOf(url)}`;
  try {
    await client.connect();
    const db = client.db(databaseOf(url));
    await createIndexes(db);
    return { client, db, name };
  } catch (error) {
    await client.close();
    const told = translated(error);
    const reason = told instanceof Error ? told.message : String(told);
    const why = reason.replace(/^MongoDB cannot be reached: /, "");
    throw new StoreUnavailableError(`cannot use ${name}: ${why}`, { cause: told });
  }
}

/** The options of a client that looks for its server for so long. */
export function reachingFor(reachMs: number) {
  return {
    ...CLIENT_OPTIONS,
    serverSelectionTimeoutMS: reachMs,
    connectTimeoutMS: CONNECT_SHARE * reachMs,
  };
}

function clientOf(url: string, reachMs = REACH_MS): MongoClient {
  try {
    return new MongoClient(url, reachingFor(reachMs));
  } catch {
    // The driver's message may repeat the URL with its password.
    throw new StoreUnavailableError(
      "the MongoDB URL cannot be read: it looks like mongodb://user:password@host:27017/database, with special characters of the password percent-encoded",
    );
  }
}

/** `mongodb+srv://user:pw@host1,host2/name?options`: everything from the last `@` of the authority to the path. */
function serversOf(url: string): string {
  const authority = /^[^/]*\/\/([^/?]*)/.exec(url)?.[1] ?? "";
  return authority.slice(authority.lastIndexOf("@") + 1);
}

function databaseOf(url: string): string {
  const path = /^[^/]*\/\/[^/?]*\/([^?]*)/.exec(url)?.[1] ?? "";
  return path === "" ? DATABASE : decodeURIComponent(path);
}
