import { existsSync, readlinkSync, rmSync } from "node:fs";
import { mkdir, rename, symlink } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

type BuildOnceOptions = {
  /** The directory that is wanted. It appears whole or not at all. */
  target: string;
  /** Fills the empty directory it is given; rejects when that fails, and then nothing is kept. */
  build(directory: string): Promise<void>;
  /** Told once when another process builds the same directory at the moment. */
  onWait(): void;
};

/**
 * Makes sure that `target` exists: returns at once when it does, waits while another process builds it, else builds it.
 * Safe among parallel test files: the build happens in a directory of its own, which is renamed when complete; the
 * lock only spares the double work.
 */
export async function buildOnce({ target, build, onWait }: BuildOnceOptions): Promise<void> {
  const lock = `${target}.lock`;
  await mkdir(dirname(target), { recursive: true });
  let waiting = false;
  while (!existsSync(target)) {
    if (await takeLock(lock)) {
      try {
        if (!existsSync(target)) await buildAside(target, build);
      } finally {
        rmSync(lock, { force: true });
      }
      return;
    }
    if (!waiting) onWait();
    waiting = true;
    await sleep(100);
  }
}

async function buildAside(target: string, build: BuildOnceOptions["build"]): Promise<void> {
  const aside = `${target}.${process.pid}`;
  rmSync(aside, { recursive: true, force: true });
  await mkdir(aside);
  try {
    await build(aside);
    await rename(aside, target);
  } catch (error) {
    rmSync(aside, { recursive: true, force: true });
    // The other one of two builders was faster; its directory is as good as ours.
    if (!existsSync(target)) throw error;
  }
}

/** A link that carries the holder's process id: made in one step, and recognisable when its holder was killed. */
async function takeLock(lock: string): Promise<boolean> {
  try {
    await symlink(String(process.pid), lock);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    if (!holderLives(lock)) rmSync(lock, { force: true });
    return false;
  }
}

function holderLives(lock: string): boolean {
  try {
    process.kill(Number(readlinkSync(lock)), 0);
    return true;
  } catch (error) {
    // EPERM: it lives, as somebody else. ENOENT: just freed, so the next round takes it.
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}
