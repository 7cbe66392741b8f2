import { systemClock } from "./clock.ts";
import type { Config } from "./config.ts";
import { randomIds } from "./ids.ts";
import { openStore } from "./open-store.ts";
import { workspaceCommand } from "./workspace-command.ts";

/** `./ventana workspace`, on the configured store. */
export async function runWorkspaceCommand(config: Config, words: readonly string[]): Promise<void> {
  const store = await openStore(config);
  try {
    const lines = await workspaceCommand(words, { store, clock: systemClock, ids: randomIds });
    process.stdout.write(lines.map((line) => `${line}\n`).join(""));
  } finally {
    await store.close();
  }
}
