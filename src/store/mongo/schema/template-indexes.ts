import type { Index } from "./indexes.ts";

/** Indexes of templates and of the copying of them; see `indexes.ts`. */
export const TEMPLATE_INDEXES: readonly Index[] = [
  {
    collection: "templates",
    name: "listed",
    key: { workspace: 1, deletedAt: 1, name: 1, language: 1, waba: 1 },
    serves: "templates",
  },
  {
    collection: "templates",
    name: "id",
    key: { workspace: 1, id: 1, fetchedAt: -1 },
    serves: "template",
  },
  {
    collection: "templates",
    name: "ofAccount",
    key: { workspace: 1, waba: 1, name: 1, fetchedAt: 1 },
    serves: "deleteTemplates, unseenTemplates",
  },
  {
    collection: "templateSyncs",
    name: "workspace",
    key: { workspace: 1, waba: 1 },
    serves: "templateSyncs",
  },
  {
    collection: "templateSyncs",
    name: "due",
    key: { dueAt: 1 },
    serves: "sweep: claimTemplateSyncs",
  },
  {
    collection: "lines",
    name: "waba",
    key: { waba: 1, workspace: 1 },
    serves: "intake: whose webhook it is when it names no number",
  },
];
