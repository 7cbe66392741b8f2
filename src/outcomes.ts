import type { Outcome } from "./domain/intake/intake.ts";
import type { WorkspaceId } from "./domain/ids.ts";

/** A settled entry, as told within one process: the quick way from the worker's commit to the caller who waits for it. */
export interface SettledEntry {
  workspaceId: WorkspaceId;
  key: string;
  version: number;
  outcome: Outcome;
}

type Listener = (settled: SettledEntry) => void;

/**
 * In-process notice of settled commands. Only a shortcut: whoever waits also asks the store, since the worker may be another
 * process, and a notice may be missed.
 */
export class Outcomes {
  readonly #listeners = new Map<string, Set<Listener>>();

  /** Calls `listener` when the entry settles in this process; returns the way to stop listening. */
  listen(workspaceId: WorkspaceId, key: string, listener: Listener): () => void {
    const name = `${workspaceId} ${key}`;
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.#listeners.delete(name);
    };
  }

  tell(settled: SettledEntry): void {
    const listeners = this.#listeners.get(`${settled.workspaceId} ${settled.key}`);
    for (const listener of listeners ?? []) listener(settled);
  }
}
