import { spawn } from "node:child_process";
import { join } from "node:path";
import { sendSignal } from "../../../src/redis-process.ts";
import { eventually } from "./eventually.ts";

const MAIN = join(import.meta.dirname, "../../../src/main.ts");

export interface VentanaOptions {
  /** Working directory: `data/` is made there unless the environment says otherwise. */
  cwd: string;
  /** Everything the process sees beside PATH; nothing is inherited. */
  env?: Record<string, string>;
  /** Default: that of the tests, where a Redis program is. */
  path?: string;
  args?: string[];
  /** Command that runs the program with what it needs of the machine, such as `["sh", "-c", "ulimit ...; exec \"$@\"", "sh"]`. */
  under?: string[];
}

/** One process of the program, as an operator runs it. */
export interface Ventana extends AsyncDisposable {
  readonly pid: number;
  stdout(): string;
  stderr(): string;
  /** Base URL of the API, once it is printed. */
  url(): Promise<string>;
  isServing(): boolean;
  /** Waits until standard output matches. */
  printed(pattern: RegExp, timeoutMs?: number): Promise<RegExpExecArray>;
  signal(signal: NodeJS.Signals): void;
  /** Closes the reading ends of its output, as `| head` and a log shipper that dies do. */
  stopReading(): void;
  /** How it ended. */
  readonly ended: Promise<Ending>;
  hasEnded(): boolean;
}

export interface Ending {
  code: number | null;
  signal: NodeJS.Signals | null;
}

const READY = /Ventana is ready at (\S+),/;
const START_MS_MAX = 120_000;
const STOP_MS_MAX = 45_000;

/** Starts `node src/main.ts`. Disposing ends it: by SIGTERM, and by SIGKILL if that takes too long. */
export function startVentana({
  cwd,
  env = {},
  path,
  args = [],
  under = [],
}: VentanaOptions): Ventana {
  const [command = "", ...rest] = [...under, process.execPath, MAIN, ...args];
  const child = spawn(command, rest, {
    cwd,
    env: { PATH: path ?? process.env["PATH"] ?? "", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const pid = child.pid ?? 0;
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => void (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => void (stderr += text));
  let ending: Ending | null = null;
  const ended = new Promise<Ending>((resolve, reject) => {
    child.once("error", reject);
    // "close" and not "exit": all of the output has been read by then.
    child.once("close", (code, signal) => resolve((ending = { code, signal })));
  });
  // Tests that end in an orderly way have disposed of it; whatever breaks off must not leave it behind.
  const killAtExit = (): void => void sendSignal(pid, "SIGKILL");
  process.once("exit", killAtExit);
  void ended.catch(() => {}).finally(() => process.off("exit", killAtExit));

  const printed = (pattern: RegExp, timeoutMs = START_MS_MAX): Promise<RegExpExecArray> =>
    eventually(`output like ${String(pattern)}`, timeoutMs, () => {
      const found = pattern.exec(stdout);
      if (found === null && ending !== null) {
        throw new Error(`it ended (${String(ending.code ?? ending.signal)}): ${stderr.trim()}`);
      }
      return found ?? undefined;
    });

  return {
    pid,
    stdout: () => stdout,
    stderr: () => stderr,
    url: async () => (await printed(READY))[1] ?? "",
    isServing: () => ending === null && READY.test(stdout),
    printed,
    signal: (signal) => void child.kill(signal),
    stopReading() {
      child.stdout.destroy();
      child.stderr.destroy();
    },
    ended,
    hasEnded: () => ending !== null,
    async [Symbol.asyncDispose]() {
      if (ending === null) child.kill("SIGTERM");
      const timer = setTimeout(() => child.kill("SIGKILL"), STOP_MS_MAX);
      await ended.catch(() => {});
      clearTimeout(timer);
    },
  };
}
