import { join } from "node:path";
import { findFreePort } from "../../../../src/redis-process.ts";
import { startRedis, type TestRedis } from "../../../support/redis.ts";
import type { Folder } from "../folder.ts";
import { startVentana, type Ending, type Ventana } from "../ventana.ts";

export const SEATS = ["http", "worker-a", "worker-b"] as const;
export type Seat = (typeof SEATS)[number];

/** One program on one machine: a process for HTTP, two for the work, a Redis, a SQLite file. */
export interface Deployment extends AsyncDisposable {
  readonly folder: Folder;
  readonly redis: TestRedis;
  readonly url: string;
  readonly kills: Record<Seat, number>;
  /** Processes that ended without having been killed. There should be none. */
  readonly crashes: { seat: Seat; ending: Ending; stderr: string }[];
  /** SIGKILL, and at once a new process in the same place. */
  kill(seat: Seat): Promise<void>;
  signal(seat: Seat, signal: NodeJS.Signals): void;
  /** Who listens at this moment. */
  serving(): Seat[];
  /** Waits until all three do. */
  ready(): Promise<void>;
  /** All that the processes ever printed. */
  output(): string;
}

export interface DeploymentSecrets {
  appSecret: string;
  adminToken: string;
}

export async function deploy(
  folder: Folder,
  { appSecret, adminToken }: DeploymentSecrets,
): Promise<Deployment> {
  const redis = await startRedis();
  const port = await findFreePort();
  const env = {
    DATABASE_URL: `sqlite:${folder.database}`,
    REDIS_URL: redis.url,
    WHATSAPP_APP_SECRET: appSecret,
    WHATSAPP_VERIFY_TOKEN: "verify-token-of-the-test",
    ADMIN_TOKEN: adminToken,
    ENDPOINT_ALLOW: "127.0.0.0/8",
    RATE_LIMIT: "0",
    RATE_LIMIT_WORKSPACE: "0",
    // Half of a start is reading TypeScript: what is killed so often should spend its time at work.
    NODE_COMPILE_CACHE: join(folder.path, "compile-cache"),
  };
  const envOf = (seat: Seat): Record<string, string> =>
    seat === "http"
      ? { ...env, ROLE: "http", PORT: String(port) }
      : { ...env, ROLE: "worker", PORT: "0" };

  await fillCompileCache(folder, env);
  const outputs: string[] = [];
  const crashes: Deployment["crashes"] = [];
  const kills: Record<Seat, number> = { http: 0, "worker-a": 0, "worker-b": 0 };
  const condemned = new Set<Ventana>();
  const seated = new Map<Seat, Ventana>();

  const seat = (name: Seat): void => {
    const made = startVentana({ cwd: folder.path, env: envOf(name) });
    seated.set(name, made);
    void made.ended.then((ending) => {
      outputs.push(made.stdout(), made.stderr());
      if (condemned.has(made)) return;
      crashes.push({ seat: name, ending, stderr: made.stderr().slice(-2_000) });
      // As a supervisor would.
      seat(name);
    });
  };
  const kill = async (name: Seat): Promise<void> => {
    const old = seated.get(name);
    if (old === undefined) return;
    condemned.add(old);
    old.signal("SIGKILL");
    kills[name] += 1;
    await old.ended;
    seat(name);
  };
  for (const name of SEATS) seat(name);

  return {
    folder,
    redis,
    url: `http://127.0.0.1:${port}`,
    kills,
    crashes,
    kill,
    signal: (name, signal) => seated.get(name)?.signal(signal),
    serving: () => SEATS.filter((name) => seated.get(name)?.isServing()),
    ready: async () => void (await Promise.all([...seated.values()].map((one) => one.url()))),
    output: () =>
      [...outputs, ...[...seated.values()].flatMap((one) => [one.stdout(), one.stderr()])].join(""),
    async [Symbol.asyncDispose]() {
      for (const one of seated.values()) condemned.add(one);
      await Promise.all([...seated.values()].map((one) => one[Symbol.asyncDispose]()));
      await redis.stop();
    },
  };
}

/** Only a process that ends in an orderly way writes the cache. */
async function fillCompileCache(folder: Folder, env: Record<string, string>): Promise<void> {
  await using first = startVentana({ cwd: folder.path, env: { ...env, PORT: "0" } });
  await first.url();
}
