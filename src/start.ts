import closeWithGrace from "close-with-grace";
import { compose, type ComposeOptions, type Engine } from "./compose.ts";
import { isDemo, type Config } from "./config.ts";
import { systemClock } from "./clock.ts";
import { bootstrapAdmin } from "./http/tokens.ts";
import { newAdminToken } from "./issue-token.ts";
import { randomIds } from "./ids.ts";
import { ensureLocalRedis, type LocalRedis } from "./local-redis.ts";
import type { Log } from "./log.ts";

/** Starts the roles of this process, and stays until a signal ends it. Without WhatsApp credentials the demo plays. */
export async function start(config: Config, log: Log): Promise<void> {
  const redis = await findRedis(config, log);
  const redisUrl = config.REDIS_URL ?? redis?.url ?? null;
  // Loaded only where it plays.
  const demo = isDemo(config) ? await import("./demo/demo.ts") : null;
  const options: ComposeOptions = {
    config,
    log,
    redisUrl,
    whatsapp: {
      appSecrets: config.WHATSAPP_APP_SECRET,
      verifyToken: config.WHATSAPP_VERIFY_TOKEN ?? "",
    },
    ...demo?.composition(log),
  };
  const engine = await compose(options);
  const { token } = await bootstrapAdmin(engine.store, {
    adminToken: config.ADMIN_TOKEN,
    clock: systemClock,
    ids: randomIds,
  });
  const url = await engine.app.listen({ port: config.PORT, host: config.HOST });
  // The demo is for a newcomer, who must always find a token that works.
  const shown = token ?? (demo === null ? null : await newAdminToken(engine.store));
  announce(config, { url, token: shown, isDemo: demo !== null });
  const player =
    demo === null || shown === null ? null : await demo.play({ engine, url, token: shown, log });
  closeWithGrace({ delay: config.SHUTDOWN_MS + 5_000, logger: false }, async ({ signal, err }) => {
    if (err !== undefined) log.error({ err }, "Ventana ends because of an error");
    else
      log.info(
        { signal: String(signal) },
        "Ventana stops: no more requests, then the work under way",
      );
    await player?.close();
    await stop(engine, redis);
    log.info("Ventana has stopped; the next start goes on from here");
  });
}

async function stop(engine: Engine, redis: LocalRedis | null): Promise<void> {
  await engine.close();
  await redis?.stop();
}

/** Redis from the configuration, or one of our own. None at all is no reason not to start: it only carries hints. */
async function findRedis(config: Config, log: Log): Promise<LocalRedis | null> {
  if (config.REDIS_URL !== undefined) return null;
  try {
    return await ensureLocalRedis({
      dataDir: config.DATA_DIR,
      log: (message) => log.info(message),
    });
  } catch (err) {
    log.warn(
      { err },
      "No Redis was found or could be started; the engine works without it, a little later",
    );
    return null;
  }
}

/** What a person needs to go on. Printed, not logged: the token must not reach the log. */
function announce(
  config: Config,
  { url, token, isDemo: demo }: { url: string; token: string | null; isDemo: boolean },
): void {
  const isGenerated = token !== null && config.ADMIN_TOKEN === undefined;
  const authorization = `-H 'Authorization: Bearer ${isGenerated ? token : "$ADMIN_TOKEN"}'`;
  const lines = [
    "",
    `Ventana is ready at ${url}, role ${config.ROLE}.`,
    `  API reference  ${url}/docs`,
    `  webhook        ${url}/webhooks/whatsapp`,
    ...(isGenerated
      ? [`  admin token    ${token}   (shown this once; ./ventana token makes another)`]
      : []),
    ...(demo
      ? [
          "",
          "No WhatsApp credentials are set, so a demo plays: a simulated WhatsApp, three contacts, and a receiver of the trigger.",
          "Its windows are shortened from 24 hours to 45 seconds. Set WHATSAPP_APP_SECRET and WHATSAPP_VERIFY_TOKEN for real traffic.",
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
