import { randomBytes } from "node:crypto";
import { MongoClient } from "mongodb";
import { containerEngineAnswers, startContainer } from "./mongo/container.ts";
import { prepareJavaServer } from "./mongo/java-build.ts";
import { startJavaServer } from "./mongo/java-server.ts";
import type { MongoServer } from "./mongo/server.ts";

const SELECTION_LIMIT_MS = 5_000;

/**
 * Every MongoDB server that this machine can offer; whoever relies on MongoDB runs on each of them. In this order,
 * the first that works ends the search:
 * 1. `MONGO_URL`. If that server does not answer, the call rejects: who names one wants that one.
 * 2. a mongod in a container, when a Docker engine answers;
 * 3. mongo-java-server on a file, with `VENTANA_FULL` also in memory; built at the first use (needs Java 17 and Maven).
 *
 * Rejects with the list of what was tried when nothing works: tests never go on without MongoDB.
 * Stop all of them in `afterAll`. A test process that ends without it takes its servers along.
 */
export async function startMongo(log: (line: string) => void = () => {}): Promise<MongoServer[]> {
  const given = process.env["MONGO_URL"];
  if (given !== undefined && given !== "") return [await useGiven(given)];

  const tried: string[] = ["MONGO_URL: not set"];
  if (await containerEngineAnswers()) {
    try {
      log("starting a mongod in a container");
      return [await startContainer()];
    } catch (error) {
      tried.push(`container: ${messageOf(error)}`);
    }
  } else {
    tried.push("container: no Docker engine answers");
  }

  try {
    const classPath = await prepareJavaServer(log);
    return await startJavaServers(classPath);
  } catch (error) {
    tried.push(`mongo-java-server: ${messageOf(error)}`);
  }
  throw new Error(`no MongoDB server for the tests:\n- ${tried.join("\n- ")}`);
}

/** A database name that no other test file or run uses; servers that are not ours keep what others left. */
export function freshDatabaseName(): string {
  return `ventana_test_${randomBytes(6).toString("hex")}`;
}

async function startJavaServers(classPath: string): Promise<MongoServer[]> {
  const isFull = process.env["VENTANA_FULL"] !== undefined;
  const storages = isFull ? (["memory", "file"] as const) : (["file"] as const);
  const starts = await Promise.allSettled(
    storages.map((storage) => startJavaServer(classPath, storage)),
  );
  const servers = starts.flatMap((start) => (start.status === "fulfilled" ? [start.value] : []));
  const failed = starts.find((start) => start.status === "rejected");
  if (failed === undefined) return servers;
  await Promise.all(servers.map((server) => server.stop()));
  throw failed.reason;
}

async function useGiven(url: string): Promise<MongoServer> {
  const stop = async (): Promise<void> => {};
  return {
    url,
    server: `${await nameOf(url)} (MONGO_URL)`,
    durable: true,
    stop,
    process: undefined,
    [Symbol.asyncDispose]: stop,
  };
}

async function nameOf(url: string): Promise<string> {
  const client = new MongoClient(url, { serverSelectionTimeoutMS: SELECTION_LIMIT_MS });
  try {
    const info = await client.db("admin").command({ buildInfo: 1 });
    const ferret: unknown = info["ferretdb"];
    return ferret === undefined ? `MongoDB ${info["version"]}` : `FerretDB, as ${info["version"]}`;
  } catch (error) {
    // The URL itself may hold a password.
    throw new Error(`the server that MONGO_URL names does not answer: ${messageOf(error)}`);
  } finally {
    await client.close();
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
