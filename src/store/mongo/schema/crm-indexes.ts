import type { Index } from "./indexes.ts";

/** Indexes of the CRM; see `indexes.ts`. */
export const CRM_INDEXES: readonly Index[] = [
  {
    collection: "contacts",
    name: "crm",
    key: { "crm.workspace": 1, "crm.at": -1, "crm.id": -1 },
    sparse: true,
    serves: "contacts: the list of the CRM",
  },
  {
    collection: "contacts",
    name: "crmOfOwner",
    key: { "crm.workspace": 1, "crm.owner": 1, "crm.at": -1, "crm.id": -1 },
    sparse: true,
    serves: "contacts: those of some owners",
  },
  {
    collection: "contacts",
    name: "crmForMarketing",
    key: { "crm.workspace": 1, "crm.marketing": 1, "crm.at": -1, "crm.id": -1 },
    sparse: true,
    serves: "contacts: those that are for marketing",
  },
  {
    collection: "events",
    name: "history",
    key: { "history.workspace": 1, "history.contact": 1, "history.at": -1, "history.seq": -1 },
    sparse: true,
    serves: "contactHistory: events of a contact",
  },
  {
    collection: "crmRecords",
    name: "external",
    key: { external: 1 },
    unique: true,
    sparse: true,
    serves: "recordByExternalId; the rule that no other record of the kind has it",
  },
  {
    collection: "crmRecords",
    name: "listed",
    key: { workspace: 1, kind: 1, unfinished: 1, at: -1, id: -1 },
    serves: "records of the workspace",
  },
  {
    collection: "crmRecords",
    name: "ofContact",
    key: { workspace: 1, contact: 1, kind: 1, unfinished: 1, at: -1, id: -1 },
    serves: "records of contacts; commit: what is handed over",
  },
  {
    collection: "crmRecords",
    name: "ofOwner",
    key: { workspace: 1, owner: 1, kind: 1, unfinished: 1, at: -1, id: -1 },
    serves: "records of some owners, or of nobody",
  },
  {
    collection: "crmRecords",
    name: "news",
    key: { "news.id": 1 },
    sparse: true,
    serves: "sweep: changes that a crash left untold",
  },
  {
    collection: "contacts",
    name: "merging",
    key: { "merging.id": 1 },
    sparse: true,
    serves: "sweep: merges that a crash left half-done",
  },
  {
    collection: "contacts",
    name: "news",
    key: { "news.id": 1 },
    sparse: true,
    serves: "sweep: changes that a crash left untold",
  },
];
