import type { EffectiveSettings, Line } from "../../../domain/line.ts";
import { needsSync } from "../../../domain/template/template-sync.ts";
import type { SettingsStore } from "../../settings-store.ts";
import type { Connection } from "../connection.ts";
import type { TemplateSyncs } from "../sending/template-syncs.ts";

interface Row {
  doc: string;
}

export function createLines(
  connection: Connection,
  requestSync: TemplateSyncs["request"],
): Pick<SettingsStore, "line" | "lines" | "putLine" | "settingsOf"> {
  const one = connection.query<Row>("select doc from lines where id = ? and workspace = ?");
  const all = connection.query<Row>("select doc from lines where workspace = ? order by id");
  const holder = connection.query<{ workspace: string; doc: string }>(
    "select workspace, doc from lines where id = ?",
  );
  const put = connection.statement(
    `insert into lines (id, workspace, portfolio, waba, doc) values (?, ?, ?, ?, ?)
     on conflict do update set portfolio = excluded.portfolio, waba = excluded.waba,
       doc = excluded.doc`,
  );
  const putSettings = connection.statement(
    `insert into line_settings (line, version, doc) values (?, ?, ?)
     on conflict do update set doc = excluded.doc`,
  );
  const settings = connection.query<Row>(
    `select s.doc from line_settings s join lines l on l.id = s.line
     where s.line = ? and l.workspace = ? and s.version = ?`,
  );

  function putLine(line: Line): "saved" | "taken" {
    const { id, workspaceId, portfolioId, wabaId } = line;
    const known = holder.get(id);
    if (known !== undefined && known.workspace !== workspaceId) return "taken";
    put.run(id, workspaceId, portfolioId, wabaId, JSON.stringify(line));
    putSettings.run(id, line.settings.version, JSON.stringify(line.settings));
    if (needsSync(parsed<Line>(known), line)) {
      requestSync(workspaceId, wabaId, { names: null, at: line.updatedAt });
    }
    return "saved";
  }

  return {
    line: (workspaceId, lineId) =>
      connection.read(() => parsed<Line>(one.get(lineId, workspaceId))),
    lines: (workspaceId) =>
      connection.read(() => all.all(workspaceId).map(({ doc }) => JSON.parse(doc) as Line)),
    putLine: (line) => connection.write(() => putLine(line)),
    settingsOf: (workspaceId, lineId, version) =>
      connection.read(() => parsed<EffectiveSettings>(settings.get(lineId, workspaceId, version))),
  };
}

function parsed<T>(row: Row | undefined): T | null {
  return row === undefined ? null : (JSON.parse(row.doc) as T);
}
