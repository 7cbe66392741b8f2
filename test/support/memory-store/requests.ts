import type { RequestStore } from "../../../src/store/request-store.ts";
import { workspaceOf, type State } from "./state.ts";

export function createRequests(state: State): RequestStore {
  return {
    async request(workspaceId, key) {
      return workspaceOf(state, workspaceId).requests.get(key) ?? null;
    },
    async rememberRequest(workspaceId, { key, fingerprint }) {
      const { requests } = workspaceOf(state, workspaceId);
      const standing = requests.get(key) ?? fingerprint;
      requests.set(key, standing);
      return standing;
    },
  };
}
