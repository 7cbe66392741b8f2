import type { Template } from "../../../domain/template/template.ts";
import type { Bindings } from "../../../domain/template/binding.ts";
import { obstacleOf } from "../../../domain/template/obstacle.ts";
import type { TemplateStore } from "../../template-store.ts";
import type { Connection } from "../connection.ts";
import { decodeCursor, pageOf } from "../../page-cursor.ts";

type Templates = Pick<
  TemplateStore,
  | "putTemplates"
  | "deleteTemplates"
  | "unseenTemplates"
  | "template"
  | "templateByKey"
  | "templates"
  | "rememberedBindings"
  | "rememberBindings"
>;

interface Row {
  name: string;
  language: string;
  waba: string;
  deleted_at: number | null;
  doc: string;
}

const LIST = "templates";
const COLUMNS = "name, language, waba, deleted_at, doc";

export function createTemplates(connection: Connection): Templates {
  return {
    ...createWriting(connection),
    ...createList(connection),
    ...createBindings(connection),
  };
}

function createWriting(
  connection: Connection,
): Pick<Templates, "putTemplates" | "deleteTemplates" | "unseenTemplates"> {
  const put = connection.statement(
    `insert into templates (workspace, waba, name, language, id, category, sendable, fetched_at, deleted_at, doc)
     values (?, ?, ?, ?, ?, ?, ?, ?, null, ?)
     on conflict (workspace, waba, name, language) do update set
       id = excluded.id, category = excluded.category, sendable = excluded.sendable,
       fetched_at = excluded.fetched_at, deleted_at = null, doc = excluded.doc
     where excluded.fetched_at >= fetched_at`,
  );
  const remove = connection.statement(
    `update templates set deleted_at = ?, sendable = 0
     where workspace = ? and waba = ? and name = ? and fetched_at < ? and deleted_at is null`,
  );
  const unseen = connection.query<{ name: string }>(
    `select distinct name from templates
     where workspace = ? and waba = ? and fetched_at < ? and deleted_at is null
     order by name limit ?`,
  );
  return {
    async putTemplates(templates) {
      await connection.write(() => {
        for (const template of templates) {
          const { workspaceId, wabaId, name, language, id, category, fetchedAt } = template;
          const isSendable = obstacleOf(template) === null ? 1 : 0;
          const doc = JSON.stringify(template);
          const at = Math.trunc(fetchedAt);
          put.run(workspaceId, wabaId, name, language, id, category, isSendable, at, doc);
        }
      });
    },
    async deleteTemplates(workspaceId, { wabaId, names, unseenSince, at }) {
      await connection.write(() => {
        for (const name of names) {
          remove.run(Math.trunc(at), workspaceId, wabaId, name, Math.trunc(unseenSince));
        }
      });
    },
    unseenTemplates: (workspaceId, wabaId, { since, limit }) =>
      connection.read(() =>
        unseen.all(workspaceId, wabaId, Math.trunc(since), limit).map(({ name }) => name),
      ),
  };
}

function createList(
  connection: Connection,
): Pick<Templates, "template" | "templateByKey" | "templates"> {
  // Ids are unique at WhatsApp; if two rows have one, the later telling is the true one.
  const byId = connection.query<Row>(
    `select ${COLUMNS} from templates where workspace = ? and id = ?
     order by fetched_at desc limit 1`,
  );
  const byKey = connection.query<Row>(
    `select ${COLUMNS} from templates
     where workspace = ? and waba = ? and name = ? and language = ?`,
  );
  const page = connection.query<Row>(
    `select ${COLUMNS} from templates
     where workspace = ?1 and deleted_at is null and (name, language, waba) > (?2, ?3, ?4)
       and (?5 is null or waba in (select value from json_each(?5)))
       and (?6 is null or sendable = ?6)
       and (?7 is null or category = ?7)
       and (?8 is null or language = ?8)
       and (?9 is null or instr(name, ?9) > 0)
     order by name, language, waba limit ?10`,
  );
  return {
    template: (workspaceId, id) => connection.read(() => templateOrNull(byId.get(workspaceId, id))),
    templateByKey: (workspaceId, { wabaId, name, language }) =>
      connection.read(() => templateOrNull(byKey.get(workspaceId, wabaId, name, language))),
    async templates(workspaceId, query) {
      const { wabaIds, sendable, category, language, search, cursor, limit } = query;
      const place =
        cursor === null ? (["", "", ""] as const) : decodeCursor(LIST, cursor, ["", "", ""]);
      const rows = await connection.read(() =>
        page.all(
          workspaceId,
          ...place,
          wabaIds === null ? null : JSON.stringify(wabaIds),
          sendable === null ? null : Number(sendable),
          category,
          language,
          search,
          limit + 1,
        ),
      );
      return pageOf(rows, {
        list: LIST,
        limit,
        placeOf: (row) => [row.name, row.language, row.waba],
        itemOf: templateOf,
      });
    },
  };
}

function createBindings(
  connection: Connection,
): Pick<Templates, "rememberedBindings" | "rememberBindings"> {
  const one = connection.query<{ doc: string }>(
    `select doc from template_bindings
     where workspace = ? and user = ? and waba = ? and name = ? and language = ?`,
  );
  const put = connection.statement(
    `insert into template_bindings (workspace, user, waba, name, language, at, doc)
     values (?, ?, ?, ?, ?, ?, ?)
     on conflict do update set at = excluded.at, doc = excluded.doc where excluded.at >= at`,
  );
  return {
    rememberedBindings: (workspaceId, userId, { wabaId, name, language }) =>
      connection.read(() => {
        const row = one.get(workspaceId, userId, wabaId, name, language);
        return row === undefined ? null : (JSON.parse(row.doc) as Bindings);
      }),
    async rememberBindings(workspaceId, userId, { wabaId, name, language, bindings, at }) {
      const doc = JSON.stringify(bindings);
      await connection.write(() =>
        put.run(workspaceId, userId, wabaId, name, language, Math.trunc(at), doc),
      );
    },
  };
}

function templateOrNull(row: Row | undefined): Template | null {
  return row === undefined ? null : templateOf(row);
}

function templateOf({ deleted_at: deletedAt, doc }: Row): Template {
  return { ...(JSON.parse(doc) as Template), deletedAt };
}
