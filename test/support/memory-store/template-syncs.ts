import {
  claimSync,
  requestedSync,
  settledSync,
  syncDueAt,
  type SyncRequest,
  type TemplateSync,
} from "../../../src/domain/template/template-sync.ts";
import type { TemplateStore } from "../../../src/store/template-store.ts";
import { copyOf } from "./copy.ts";
import { workspaceOf, type State, type Workspace } from "./state.ts";

type TemplateSyncs = Pick<
  TemplateStore,
  "requestTemplateSync" | "claimTemplateSyncs" | "settleTemplateSync" | "templateSyncs"
>;

/** Asks for an account's templates to be fetched. */
export function requestSync(workspace: Workspace, wabaId: string, request: SyncRequest): void {
  const { id: workspaceId, templateSyncs } = workspace;
  const known = templateSyncs.get(wabaId) ?? null;
  templateSyncs.set(wabaId, requestedSync(known, { workspaceId, wabaId }, request));
}

/** When to fetch templates, and who does. */
export function createTemplateSyncs(state: State): TemplateSyncs {
  const save = (sync: TemplateSync): void => {
    workspaceOf(state, sync.workspaceId).templateSyncs.set(sync.wabaId, sync);
  };
  return {
    async requestTemplateSync(workspaceId, wabaId, request) {
      requestSync(workspaceOf(state, workspaceId), wabaId, copyOf(request));
    },
    async claimTemplateSyncs({ of, now, leaseMs, limit }) {
      const due = [...state.workspaces.values()]
        .flatMap(({ templateSyncs }) => [...templateSyncs.values()])
        .filter((sync) => syncDueAt(sync) <= now)
        .filter(
          ({ workspaceId, wabaId }) =>
            of === null || (workspaceId === of.workspaceId && wabaId === of.wabaId),
        )
        .sort((a, b) => syncDueAt(a) - syncDueAt(b))
        .slice(0, limit);
      return copyOf(
        due.map((sync) => {
          const turn = claimSync(sync, { now, leaseMs });
          save(turn.sync);
          return turn.claimed;
        }),
      );
    },
    async settleTemplateSync(claimed, result) {
      const { templateSyncs } = workspaceOf(state, claimed.workspaceId);
      const sync = templateSyncs.get(claimed.wabaId);
      const settled = sync === undefined ? null : settledSync(sync, claimed, copyOf(result));
      if (settled !== null) save(settled);
      return settled !== null;
    },
    async templateSyncs(workspaceId) {
      const syncs = [...workspaceOf(state, workspaceId).templateSyncs.values()];
      return copyOf(syncs.sort((a, b) => (a.wabaId < b.wabaId ? -1 : 1)));
    },
  };
}
