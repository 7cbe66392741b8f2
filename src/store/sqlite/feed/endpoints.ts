import type { Endpoint } from "../../../domain/endpoint.ts";
import type { EndpointId, WorkspaceId } from "../../../domain/ids.ts";
import type { SettingsStore } from "../../settings-store.ts";
import type { Connection } from "../connection.ts";

type EndpointSettings = Pick<
  SettingsStore,
  "endpoint" | "endpoints" | "putEndpoint" | "deleteEndpoint"
>;

/** What deliveries change of an endpoint, beside its document. */
interface Row {
  pk: number;
  removed: number;
  enabled: number;
  disabled_reason: Endpoint["disabledReason"];
  failing_since: number | null;
  failures: number;
  doc: string;
}

const COLUMNS = "pk, removed, enabled, disabled_reason, failing_since, failures, doc";

export function createEndpoints(connection: Connection): EndpointSettings {
  const one = connection.query<Row>(
    `select ${COLUMNS} from endpoints where workspace = ? and id = ?`,
  );
  const all = connection.query<Row>(
    `select ${COLUMNS} from endpoints where workspace = ? and removed = 0 order by id`,
  );
  const put = connection.statement(
    `insert into endpoints (workspace, id, removed, enabled, disabled_reason, failing_since, failures, doc)
     values (?, ?, 0, ?, ?, ?, ?, ?)
     on conflict (workspace, id) do update set removed = 0, enabled = excluded.enabled,
       disabled_reason = excluded.disabled_reason, failing_since = excluded.failing_since,
       failures = excluded.failures, doc = excluded.doc`,
  );
  const remove = connection.statement(
    "update endpoints set removed = 1, enabled = 0, disabled_reason = null where pk = ?",
  );
  const dropPending = connection.statement(
    "delete from deliveries where endpoint = ? and state = 'pending'",
  );

  function present(workspaceId: WorkspaceId, id: EndpointId): Row | undefined {
    const row = one.get(workspaceId, id);
    return row?.removed === 0 ? row : undefined;
  }

  function putEndpoint(endpoint: Endpoint): void {
    const before = present(endpoint.workspaceId, endpoint.id);
    const switchedOn = before?.enabled === 0 && endpoint.enabled;
    const reset = { failingSince: null, failures: 0 };
    const kept = before === undefined ? endpoint.health : healthOf(before);
    const health = switchedOn ? reset : kept;
    put.run(
      endpoint.workspaceId,
      endpoint.id,
      endpoint.enabled ? 1 : 0,
      switchedOn ? null : endpoint.disabledReason,
      health.failingSince,
      health.failures,
      JSON.stringify(endpoint),
    );
  }

  function deleteEndpoint(workspaceId: WorkspaceId, id: EndpointId): boolean {
    const row = present(workspaceId, id);
    if (row === undefined) return false;
    dropPending.run(row.pk);
    remove.run(row.pk);
    return true;
  }

  return {
    endpoint: (workspaceId, id) =>
      connection.read(() => {
        const row = present(workspaceId, id);
        return row === undefined ? null : endpointOf(row);
      }),
    endpoints: (workspaceId) => connection.read(() => all.all(workspaceId).map(endpointOf)),
    putEndpoint: (endpoint) => connection.write(() => putEndpoint(endpoint)),
    deleteEndpoint: (workspaceId, id) => connection.write(() => deleteEndpoint(workspaceId, id)),
  };
}

function healthOf(row: Row): Endpoint["health"] {
  return { failingSince: row.failing_since, failures: row.failures };
}

function endpointOf(row: Row): Endpoint {
  return {
    ...(JSON.parse(row.doc) as Endpoint),
    enabled: row.enabled === 1,
    disabledReason: row.disabled_reason,
    health: healthOf(row),
  };
}
