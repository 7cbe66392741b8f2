import {
  claimSync,
  requestedSync,
  settledSync,
  syncDueAt,
  type ClaimedSync,
  type SyncRequest,
  type TemplateSync,
} from "../../../domain/template/template-sync.ts";
import type { WorkspaceId } from "../../../domain/ids.ts";
import type { TemplateStore } from "../../template-store.ts";
import type { Connection } from "../connection.ts";

export interface TemplateSyncs extends Pick<
  TemplateStore,
  "requestTemplateSync" | "claimTemplateSyncs" | "settleTemplateSync" | "templateSyncs"
> {
  /** To be called inside a write. */
  request(workspaceId: WorkspaceId, wabaId: string, request: SyncRequest): void;
}

interface Row {
  doc: string;
}

export function createTemplateSyncs(connection: Connection): TemplateSyncs {
  const one = connection.query<Row>(
    "select doc from template_syncs where workspace = ? and waba = ?",
  );
  const all = connection.query<Row>(
    "select doc from template_syncs where workspace = ? order by waba",
  );
  const due = connection.query<Row>(
    "select doc from template_syncs where due_at <= ? order by due_at limit ?",
  );
  const put = connection.statement(
    `insert into template_syncs (workspace, waba, due_at, doc) values (?, ?, ?, ?)
     on conflict do update set due_at = excluded.due_at, doc = excluded.doc`,
  );

  function find(workspaceId: WorkspaceId, wabaId: string): TemplateSync | null {
    const row = one.get(workspaceId, wabaId);
    return row === undefined ? null : syncOf(row);
  }

  function save(sync: TemplateSync): void {
    const { workspaceId, wabaId } = sync;
    put.run(workspaceId, wabaId, Math.trunc(syncDueAt(sync)), JSON.stringify(sync));
  }

  function request(workspaceId: WorkspaceId, wabaId: string, asked: SyncRequest): void {
    save(requestedSync(find(workspaceId, wabaId), { workspaceId, wabaId }, asked));
  }

  return {
    request,
    async requestTemplateSync(workspaceId, wabaId, asked) {
      await connection.write(() => request(workspaceId, wabaId, asked));
    },
    async claimTemplateSyncs({ of, now, leaseMs, limit }) {
      const findDue = (): TemplateSync[] => {
        if (of === null) return due.all(Math.trunc(now), limit).map(syncOf);
        const sync = find(of.workspaceId, of.wabaId);
        return sync !== null && syncDueAt(sync) <= now ? [sync] : [];
      };
      // Mostly there is nothing, which reading tells without waiting for the write lock.
      if ((await connection.read(findDue)).length === 0) return [];
      return connection.write(() =>
        findDue().map((sync): ClaimedSync => {
          const turn = claimSync(sync, { now, leaseMs });
          save(turn.sync);
          return turn.claimed;
        }),
      );
    },
    settleTemplateSync: (claimed, result) =>
      connection.write(() => {
        const sync = find(claimed.workspaceId, claimed.wabaId);
        const settled = sync === null ? null : settledSync(sync, claimed, result);
        if (settled !== null) save(settled);
        return settled !== null;
      }),
    templateSyncs: (workspaceId) => connection.read(() => all.all(workspaceId).map(syncOf)),
  };
}

function syncOf({ doc }: Row): TemplateSync {
  return JSON.parse(doc) as TemplateSync;
}
