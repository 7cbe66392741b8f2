import type { Filter } from "mongodb";
import type { Template, TemplateKey } from "../../../domain/template/template.ts";
import type { Bindings } from "../../../domain/template/binding.ts";
import { obstacleOf } from "../../../domain/template/obstacle.ts";
import type { WorkspaceId } from "../../../domain/ids.ts";
import type { TemplateQuery, TemplateStore } from "../../template-store.ts";
import type { Collections } from "../documents.ts";
import type { TemplateDocument } from "./template-documents.ts";
import { duplicateOf } from "../errors.ts";
import { keyOf } from "../keys.ts";
import { decodeCursor, pageOf } from "../../page-cursor.ts";

type Templates = Omit<
  TemplateStore,
  "requestTemplateSync" | "claimTemplateSyncs" | "settleTemplateSync" | "templateSyncs"
>;

const LIST = "templates";

export function createTemplates(
  collections: Pick<Collections, "templates" | "templateBindings">,
): Templates {
  return {
    ...createWriting(collections),
    ...createReading(collections),
    ...createBindings(collections),
  };
}

function createWriting({
  templates,
}: Pick<Collections, "templates">): Pick<
  Templates,
  "putTemplates" | "deleteTemplates" | "unseenTemplates"
> {
  async function put(template: Template): Promise<void> {
    const { _id, ...document } = documentOf(template);
    await newestStands(() =>
      templates.updateOne(
        { _id, fetchedAt: { $lte: document.fetchedAt } },
        { $set: document },
        { upsert: true },
      ),
    );
  }
  return {
    async putTemplates(given) {
      await Promise.all(given.map(put));
    },
    async deleteTemplates(workspace, { wabaId: waba, names, unseenSince, at }) {
      await templates.updateMany(
        { workspace, waba, name: { $in: [...names] }, ...unseenBefore(unseenSince) },
        { $set: { deletedAt: Math.trunc(at), sendable: false } },
      );
    },
    async unseenTemplates(workspace, waba, { since, limit }) {
      const found = await templates
        .find({ workspace, waba, ...unseenBefore(since) }, { projection: { name: 1 } })
        .sort({ name: 1 })
        .toArray();
      return [...new Set(found.map(({ name }) => name))].slice(0, limit);
    },
  };
}

function unseenBefore(since: number): Filter<TemplateDocument> {
  return { fetchedAt: { $lt: Math.trunc(since) }, deletedAt: null };
}

function createReading({
  templates,
}: Pick<Collections, "templates">): Pick<Templates, "template" | "templateByKey" | "templates"> {
  return {
    async template(workspace, id) {
      // Ids are unique at WhatsApp; if two documents have one, the later telling is the true one.
      const [found] = await templates
        .find({ workspace, id })
        .sort({ fetchedAt: -1 })
        .limit(1)
        .toArray();
      return found === undefined ? null : templateOf(found);
    },
    async templateByKey(workspaceId, key) {
      const found = await templates.findOne({ _id: idOf(workspaceId, key) });
      return found === null ? null : templateOf(found);
    },
    async templates(workspace, query) {
      const { cursor, limit } = query;
      const rows = await templates
        .find({ workspace, deletedAt: null, ...filterOf(query), ...behind(cursor) })
        .sort({ name: 1, language: 1, waba: 1 })
        .limit(limit + 1)
        .toArray();
      return pageOf(rows, {
        list: LIST,
        limit,
        placeOf: (row) => [row.name, row.language, row.waba],
        itemOf: templateOf,
      });
    },
  };
}

function filterOf(query: TemplateQuery): Filter<TemplateDocument> {
  const { wabaIds, sendable, category, language, search } = query;
  return {
    ...(wabaIds === null ? {} : { waba: { $in: [...wabaIds] } }),
    ...(sendable === null ? {} : { sendable }),
    ...(category === null ? {} : { category }),
    ...(language === null ? {} : { language }),
    ...(search === null
      ? {}
      : { $and: [{ name: { $regex: search.replace(/[^\w]/g, String.raw`\$&`) } }] }),
  };
}

function behind(cursor: string | null): Filter<TemplateDocument> {
  if (cursor === null) return {};
  const [name, language, waba] = decodeCursor(LIST, cursor, ["", "", ""]);
  return {
    name: { $gte: name },
    $or: [
      { name: { $gt: name } },
      { name, language: { $gt: language } },
      { name, language, waba: { $gt: waba } },
    ],
  };
}

function createBindings({
  templateBindings,
}: Pick<Collections, "templateBindings">): Pick<
  Templates,
  "rememberedBindings" | "rememberBindings"
> {
  return {
    async rememberedBindings(workspaceId, userId, { wabaId, name, language }) {
      const _id = keyOf(workspaceId, userId, wabaId, name, language);
      const found = await templateBindings.findOne({ _id });
      return found === null ? null : (JSON.parse(found.doc) as Bindings);
    },
    async rememberBindings(workspace, userId, { wabaId, name, language, bindings, at }) {
      const _id = keyOf(workspace, userId, wabaId, name, language);
      const document = { workspace, at: Math.trunc(at), doc: JSON.stringify(bindings) };
      await newestStands(() =>
        templateBindings.updateOne(
          { _id, at: { $lte: document.at } },
          { $set: document },
          { upsert: true },
        ),
      );
    },
  };
}

/**
 * An upsert that leaves a newer document as it is: the filter passes it by, and the insert then meets it. Tried twice, because of two
 * first writes at once the newer one may have met the older.
 */
async function newestStands(write: () => Promise<unknown>): Promise<void> {
  for (const isLast of [false, true]) {
    try {
      await write();
      return;
    } catch (error) {
      if (duplicateOf(error)?.index !== "_id_") throw error;
      if (isLast) return;
    }
  }
}

function idOf(workspaceId: WorkspaceId, { wabaId, name, language }: TemplateKey): string {
  return keyOf(workspaceId, wabaId, name, language);
}

function documentOf(template: Template): TemplateDocument {
  const { workspaceId, id, wabaId, name, language, category, fetchedAt } = template;
  return {
    _id: idOf(workspaceId, template),
    workspace: workspaceId,
    waba: wabaId,
    name,
    language,
    id,
    category,
    sendable: obstacleOf(template) === null,
    fetchedAt: Math.trunc(fetchedAt),
    deletedAt: null,
    doc: JSON.stringify(template),
  };
}

function templateOf({ deletedAt, doc }: TemplateDocument): Template {
  return { ...(JSON.parse(doc) as Template), deletedAt };
}
