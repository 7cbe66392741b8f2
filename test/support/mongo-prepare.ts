/**
 * `node test/support/mongo-prepare.ts`: fetches and builds what the MongoDB tests need, once, so that no test waits for
 * a download. Ends with 1 and the list of what was tried when this machine can offer no MongoDB server.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { containerEngineAnswers } from "./mongo/container.ts";
import { startMongo } from "./mongo-server.ts";

const PACKAGES = ["maven", "default-jdk-headless"];

const say = (line: string): void => void process.stderr.write(`mongo: ${line}\n`);

if (await needsJava()) installJava();
try {
  const servers = await startMongo(say);
  await Promise.all(servers.map((server) => server.stop()));
  say(`ready: ${servers.map(({ server }) => server).join(", ")}`);
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

async function needsJava(): Promise<boolean> {
  if ((process.env["MONGO_URL"] ?? "") !== "" || (await containerEngineAnswers())) return false;
  return !["mvn", "java", "javac"].every(isOnPath);
}

/** Debian and its relatives, as root; elsewhere the error that follows says what is missing. */
function installJava(): void {
  if (process.getuid?.() !== 0 || !isOnPath("apt-get")) return;
  say(`installing ${PACKAGES.join(" and ")} from the system's packages (once)`);
  const install = ["-y", "-o", "DPkg::Lock::Timeout=300", "--no-install-recommends", "install"];
  if (apt([...install, ...PACKAGES])) return;
  apt(["update"]);
  apt([...install, ...PACKAGES]);
}

function apt(args: string[]): boolean {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  return spawnSync("apt-get", args, { env, stdio: "ignore" }).status === 0;
}

function isOnPath(program: string): boolean {
  const directories = (process.env["PATH"] ?? "").split(delimiter);
  return directories.some((directory) => existsSync(join(directory, program)));
}
