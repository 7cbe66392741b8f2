import type { Flow, FlowVersion } from "../../../domain/automation/flow.ts";
import type { WorkspaceId } from "../../../domain/ids.ts";
import type { FlowStore } from "../../automation-store.ts";
import type { Connection } from "../connection.ts";
import { decodeCursor, pageOf } from "../../page-cursor.ts";
import { createFlowVersions } from "./flow-versions.ts";

interface Row {
  doc: string;
}

const LIST = "flows";
const OLDEST = [Number.MIN_SAFE_INTEGER, ""] as const;

/** Flows on SQLite: a change, a new version and the count of the changes are one write. */
export function createFlows(connection: Connection): FlowStore {
  const { add: addVersion, live, ...versions } = createFlowVersions(connection);
  const count = connection.statement(
    `insert into workspaces (id, last_seq, relayed_seq, flows_version) values (?, 0, 0, 1)
     on conflict do update set flows_version = flows_version + 1`,
  );
  const counted = connection.query<{ version: number }>(
    "select flows_version as version from workspaces where id = ?",
  );
  const insert = connection.statement(
    `insert into flows (created_at, revision, live_version, hook, stop_before, doc, id, workspace)
     values (?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing`,
  );
  const update = connection.statement(
    `update flows set created_at = ?, revision = ?, live_version = ?, hook = ?, stop_before = ?, doc = ?
     where id = ? and workspace = ? and revision = ?`,
  );
  const remove = connection.statement(
    "delete from flows where id = ? and workspace = ? and revision = ?",
  );
  const versionOf = (workspaceId: WorkspaceId) => counted.get(workspaceId)?.version ?? 0;

  function changed(workspaceId: WorkspaceId, version: FlowVersion | null): void {
    if (version !== null) addVersion(version);
    count.run(workspaceId);
  }

  return {
    ...versions,
    ...createFlowReads(connection),
    addFlow: (flow, version) =>
      connection.write(() => {
        if (insert.run(...valuesOf(flow)) === 1) changed(flow.workspaceId, version);
      }),
    changeFlow: (flow, version) =>
      connection.write(() => {
        if (update.run(...valuesOf(flow), flow.revision - 1) === 0) return false;
        changed(flow.workspaceId, version);
        return true;
      }),
    deleteFlow: (workspaceId, id, revision) =>
      connection.write(() => {
        if (remove.run(id, workspaceId, revision) === 0) return false;
        changed(workspaceId, null);
        return true;
      }),
    liveFlows: (workspaceId) =>
      connection.read(() => ({ version: versionOf(workspaceId), flows: live(workspaceId) })),
    flowsVersion: (workspaceId) => connection.read(() => versionOf(workspaceId)),
  };
}

function createFlowReads(
  connection: Connection,
): Pick<FlowStore, "flow" | "flows" | "flowByHook" | "flowsToStop"> {
  const one = connection.query<Row>("select doc from flows where id = ? and workspace = ?");
  const ofHook = connection.query<Row>("select doc from flows where hook = ?");
  const toStop = connection.query<Row>(
    "select doc from flows where stop_before is not null order by stop_before limit ?",
  );
  const page = connection.query<Row>(
    `select doc from flows where workspace = ? and (created_at, id) > (?, ?)
     order by created_at, id limit ?`,
  );
  const firstOf = (row: Row | undefined) => (row === undefined ? null : flowOf(row));
  return {
    flow: (workspaceId, id) => connection.read(() => firstOf(one.get(id, workspaceId))),
    flowByHook: (hookHash) => connection.read(() => firstOf(ofHook.get(hookHash))),
    flowsToStop: ({ limit }) => connection.read(() => toStop.all(limit).map(flowOf)),
    async flows(workspaceId, { cursor, limit }) {
      const [at, id] = cursor === null ? OLDEST : decodeCursor(LIST, cursor, OLDEST);
      const rows = await connection.read(() => page.all(workspaceId, at, id, limit + 1));
      return pageOf(rows.map(flowOf), {
        list: LIST,
        limit,
        placeOf: (flow) => [Math.trunc(flow.createdAt), flow.id],
        itemOf: (flow) => flow,
      });
    },
  };
}

function flowOf({ doc }: Row): Flow {
  return JSON.parse(doc) as Flow;
}

/** In the order of the columns of both statements. */
function valuesOf(flow: Flow) {
  const { workspaceId, id, createdAt, revision, liveVersion, hookHash, stopRunsBefore } = flow;
  const stopBefore = stopRunsBefore === null ? null : Math.trunc(stopRunsBefore);
  const doc = JSON.stringify(flow);
  const columns = [
    Math.trunc(createdAt),
    revision,
    liveVersion,
    hookHash,
    stopBefore,
    doc,
  ] as const;
  return [...columns, id, workspaceId] as const;
}
