import type { Collection } from "mongodb";
import type { CustomField } from "../../../domain/contact/custom-field.ts";
import type { CrmStore } from "../../crm-store.ts";
import { NEWEST } from "../feed/append.ts";
import type { CustomFieldsDocument } from "./crm-documents.ts";
import { duplicateOf } from "../errors.ts";
import { untilDone } from "../retry.ts";

type CustomFields = Pick<
  CrmStore,
  "customFields" | "addCustomField" | "changeCustomField" | "deleteCustomField"
>;
type Fields = CustomFieldsDocument["fields"];

/** All fields of a workspace stand in one document, so that counting them and adding one is a single write. */
export function createCustomFields(collection: Collection<CustomFieldsDocument>): CustomFields {
  /** Writes what `change` makes of the fields. What it answers instead of fields is the answer, and nothing is written. */
  async function change<Answer extends string | boolean>(
    _id: string,
    change: (fields: Fields) => Fields | Answer,
  ): Promise<Answer | null> {
    return untilDone<{ answer: Answer | null }>(async () => {
      const before = await collection.findOne({ _id }, NEWEST);
      const fields = change(before?.fields ?? []);
      if (!Array.isArray(fields)) return { answer: fields };
      const written = await write({ _id, revision: (before?.revision ?? 0) + 1, fields });
      return written ? { answer: null } : null;
    }).then(({ answer }) => answer);
  }

  async function write(document: CustomFieldsDocument): Promise<boolean> {
    const { _id, revision } = document;
    if (revision > 1) {
      const result = await collection.replaceOne({ _id, revision: revision - 1 }, document);
      return result.matchedCount === 1;
    }
    try {
      await collection.insertOne(document);
      return true;
    } catch (error) {
      if (duplicateOf(error) === null) throw error;
      return false;
    }
  }

  return {
    async customFields(_id) {
      const { fields = [] } = (await collection.findOne({ _id })) ?? {};
      return fields.map(({ doc }) => JSON.parse(doc) as CustomField);
    },
    async addCustomField(field, max) {
      const { workspaceId, key } = field;
      const answer = await change<"taken" | "full">(workspaceId, (fields) => {
        if (fields.some((each) => each.key === key)) return "taken";
        return fields.length >= max ? "full" : inOrder([...fields, documentOf(field)]);
      });
      return answer ?? "added";
    },
    async changeCustomField(field) {
      const answer = await change<false>(field.workspaceId, (fields) => {
        const others = fields.filter(({ key }) => key !== field.key);
        return others.length === fields.length ? false : inOrder([...others, documentOf(field)]);
      });
      return answer ?? true;
    },
    async deleteCustomField(workspaceId, key) {
      const answer = await change<false>(workspaceId, (fields) => {
        const others = fields.filter((each) => each.key !== key);
        return others.length === fields.length ? false : others;
      });
      return answer ?? true;
    },
  };
}

function documentOf(field: CustomField): Fields[number] {
  return { key: field.key, doc: JSON.stringify(field) };
}

function inOrder(fields: Fields): Fields {
  return fields.sort((a, b) => (a.key < b.key ? -1 : 1));
}
