import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  findFreePort,
  sendSignal,
  startRedisServer,
  stopRedisServer,
  waitForEnd,
  withRedis,
} from "../../src/redis-process.ts";

export type StartRedisOptions = {
  /** True: append-only file, so that a restart brings the data back. Default false: a restart comes up empty. */
  persist?: boolean;
};

/** A real Redis of one test file alone. */
export type TestRedis = AsyncDisposable & {
  url: string;
  port: number;
  /** Ends the server and removes its directory; again is a no-op. */
  stop(): Promise<void>;
  /** Sends the signal; for SIGKILL, SIGTERM and SIGINT waits until the server is gone. SIGSTOP and SIGCONT pause it. */
  kill(signal: NodeJS.Signals): Promise<void>;
  /** Brings the server up again on the same port, after a stop of its own accord if it still runs. */
  restart(): Promise<void>;
  /** FLUSHALL. */
  flush(): Promise<void>;
};

const ATTEMPTS = 5;

/**
 * Starts a throw-away Redis on a free port with a directory of its own; parallel test files do not see each other.
 * Call `stop()` in `afterAll`, or use `await using`. A test process that ends without it takes its servers along.
 * Throws when no server program is on the PATH: tests never go on without Redis.
 */
export async function startRedis(options: StartRedisOptions = {}): Promise<TestRedis> {
  const dir = mkdtempSync(join(tmpdir(), "ventana-redis-"));
  const persist = options.persist ?? false;
  let server = await startAnywhere(dir, persist);
  const { port } = server;
  let state: "running" | "ended" | "removed" = "running";

  const removeAtExit = (): void => {
    if (state === "running") sendSignal(server.pid, "SIGKILL");
    rmSync(dir, { recursive: true, force: true });
  };
  process.once("exit", removeAtExit);

  const end = async (): Promise<void> => {
    if (state === "running") await stopRedisServer(server);
    state = state === "removed" ? "removed" : "ended";
  };

  const stop = async (): Promise<void> => {
    await end();
    state = "removed";
    process.off("exit", removeAtExit);
    rmSync(dir, { recursive: true, force: true });
  };

  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    stop,
    async kill(signal) {
      sendSignal(server.pid, signal);
      if (!["SIGKILL", "SIGTERM", "SIGINT"].includes(signal)) return;
      if (!(await waitForEnd(server))) throw new Error(`Redis survived ${signal}`);
      state = "ended";
    },
    async restart() {
      if (state === "removed") throw new Error("this Redis was stopped for good");
      await end();
      server = await startAt(dir, port, persist);
      state = "running";
    },
    async flush() {
      await withRedis(port, (redis) => redis.flushall());
    },
    [Symbol.asyncDispose]: stop,
  };
}

type Server = { pid: number; port: number };

async function startAnywhere(dir: string, persist: boolean): Promise<Server> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const server = await tryStart(dir, await findFreePort(), persist);
    if (server !== undefined) return server;
  }
  throw new Error(`Redis did not start on ${ATTEMPTS} free ports`);
}

async function startAt(dir: string, port: number, persist: boolean): Promise<Server> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const server = await tryStart(dir, port, persist);
    if (server !== undefined) return server;
  }
  throw new Error(`Redis did not come back on port ${port}`);
}

/** Undefined when the port was taken in between. */
async function tryStart(dir: string, port: number, persist: boolean): Promise<Server | undefined> {
  // In the group of the tests: whoever ends them as a group ends the server too.
  const start = await startRedisServer({ dir, port, persist, detached: false });
  switch (start.outcome) {
    case "started":
      return { pid: start.pid, port };
    case "ended":
      return undefined;
    case "noProgram":
      throw new Error("redis-server is not on the PATH; ./ventana test installs it");
  }
}
