import { spawn, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import type { MongoServer } from "./server.ts";

type JavaServerStorage = "memory" | "file";

const VERSION = "1.47.0";
/** For a server that lives for seconds: quick to start rather than quick at its peak, and small. */
const JAVA_OPTIONS = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx1g"];
const SILENT = "-Dslf4j.internal.verbosity=ERROR";
const START_LIMIT_MS = 60_000;
const RESTART_ATTEMPTS = 5;

type Process = ChildProcessByStdio<Writable, Readable, Readable>;
type Running = { child: Process; port: number };

/**
 * Starts mongo-java-server on a free port. "memory" is fast and forgets all at its end; "file" answers after the write
 * is synced to a file of its own, so SIGKILL loses nothing that was acknowledged.
 */
export async function startJavaServer(
  classPath: string,
  storage: JavaServerStorage,
): Promise<MongoServer> {
  const directory = mkdtempSync(join(tmpdir(), "ventana-mongo-"));
  const files = storage === "file" ? [join(directory, "data.mv")] : [];
  const launch = (port: number): Promise<Running> =>
    startProcess([
      ...JAVA_OPTIONS,
      SILENT,
      "-cp",
      classPath,
      "MongoJavaServer",
      `${port}`,
      ...files,
    ]);
  let running = await launch(0);
  const { port } = running;

  const removeDirectory = (): void => rmSync(directory, { recursive: true, force: true });
  process.once("exit", removeDirectory);

  const stop = async (): Promise<void> => {
    await end(running.child, () => running.child.stdin.end());
    process.off("exit", removeDirectory);
    removeDirectory();
  };
  return {
    url: `mongodb://127.0.0.1:${port}`,
    server: `mongo-java-server ${VERSION} (${storage})`,
    durable: storage === "file",
    stop,
    process: {
      kill: () => end(running.child, () => running.child.kill("SIGKILL")),
      async restart() {
        await end(running.child, () => running.child.stdin.end());
        running = await relaunch(() => launch(port));
      },
    },
    [Symbol.asyncDispose]: stop,
  };
}

/** Its output is awaited for the line "ready PORT"; it ends when its standard input, hence this process, does. */
async function startProcess(args: string[]): Promise<Running> {
  const child: Process = spawn("java", args, { stdio: ["pipe", "pipe", "pipe"] });
  child.stdin.on("error", () => {});
  let output = "";
  const port = await new Promise<number>((resolve, reject) => {
    const fail = (why: string): void =>
      reject(new Error(`mongo-java-server did not start: ${why}\n${output.slice(0, 2_000)}`));
    const limit = setTimeout(() => {
      fail(`no answer for ${START_LIMIT_MS / 1_000} s`);
      child.kill("SIGKILL");
    }, START_LIMIT_MS);
    const read = (chunk: Buffer): void => {
      output = (output + chunk.toString()).slice(0, 10_000);
      const ready = /^ready (\d+)$/m.exec(output);
      if (ready === null) return;
      clearTimeout(limit);
      resolve(Number(ready[1]));
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    child.once("error", (error) => {
      clearTimeout(limit);
      fail(error.message);
    });
    child.once("close", (code) => {
      clearTimeout(limit);
      fail(`exit code ${code}`);
    });
  });
  return { child, port };
}

/** The port may still be held for a moment by a connection of the server that ended. */
async function relaunch(launch: () => Promise<Running>): Promise<Running> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await launch();
    } catch (error) {
      if (attempt === RESTART_ATTEMPTS) throw error;
    }
  }
}

async function end(child: Process, ask: () => void): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  ask();
  await ended;
}
