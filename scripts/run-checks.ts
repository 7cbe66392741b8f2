/** `./ventana check`: types, lint with the layering rules, format, dead code, generated client and catalogue. All run, also after a failure. */
import { spawnSync } from "node:child_process";
import { reportResult } from "./tally.ts";

const CHECKS = [
  { name: "types", command: "tsc", args: ["--noEmit"] },
  {
    name: "lint and layers",
    command: "oxlint",
    args: ["--deny-warnings", "--report-unused-disable-directives"],
  },
  { name: "format", command: "oxfmt", args: ["--check"] },
  { name: "dead code", command: "knip", args: [] },
  {
    name: "generated client",
    command: process.execPath,
    args: ["scripts/generate-client.ts", "--check"],
  },
  {
    name: "catalogue of events",
    command: process.execPath,
    args: ["scripts/generate-events.ts", "--check"],
  },
];

const failed = CHECKS.filter(({ name, command, args }) => {
  const { status, error, stdout, stderr } = spawnSync(command, args, {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status === 0) {
    process.stdout.write(`ok      ${name}\n`);
    return false;
  }
  process.stdout.write(`FAILED  ${name}\n${stdout ?? ""}${stderr ?? ""}${error?.message ?? ""}\n`);
  return true;
});

if (failed.length > 0) {
  process.stdout.write(`failed: ${failed.map(({ name }) => name).join(", ")}\n`);
}
process.exitCode = reportResult({
  passed: CHECKS.length - failed.length,
  failed: failed.length,
});
