import { spawn } from "node:child_process";

const KEPT_CHARACTERS = 2_000;

/**
 * Runs a command to its end, silently. Rejects with its name and the end of its output when it cannot be started,
 * exits with another code than 0, or takes longer than `timeoutMs` (it is then killed).
 */
export function runCommand(command: string, args: string[], timeoutMs: number): Promise<void> {
  const child = spawn(command, args, {
    stdio: ["ignore", "pipe", "pipe"],
    timeout: timeoutMs,
    killSignal: "SIGKILL",
  });
  let output = "";
  const keep = (chunk: Buffer): void => {
    output = (output + chunk.toString()).slice(-KEPT_CHARACTERS);
  };
  child.stdout.on("data", keep);
  child.stderr.on("data", keep);
  return new Promise((resolve, reject) => {
    child.once("error", (error: NodeJS.ErrnoException) => {
      reject(error.code === "ENOENT" ? new Error(`${command} is not on the PATH`) : error);
    });
    child.once("close", (code, signal) => {
      if (code === 0) return resolve();
      const end = code === null ? `was ended by ${signal}` : `ended with exit code ${code}`;
      reject(new Error(`${command} ${end}\n${output.trim()}`));
    });
  });
}
