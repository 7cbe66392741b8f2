import type { CustomField } from "../../../domain/contact/custom-field.ts";
import type { CrmStore } from "../../crm-store.ts";
import type { Connection } from "../connection.ts";

type CustomFields = Pick<
  CrmStore,
  "customFields" | "addCustomField" | "changeCustomField" | "deleteCustomField"
>;

export function createCustomFields(connection: Connection): CustomFields {
  const all = connection.query<{ key: string; doc: string }>(
    "select key, doc from custom_fields where workspace = ? order by key",
  );
  const add = connection.statement(
    "insert into custom_fields (workspace, key, doc) values (?, ?, ?)",
  );
  const change = connection.statement(
    "update custom_fields set doc = ? where workspace = ? and key = ?",
  );
  const remove = connection.statement("delete from custom_fields where workspace = ? and key = ?");

  function addField(field: CustomField, max: number): "added" | "taken" | "full" {
    const { workspaceId, key } = field;
    const present = all.all(workspaceId);
    if (present.some((row) => row.key === key)) return "taken";
    if (present.length >= max) return "full";
    add.run(workspaceId, key, JSON.stringify(field));
    return "added";
  }

  return {
    customFields: (workspaceId) =>
      connection.read(() => all.all(workspaceId).map(({ doc }) => JSON.parse(doc) as CustomField)),
    addCustomField: (field, max) => connection.write(() => addField(field, max)),
    changeCustomField: (field) =>
      connection.write(() => change.run(JSON.stringify(field), field.workspaceId, field.key) > 0),
    deleteCustomField: (workspaceId, key) =>
      connection.write(() => remove.run(workspaceId, key) > 0),
  };
}
