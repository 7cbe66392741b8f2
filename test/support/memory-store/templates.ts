import type { Template, TemplateKey } from "../../../src/domain/template/template.ts";
import { obstacleOf } from "../../../src/domain/template/obstacle.ts";
import type { TemplateQuery, TemplateStore } from "../../../src/store/template-store.ts";
import { copyOf } from "./copy.ts";
import { pageOf } from "./paging.ts";
import { workspaceOf, type State } from "./state.ts";

type Templates = Omit<
  TemplateStore,
  "requestTemplateSync" | "claimTemplateSyncs" | "settleTemplateSync" | "templateSyncs"
>;

const keyOf = ({ wabaId, name, language }: TemplateKey): string =>
  JSON.stringify([wabaId, name, language]);

/** Templates, and what users bound them to. */
export function createTemplates(state: State): Templates {
  const all = (workspaceId: string) => [...workspaceOf(state, workspaceId).templates.values()];
  return {
    async putTemplates(given) {
      for (const template of copyOf(given)) {
        const { templates } = workspaceOf(state, template.workspaceId);
        const known = templates.get(keyOf(template));
        if (known !== undefined && known.fetchedAt > template.fetchedAt) continue;
        templates.set(keyOf(template), { ...template, deletedAt: null });
      }
    },
    async deleteTemplates(workspaceId, { wabaId, names, unseenSince, at }) {
      const gone = all(workspaceId).filter(
        (one) => one.wabaId === wabaId && names.includes(one.name) && isUnseen(one, unseenSince),
      );
      for (const template of gone) template.deletedAt = at;
    },
    async unseenTemplates(workspaceId, wabaId, { since, limit }) {
      const unseen = all(workspaceId).filter(
        (one) => one.wabaId === wabaId && isUnseen(one, since),
      );
      return [...new Set(unseen.map(({ name }) => name))].sort().slice(0, limit);
    },
    async template(workspaceId, id) {
      const found = all(workspaceId).filter((one) => one.id === id);
      return copyOf(found.sort((a, b) => b.fetchedAt - a.fetchedAt)[0] ?? null);
    },
    async templateByKey(workspaceId, key) {
      return copyOf(workspaceOf(state, workspaceId).templates.get(keyOf(key)) ?? null);
    },
    async templates(workspaceId, query) {
      const { cursor, limit } = query;
      const rows = all(workspaceId).filter((template) => fits(template, query));
      const placeOf = ({ name, language, wabaId }: Template) => [name, language, wabaId];
      return copyOf(pageOf(rows, { cursor, limit, directions: [1, 1, 1], placeOf }));
    },
    async rememberedBindings(workspaceId, userId, key) {
      const { templateBindings } = workspaceOf(state, workspaceId);
      return copyOf(templateBindings.get(`${userId} ${keyOf(key)}`)?.bindings ?? null);
    },
    async rememberBindings(workspaceId, userId, { bindings, at, ...key }) {
      const { templateBindings } = workspaceOf(state, workspaceId);
      const known = templateBindings.get(`${userId} ${keyOf(key)}`);
      if (known !== undefined && known.at > at) return;
      templateBindings.set(`${userId} ${keyOf(key)}`, copyOf({ bindings, at }));
    },
  };
}

function isUnseen({ fetchedAt, deletedAt }: Template, since: number): boolean {
  return deletedAt === null && fetchedAt < since;
}

function fits(template: Template, query: TemplateQuery): boolean {
  const { wabaIds, sendable, category, language, search } = query;
  return (
    template.deletedAt === null &&
    (wabaIds === null || wabaIds.includes(template.wabaId)) &&
    (sendable === null || sendable === (obstacleOf(template) === null)) &&
    (category === null || category === template.category) &&
    (language === null || language === template.language) &&
    (search === null || template.name.includes(search))
  );
}
