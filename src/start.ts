import closeWithGrace from "close-with-grace";
import { compose, type ComposeOptions, type Engine } from "./compose.ts";
import { isDemo, type Config } from "./config.ts";
import { systemClock } from "./clock.ts";
import { bootstrapAdmin } from "./http/access/bootstrap-admin.ts";
import { newAdminToken } from "./issue-token.ts";
import { randomIds } from "./ids.ts";
import { ensureLocalRedis, type LocalRedis } from "./local-redis.ts";
import type { Log } from "./log.ts";

/** Time to close everything besides the jobs under way, requests (10 s) foremost; after that the process ends as it is. */
const CLOSE_MS = 15_000;

/**
 * Starts the roles of this process, and stays until a signal ends it. Without WhatsApp credentials the demo plays. Whatever was opened is
 * closed again when the start fails, or is interrupted: a Redis of our own would outlive us. Throws, with a plain sentence, what keeps it
 * from starting.
 */
export async function start(config: Config, log: Log): Promise<void> {
  const opened = new AsyncDisposableStack();
  const opening = open(config, log, opened);
  const delay = config.SHUTDOWN_MS + CLOSE_MS;
  closeWithGrace({ delay, logger: false }, async ({ signal, err }) => {
    if (err !== undefined) log.error({ err }, "Ventana ends because of an error");
    else
      log.info(
        { signal: String(signal) },
        "Ventana stops: no more requests, then the work under way",
      );
    // A start under way comes to its end first, or what it is about to open would be missed.
    await opening.catch(() => {});
    await opened.disposeAsync();
    log.info("Ventana has stopped; the next start goes on from here");
  });
  try {
    await opening;
  } catch (error) {
    await opened.disposeAsync();
    throw error;
  }
}

/** Opens everything in order, and notes in `opened` how it is closed: the last first. */
async function open(config: Config, log: Log, opened: AsyncDisposableStack): Promise<void> {
  const redis = await findRedis(config, log);
  opened.defer(async () => redis?.stop());
  const redisUrl = config.REDIS_URL ?? redis?.url ?? null;
  // Loaded only where it plays.
  const demo = isDemo(config) ? await (await import("./demo/demo.ts")).openDemo(log) : null;
  opened.defer(async () => demo?.close());
  const options: ComposeOptions = {
    config,
    log,
    redisUrl,
    whatsapp: {
      appSecrets: config.WHATSAPP_APP_SECRET,
      verifyToken: config.WHATSAPP_VERIFY_TOKEN ?? "",
    },
    ...demo?.composition,
  };
  const engine = await compose(options);
  opened.defer(() => engine.close());
  const { token } = await bootstrapAdmin(engine.store, {
    adminToken: config.ADMIN_TOKEN,
    clock: systemClock,
    ids: randomIds,
  });
  const url = await listen(engine, config);
  // The demo is for a newcomer, who must always find a token that works.
  const shown = token ?? (demo === null ? null : await newAdminToken(engine.store));
  announce(config, { url, token: shown, isDemo: demo !== null });
  if (demo === null || shown === null) return;
  const player = await demo.play({ url, token: shown });
  opened.defer(() => player.close());
}

/** Answers the base URL. Throws a sentence that says what to change. */
async function listen({ app }: Engine, { PORT: port, HOST: host }: Config): Promise<string> {
  try {
    return await app.listen({ port, host });
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : String(cause);
    const reason =
      code === "EADDRINUSE"
        ? `port ${port} on ${host} is taken by another program; set PORT to a free one`
        : `cannot listen on ${host}, port ${port} (${code}); set HOST and PORT to what this machine has`;
    throw new Error(reason, { cause });
  }
}

/** Redis from the configuration, or one of our own. None at all is no reason not to start: it only carries hints. */
async function findRedis(config: Config, log: Log): Promise<LocalRedis | null> {
  if (config.REDIS_URL !== undefined) return null;
  try {
    return await ensureLocalRedis({
      dataDir: config.DATA_DIR,
      log: (message) => log.info(message),
    });
  } catch (error) {
    log.warn(
      `No Redis was found or could be started (${reasonOf(error)}); the engine works without it, a little later`,
    );
    return null;
  }
}

/** Our own sentence, or the system's code: its words would name files of this machine. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return "code" in error ? String(error.code) : error.message;
}

/** What a person needs to go on. Printed, not logged: the token must not reach the log. */
function announce(
  config: Config,
  { url, token, isDemo: demo }: { url: string; token: string | null; isDemo: boolean },
): void {
  const isGenerated = token !== null && config.ADMIN_TOKEN === undefined;
  const authorization = `-H 'Authorization: Bearer ${isGenerated ? token : "$ADMIN_TOKEN"}'`;
  const places =
    config.ROLE === "worker"
      ? [`  probes         ${url}/health/ready`, `  metrics        ${url}/metrics`]
      : [`  API reference  ${url}/docs`, `  webhook        ${url}/webhooks/whatsapp`];
  const lines = [
    "",
    `Ventana is ready at ${url}, role ${config.ROLE}.`,
    ...places,
    ...(isGenerated
      ? [`  admin token    ${token}   (shown this once; ./ventana token makes another)`]
      : []),
    ...(demo
      ? [
          "",
          "No WhatsApp credentials are set, so a demo plays: a simulated WhatsApp, three contacts, and a receiver of the trigger.",
          "Its windows are shortened from 24 hours to 45 seconds while its story lasts. Set WHATSAPP_APP_SECRET and WHATSAPP_VERIFY_TOKEN for real traffic.",
          "",
          "Try next, in another terminal:",
          `  curl -s ${authorization} '${url}/v1/conversations?status=all'`,
          `  curl -s ${authorization} '${url}/v1/events?after=0&limit=20'`,
          `  curl -s ${authorization} '${url}/v1/parked'`,
        ]
      : []),
    "",
    "",
  ];
  process.stdout.write(lines.join("\n"));
}
