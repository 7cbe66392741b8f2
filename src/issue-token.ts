import { systemClock } from "./clock.ts";
import type { Config } from "./config.ts";
import { DEFAULT_WORKSPACE } from "./domain/ids.ts";
import { ADMIN_ID, bootstrapAdmin } from "./http/access/bootstrap-admin.ts";
import { createToken, tokenAtRest } from "./http/access/tokens.ts";
import { randomIds } from "./ids.ts";
import { openStore } from "./open-store.ts";
import type { Store } from "./store/store.ts";

/** Another token for the bootstrap administrator; earlier ones stay valid. */
export async function newAdminToken(store: Store): Promise<string> {
  const token = createToken(randomIds);
  const user = { workspaceId: DEFAULT_WORKSPACE, id: ADMIN_ID };
  await store.putToken(tokenAtRest(token, user, systemClock.now()));
  return token;
}

/** `./ventana token`: issues a token for the bootstrap administrator and prints it, alone on a line. */
export async function issueToken(config: Config): Promise<void> {
  const store = await openStore(config);
  try {
    const { token } = await bootstrapAdmin(store, { clock: systemClock, ids: randomIds });
    process.stdout.write(`${token ?? (await newAdminToken(store))}\n`);
  } finally {
    await store.close();
  }
}
