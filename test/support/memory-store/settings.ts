import { needsSync } from "../../../src/domain/template/template-sync.ts";
import type { SettingsStore } from "../../../src/store/settings-store.ts";
import { copyOf, kept } from "./copy.ts";
import { requestSync } from "./template-syncs.ts";
import { workspaceOf, type State } from "./state.ts";

/** Lines and endpoints. */
export function createSettings(state: State): SettingsStore {
  return {
    async line(workspaceId, lineId) {
      return copyOf(workspaceOf(state, workspaceId).lines.get(lineId) ?? null);
    },
    async lines(workspaceId) {
      return copyOf([...workspaceOf(state, workspaceId).lines.values()]);
    },
    async putLine(given) {
      const line = kept(given);
      const owner = state.workspaceOfLine.get(line.id);
      if (owner !== undefined && owner !== line.workspaceId) return "taken";
      state.workspaceOfLine.set(line.id, line.workspaceId);
      const workspace = workspaceOf(state, line.workspaceId);
      if (needsSync(workspace.lines.get(line.id) ?? null, line)) {
        requestSync(workspace, line.wabaId, { names: null, at: line.updatedAt });
      }
      workspace.lines.set(line.id, line);
      workspace.settings.set(`${line.id}|${line.settings.version}`, line.settings);
      return "saved";
    },
    async settingsOf(workspaceId, lineId, version) {
      const { settings } = workspaceOf(state, workspaceId);
      return copyOf(settings.get(`${lineId}|${version}`) ?? null);
    },
    async endpoint(workspaceId, endpointId) {
      return copyOf(workspaceOf(state, workspaceId).endpoints.get(endpointId) ?? null);
    },
    async endpoints(workspaceId) {
      return copyOf([...workspaceOf(state, workspaceId).endpoints.values()]);
    },
    async putEndpoint(given) {
      const endpoint = copyOf(given);
      const { endpoints } = workspaceOf(state, endpoint.workspaceId);
      const before = endpoints.get(endpoint.id);
      if (before !== undefined) endpoint.health = before.health;
      if (before?.enabled === false && endpoint.enabled) {
        endpoint.health = { failingSince: null, failures: 0 };
        endpoint.disabledReason = null;
      }
      endpoints.set(endpoint.id, endpoint);
    },
    async deleteEndpoint(workspaceId, endpointId) {
      const workspace = workspaceOf(state, workspaceId);
      for (const id of workspace.pending.get(endpointId)?.keys() ?? []) {
        workspace.deliveries.delete(id);
      }
      workspace.pending.delete(endpointId);
      return workspace.endpoints.delete(endpointId);
    },
  };
}
