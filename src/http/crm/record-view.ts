import type { CrmRecord } from "../../domain/records/crm-record.ts";
import { iso, isoOrNull } from "../schemas.ts";

/** A record as the API shows it; its schema is that of its kind (`record-kinds.ts`). */
export function recordView(record: CrmRecord) {
  const times = { createdAt: iso(record.createdAt), updatedAt: iso(record.updatedAt) };
  switch (record.kind) {
    case "opportunity": {
      const { workspaceId: _workspaceId, kind: _kind, ...shown } = record;
      return { ...shown, ...times };
    }
    case "activity": {
      const { workspaceId: _workspaceId, kind: _kind, dueAt, ...shown } = record;
      return { ...shown, dueAt: isoOrNull(dueAt), ...times };
    }
    case "task": {
      const { workspaceId: _workspaceId, kind: _kind, dueAt, ...shown } = record;
      return { ...shown, dueAt: isoOrNull(dueAt), ...times };
    }
  }
}
