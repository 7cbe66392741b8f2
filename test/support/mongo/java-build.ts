import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { buildOnce } from "./build-once.ts";
import { runCommand } from "./run-command.ts";

const SOURCE = join(import.meta.dirname, "java-server");
const FILES = ["pom.xml", "AtomicBackend.java", "MongoJavaServer.java"];
const PROJECT = join(import.meta.dirname, "../../..");
const COPY_DEPENDENCIES =
  "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies";
const DOWNLOAD_LIMIT_MS = 300_000;
const COMPILE_LIMIT_MS = 120_000;

/**
 * Fetches mongo-java-server with Maven and compiles our launcher, once per content of `java-server/`; the result lies in
 * VENTANA_CACHE, or in `.cache` of the project. Returns the class path for `java`.
 * Needs `mvn`, and a `javac` of Java 17 or newer, only when it has to build; rejects naming what is missing or failed.
 */
export async function prepareJavaServer(log: (line: string) => void): Promise<string> {
  const target = join(cacheDirectory(), "mongo-java-server", contentHash());
  await buildOnce({
    target,
    onWait: () => log("waiting for another process that builds mongo-java-server"),
    async build(directory) {
      log("fetching mongo-java-server (Maven, once, about 6 MB)");
      await download(join(directory, "lib"));
      log("compiling its launcher");
      await compile(directory);
    },
  });
  return classPath(target);
}

function cacheDirectory(): string {
  const given = process.env["VENTANA_CACHE"];
  return given === undefined || given === "" ? join(PROJECT, ".cache") : given;
}

function contentHash(): string {
  const hash = createHash("sha256");
  for (const file of FILES) hash.update(readFileSync(join(SOURCE, file)));
  return hash.digest("hex").slice(0, 16);
}

function download(directory: string): Promise<void> {
  const pom = join(SOURCE, "pom.xml");
  const options = ["--batch-mode", "--quiet", "--strict-checksums", "--file", pom];
  const where = [`-DoutputDirectory=${directory}`, "-DincludeScope=runtime"];
  return runCommand("mvn", [...options, COPY_DEPENDENCIES, ...where], DOWNLOAD_LIMIT_MS);
}

function compile(directory: string): Promise<void> {
  const sources = FILES.filter((file) => file.endsWith(".java")).map((file) => join(SOURCE, file));
  const options = ["--release", "17", "-cp", join(directory, "lib", "*")];
  const output = ["-d", join(directory, "classes")];
  return runCommand("javac", [...options, ...output, ...sources], COMPILE_LIMIT_MS);
}

function classPath(directory: string): string {
  return [join(directory, "classes"), join(directory, "lib", "*")].join(delimiter);
}
