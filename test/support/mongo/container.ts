import { existsSync } from "node:fs";
import { request } from "node:http";
import { homedir } from "node:os";
import { join } from "node:path";
import type { MongoServer } from "./server.ts";

const IMAGE = "mongo:8.0";
const PING_LIMIT_MS = 1_500;

/** True when a Docker engine answers, asked where testcontainers looks for one; false after 1.5 s at most for each. */
export async function containerEngineAnswers(): Promise<boolean> {
  for (const address of engineAddresses()) {
    if (await answersPing(address)) return true;
  }
  return false;
}

/**
 * Starts a mongod, one-node replica set, in a container. Rejects when the image cannot be had or does not start.
 * The package is loaded here only: on a machine without an engine it would cost every test file half a second.
 */
export async function startContainer(): Promise<MongoServer> {
  const { MongoDBContainer } = await import("@testcontainers/mongodb");
  const container = await new MongoDBContainer(IMAGE).start();
  const stop = async (): Promise<void> => {
    await container.stop();
  };
  return {
    // The set's only member calls itself by a name that is not known outside of the container.
    url: `${container.getConnectionString()}/?directConnection=true`,
    server: `mongod (container ${IMAGE})`,
    durable: true,
    stop,
    process: undefined,
    [Symbol.asyncDispose]: stop,
  };
}

function engineAddresses(): string[] {
  const given = process.env["DOCKER_HOST"];
  if (given !== undefined && given !== "") return [given];
  const runtime = process.env["XDG_RUNTIME_DIR"];
  return [
    "/var/run/docker.sock",
    ...(runtime === undefined ? [] : [join(runtime, "docker.sock")]),
    join(homedir(), ".docker/run/docker.sock"),
    join(homedir(), ".docker/desktop/docker.sock"),
  ]
    .filter((path) => existsSync(path))
    .map((path) => `unix://${path}`);
}

function answersPing(address: string): Promise<boolean> {
  const target = address.startsWith("unix://")
    ? { socketPath: address.slice("unix://".length) }
    : { host: new URL(address).hostname, port: new URL(address).port || 2375 };
  return new Promise((resolve) => {
    const asking = request({ ...target, path: "/_ping", timeout: PING_LIMIT_MS });
    asking.once("response", (response) => {
      response.resume();
      resolve(true);
    });
    asking.once("timeout", () => asking.destroy());
    asking.once("error", () => resolve(false));
    asking.once("close", () => resolve(false));
    asking.end();
  });
}
