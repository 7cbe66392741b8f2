import type { Crash } from "../../../src/domain/intake/crash.ts";
import type { CrashStore } from "../../../src/store/crash-store.ts";

export function createCrashes(): CrashStore {
  const noted = new Map<string, Crash>();
  return {
    async noteCrash(crash) {
      if (!noted.has(crash.id)) noted.set(crash.id, { ...crash, at: Math.trunc(crash.at) });
    },
    async crashes() {
      return [...noted.values()].map((crash) => ({ ...crash, keys: [...crash.keys] }));
    },
    async forgetCrashes({ workspaceId, conversationId }) {
      for (const [id, crash] of noted) {
        const isOfIt = crash.workspaceId === workspaceId && crash.conversationId === conversationId;
        if (isOfIt) noted.delete(id);
      }
    },
  };
}
