import {
  storedDefinition,
  type Flow,
  type FlowVersion,
} from "../../../src/domain/automation/flow.ts";
import type { FlowStore } from "../../../src/store/automation-store.ts";
import { copyOf, kept } from "./copy.ts";
import { pageOf } from "./paging.ts";
import { workspaceOf, type Automations, type State } from "./state.ts";

/** Flows and their versions. */
export function createFlows(state: State): FlowStore {
  const of = (workspaceId: string): Automations => workspaceOf(state, workspaceId).automations;
  const all = (): Flow[] =>
    [...state.workspaces.values()].flatMap(({ automations }) => [...automations.flows.values()]);
  return {
    async addFlow(flow, version) {
      const automations = of(flow.workspaceId);
      if (automations.flows.has(flow.id)) return;
      automations.flows.set(flow.id, kept(flow));
      automations.versions.set(`${flow.id}|${version.version}`, stored(version));
      automations.flowsVersion += 1;
    },
    async changeFlow(flow, version) {
      const automations = of(flow.workspaceId);
      if (automations.flows.get(flow.id)?.revision !== flow.revision - 1) return false;
      automations.flows.set(flow.id, kept(flow));
      if (version !== null)
        automations.versions.set(`${flow.id}|${version.version}`, stored(version));
      automations.flowsVersion += 1;
      return true;
    },
    async deleteFlow(workspaceId, id, revision) {
      const automations = of(workspaceId);
      if (automations.flows.get(id)?.revision !== revision) return false;
      automations.flows.delete(id);
      automations.flowsVersion += 1;
      return true;
    },
    async flow(workspaceId, id) {
      return copyOf(of(workspaceId).flows.get(id) ?? null);
    },
    async flowByHook(hookHash) {
      return copyOf(all().find((flow) => flow.hookHash === hookHash) ?? null);
    },
    async flows(workspaceId, { cursor, limit }) {
      const placeOf = ({ createdAt, id }: Flow) => [createdAt, id];
      const rows = of(workspaceId).flows.values();
      return copyOf(pageOf(rows, { cursor, limit, directions: [1, 1], placeOf }));
    },
    async flowVersion(workspaceId, id, version) {
      return copyOf(of(workspaceId).versions.get(`${id}|${version}`) ?? null);
    },
    async flowVersions(workspaceId, id) {
      const own = [...of(workspaceId).versions.values()].filter(({ flowId }) => flowId === id);
      const newestFirst = own.toSorted((a, b) => b.version - a.version);
      return copyOf(newestFirst.map(({ definition: _definition, ...version }) => version));
    },
    async liveFlows(workspaceId) {
      const { flows, versions, flowsVersion } = of(workspaceId);
      const live = byCreation([...flows.values()]).flatMap((flow) => {
        const version = versions.get(`${flow.id}|${flow.liveVersion}`);
        return version === undefined ? [] : [{ flow, live: version }];
      });
      return copyOf({ version: flowsVersion, flows: live });
    },
    async flowsVersion(workspaceId) {
      return of(workspaceId).flowsVersion;
    },
    async flowsToStop({ limit }) {
      const stopping = all().filter(({ stopRunsBefore }) => stopRunsBefore !== null);
      return copyOf(
        stopping
          .toSorted((a, b) => (a.stopRunsBefore ?? 0) - (b.stopRunsBefore ?? 0))
          .slice(0, limit),
      );
    },
  };
}

function stored(version: FlowVersion): FlowVersion {
  return kept({ ...version, definition: storedDefinition(JSON.stringify(version.definition)) });
}

function byCreation(flows: Flow[]): Flow[] {
  return flows.toSorted((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
}
