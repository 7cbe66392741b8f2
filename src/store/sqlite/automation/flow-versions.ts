import { storedDefinition, type Flow, type FlowVersion } from "../../../domain/automation/flow.ts";
import type { WorkspaceId } from "../../../domain/ids.ts";
import type { FlowStore, LiveFlows } from "../../automation-store.ts";
import type { Connection } from "../connection.ts";

interface VersionRow {
  version: number;
  created_by: string | null;
  created_at: number;
}

export interface FlowVersions extends Pick<FlowStore, "flowVersion" | "flowVersions"> {
  /** To be called inside a write. */
  add(version: FlowVersion): void;
  /** To be called inside a read. */
  live(workspaceId: WorkspaceId): LiveFlows["flows"];
}

/** Versions of flows, which never change. */
export function createFlowVersions(connection: Connection): FlowVersions {
  const insert = connection.statement(
    `insert into flow_versions (flow, workspace, version, created_by, created_at, definition)
     values (?, ?, ?, ?, ?, ?)`,
  );
  const one = connection.query<VersionRow & { definition: string }>(
    `select version, created_by, created_at, definition from flow_versions
     where flow = ? and workspace = ? and version = ?`,
  );
  const newestFirst = connection.query<VersionRow>(
    `select version, created_by, created_at from flow_versions
     where flow = ? and workspace = ? order by version desc`,
  );
  const live = connection.query<VersionRow & { doc: string; definition: string }>(
    `select f.doc, v.version, v.created_by, v.created_at, v.definition
     from flows f join flow_versions v
       on v.flow = f.id and v.workspace = f.workspace and v.version = f.live_version
     where f.workspace = ? and f.live_version is not null order by f.created_at, f.id`,
  );
  return {
    add({ workspaceId, flowId, version, createdBy, createdAt, definition }) {
      const text = JSON.stringify(definition);
      insert.run(flowId, workspaceId, version, createdBy, Math.trunc(createdAt), text);
    },
    live: (workspaceId) =>
      live.all(workspaceId).map((row) => {
        const flow = JSON.parse(row.doc) as Flow;
        return { flow, live: whole(headOf(workspaceId, flow.id, row), row.definition) };
      }),
    flowVersion: (workspaceId, id, version) =>
      connection.read(() => {
        const row = one.get(id, workspaceId, version);
        return row === undefined ? null : whole(headOf(workspaceId, id, row), row.definition);
      }),
    flowVersions: (workspaceId, id) =>
      connection.read(() =>
        newestFirst.all(id, workspaceId).map((row) => headOf(workspaceId, id, row)),
      ),
  };
}

function headOf(workspaceId: WorkspaceId, flowId: string, row: VersionRow) {
  const { version, created_by: createdBy, created_at: createdAt } = row;
  return { workspaceId, flowId, version, createdBy, createdAt };
}

function whole(head: Omit<FlowVersion, "definition">, definition: string): FlowVersion {
  return { ...head, definition: storedDefinition(definition) };
}
