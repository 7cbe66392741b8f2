import { closeSync, openSync, writeSync } from "node:fs";
import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "./clock.ts";
import type { Crash } from "./domain/intake/crash.ts";
import { withFileLock } from "./file-lock.ts";
import type { Ids } from "./ids.ts";
import type { CrashJournal } from "./workers/crash-journal.ts";

/** First byte of a journal: whether what follows is under way. */
const UNDER_WAY = "1";
const DONE = Buffer.from("0");
const ENDING = ".journal";

/** A journal on this machine's disk, and what processes before this one left in theirs. */
export interface DiskJournal extends CrashJournal {
  /** Deaths since the last start. Note them elsewhere first, and forget them here then. */
  found: readonly Crash[];
  forgetFound(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens a journal of its own in `folder`, and reads those of processes that are gone: a lock that the operating system frees tells which
 * (several processes may share a folder, and a container gives every process the same number). Nothing is synced to the disk: what was
 * written survives the process, and when the machine itself dies no entry was to blame. A turn costs two small writes into the page
 * cache. Throws when the folder cannot be written.
 */
export async function openCrashJournal(
  folder: string,
  { ids, clock }: { ids: Ids; clock: Clock },
): Promise<DiskJournal> {
  await mkdir(folder, { recursive: true });
  const left = await leftBehind(folder, clock.now());
  const id = ids.next("crash");
  const lock = await holdLock(lockOf(folder, id));
  const path = join(folder, id + ENDING);
  const fd = openSync(path, "w");
  let turns = 0;
  let isClosed = false;
  const write = (bytes: Buffer): void => {
    // Whoever goes on after the time to finish is over: the number may be another file's by now.
    if (isClosed) return;
    try {
      writeSync(fd, bytes, 0, bytes.length, 0);
    } catch {
      // A disk that is full by now must not hold up the work: it goes on without this protection.
    }
  };
  return {
    found: left.flatMap(({ crash }) => crash ?? []),
    async forgetFound() {
      for (const { names } of left) await remove(folder, names);
    },
    enter({ workspaceId, conversationId }, keys) {
      const crash = { id: `${id}_${++turns}`, workspaceId, conversationId, keys };
      write(Buffer.from(`${UNDER_WAY}${JSON.stringify(crash)}\n`));
    },
    leave: () => write(DONE),
    async close() {
      if (isClosed) return;
      isClosed = true;
      closeSync(fd);
      await remove(folder, [id + ENDING]);
      await lock.free();
      await rm(lockOf(folder, id), { force: true });
    },
  };
}

const lockOf = (folder: string, id: string): string => join(folder, `${id}.lock`);

/** Holds a lock until it is freed, or the process ends. */
async function holdLock(path: string): Promise<{ free(): Promise<void> }> {
  const held = Promise.withResolvers<void>();
  const end = Promise.withResolvers<void>();
  const whole = withFileLock(path, 0, () => {
    held.resolve();
    return end.promise;
  });
  await Promise.race([held.promise, whole]);
  return {
    async free() {
      end.resolve();
      await whole;
    },
  };
}

interface Left {
  names: string[];
  crash: Crash | null;
}

async function leftBehind(folder: string, at: number): Promise<Left[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(ENDING));
  const left: Left[] = [];
  for (const name of names) {
    const id = name.slice(0, -ENDING.length);
    try {
      await withFileLock(lockOf(folder, id), 0, async () => {
        const text = await readFile(join(folder, name), "utf8");
        left.push({ names: [name, `${id}.lock`], crash: crashIn(text, at) });
      });
    } catch {
      // Its process lives, or another one has just taken it away.
    }
  }
  return left;
}

/** Null when nothing was under way, or what stands there is no journal. */
function crashIn(text: string, at: number): Crash | null {
  const line = text.slice(0, text.indexOf("\n"));
  if (!line.startsWith(UNDER_WAY)) return null;
  try {
    return { ...(JSON.parse(line.slice(1)) as Omit<Crash, "at">), at };
  } catch {
    return null;
  }
}

async function remove(folder: string, names: readonly string[]): Promise<void> {
  for (const name of names) await rm(join(folder, name), { force: true });
}
