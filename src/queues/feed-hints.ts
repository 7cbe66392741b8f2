import type { WorkspaceId } from "../domain/ids.ts";

type Listener = (workspaceId: WorkspaceId) => void;

/**
 * How live streams learn that a workspace's feed has grown, without asking the store all the time. Like every ring it is a hint: it may be
 * lost, doubled or late, and whoever listens looks into the feed now and then all the same.
 */
export interface FeedHints {
  /** Events of this workspace were committed. Never throws, and nobody waits for it. */
  tell(workspaceId: WorkspaceId): void;
  /** Calls back for commits of this process and, as long as there is a Redis, of all others; returns the way to stop. */
  listen(listener: Listener): () => void;
}

/** The way to other processes. */
export interface HintChannel {
  publish(workspaceId: WorkspaceId): void;
  /** Called once, when somebody listens first. */
  subscribe(listener: Listener): void;
}

/** Hints of one workspace go to other processes at most this often: who hears one reads everything that is there. */
const HINT_REST_MS = 20;

/** Tells this process at once, and others through `channel`; null: there are none to tell. */
export function createFeedHints(channel: HintChannel | null): FeedHints {
  const listeners = new Set<Listener>();
  /** Workspaces whose last hint was a moment ago; true: and there has been something since. */
  const resting = new Map<WorkspaceId, boolean>();
  let isSubscribed = false;

  const hear = (workspaceId: WorkspaceId): void => {
    for (const listener of listeners) listener(workspaceId);
  };

  function publish(workspaceId: WorkspaceId): void {
    channel?.publish(workspaceId);
    resting.set(workspaceId, false);
    setTimeout(() => {
      const isBehind = resting.get(workspaceId) === true;
      resting.delete(workspaceId);
      if (isBehind) publish(workspaceId);
    }, HINT_REST_MS).unref();
  }

  return {
    tell(workspaceId) {
      hear(workspaceId);
      if (channel === null) return;
      if (resting.has(workspaceId)) resting.set(workspaceId, true);
      else publish(workspaceId);
    },
    listen(listener) {
      listeners.add(listener);
      if (!isSubscribed) channel?.subscribe(hear);
      isSubscribed = true;
      return () => void listeners.delete(listener);
    },
  };
}
