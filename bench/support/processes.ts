import { spawn, type ChildProcess } from "node:child_process";
import { createWriteStream, readFileSync } from "node:fs";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { monotonicMs } from "./clock.ts";

/** A Node process of the benchmark. */
export interface Program {
  pid: number;
  /** From the start of the process to the line that says it is ready. */
  readyMs: number;
  /** What the first group of `ready` caught: an address. */
  address: string;
  child: ChildProcess;
  /** Sends the signal and waits for the end; a SIGTERM that is not obeyed within 30 s is followed by SIGKILL. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

export interface ProgramOptions {
  /** Module below the project's root. */
  module: string;
  args?: readonly string[];
  env?: Record<string, string>;
  /** Options of Node itself, `--cpu-prof` for one. */
  nodeArgs?: readonly string[];
  /** What the program prints when it is ready; its first group is the address. */
  ready: RegExp;
  /** File that everything it prints is added to. */
  logFile: string;
}

const ROOT = new URL("../../", import.meta.url).pathname;
const READY_MS_MAX = 60_000;
const running = new Set<ChildProcess>();
process.once("exit", endPrograms);
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));

/** Ends whatever a benchmark has left running. */
export function endPrograms(): void {
  for (const child of running) child.kill("SIGKILL");
}

/** Starts a program and waits until it says that it is ready. Nothing of ours outlives this process. */
export async function startProgram(options: ProgramOptions): Promise<Program> {
  const { module, args = [], env = {}, nodeArgs = [], ready, logFile } = options;
  const startedAt = monotonicMs();
  const child = spawn(process.execPath, [...nodeArgs, module, ...args], {
    cwd: ROOT,
    env: { PATH: process.env["PATH"], ...env },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  running.add(child);
  child.once("exit", () => running.delete(child));
  const log = createWriteStream(logFile, { flags: "a" });
  child.stdout?.pipe(log);
  child.stderr?.pipe(log);
  const address = await readyLine(child, ready, logFile);
  return {
    pid: child.pid ?? 0,
    readyMs: monotonicMs() - startedAt,
    address,
    child,
    stop: (signal = "SIGTERM") => stop(child, signal),
  };
}

async function readyLine(child: ChildProcess, ready: RegExp, logFile: string): Promise<string> {
  const lines = createInterface({ input: child.stdout! });
  return await new Promise((resolve, reject) => {
    const fail = (why: string): void => {
      child.kill("SIGKILL");
      reject(new Error(`a program of the benchmark ${why}; its output is in ${logFile}`));
    };
    const timer = setTimeout(() => fail("did not get ready"), READY_MS_MAX);
    child.once("exit", () => fail("ended before it was ready"));
    lines.on("line", (line) => {
      const found = ready.exec(line);
      if (found === null) return;
      clearTimeout(timer);
      child.removeAllListeners("exit");
      child.once("exit", () => running.delete(child));
      resolve(found[1] ?? "");
    });
  });
}

async function stop(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill(signal);
  const timer = setTimeout(() => child.kill("SIGKILL"), 30_000);
  await ended;
  clearTimeout(timer);
}

/** Resident memory in MB, from /proc; NaN where there is none (macOS). */
export function residentMb(pid: number): number {
  return readProc(pid, "status", (text) => Number(/^VmRSS:\s+(\d+) kB/m.exec(text)?.[1]) / 1_024);
}

/** CPU that a process has used so far, in milliseconds; NaN where there is no /proc. Linux counts in hundredths of a second. */
export function cpuMs(pid: number): number {
  return readProc(pid, "stat", (text) => {
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    return (Number(fields[11]) + Number(fields[12])) * 10;
  });
}

function readProc(pid: number, file: string, take: (text: string) => number): number {
  try {
    return take(readFileSync(`/proc/${pid}/${file}`, "utf8"));
  } catch {
    return Number.NaN;
  }
}
