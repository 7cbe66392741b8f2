import { join } from "node:path";
import type { Clock } from "./clock.ts";
import { openCrashJournal } from "./crash-journal.ts";
import { randomIds } from "./ids.ts";
import type { Log } from "./log.ts";
import type { CrashStore } from "./store/crash-store.ts";
import { NO_JOURNAL, type CrashJournal } from "./workers/crash-journal.ts";
import { createSuspects, noteCrashes, type Suspects } from "./workers/suspects.ts";

/** What keeps an entry that ends the process from ending it for ever. */
export interface CrashWatch {
  journal: CrashJournal;
  suspects: Suspects;
  close(): Promise<void>;
}

/**
 * Brings what the disk says of dead processes into the store, where every process sees it, and begins a journal of this one. On a disk
 * that takes none the engine works as before, but for this protection. Throws `StoreUnavailableError`.
 */
export async function watchCrashes(
  dataDir: string,
  { store, clock, log }: { store: CrashStore; clock: Clock; log: Log },
): Promise<CrashWatch> {
  const suspects = createSuspects(store);
  const folder = join(dataDir, "crashes");
  const journal = await openCrashJournal(folder, { ids: randomIds, clock }).catch(
    (err: unknown) => {
      log.warn({ err }, "DATA_DIR cannot be written: what a process dies over will not be known");
      return null;
    },
  );
  await noteCrashes(journal?.found ?? [], { store, log });
  await journal?.forgetFound();
  await suspects.refresh();
  return { journal: journal ?? NO_JOURNAL, suspects, close: async () => journal?.close() };
}
