import type { ObjectId } from "mongodb";
import type { RecordKind } from "../../../domain/records/crm-record.ts";

/** A document of which a change is told in the feed (`news.ts`). */
export interface TellingDocument {
  _id: string;
  workspace: string;
  /** The last change that was told, kept: it tells a caller whose answer got lost that it was theirs. */
  lastChange?: ObjectId;
  /** Events on their way into the feed; `body` is their JSON. */
  news?: { id: ObjectId; body: string };
}

/** What the list of the CRM asks of a contact. Absent for those who have no profile. */
export interface CrmMembers {
  crm?: {
    workspace: string;
    at: number;
    id: string;
    owner: string | null;
    marketing: boolean;
  };
}

/** All custom fields of a workspace, which is its `_id`. */
export interface CustomFieldsDocument {
  _id: string;
  /** Counts the changes; compared at each. */
  revision: number;
  fields: { key: string; doc: string }[];
}

/** Where an event stands in the history of a contact. Absent for events of no history. */
export interface HistoryMembers {
  workspace: string;
  contact: string;
  at: number;
  seq: number;
  record: string | null;
}

export interface RecordDocument extends TellingDocument {
  id: string;
  kind: RecordKind | "gone";
  contact: string;
  owner: string | null;
  unfinished: boolean;
  /** When it was made. */
  at: number;
  /** The record's; compared at each change. */
  version: number;
  /** Workspace, kind and outside id; absent without one. */
  external?: string;
  doc: string;
}

/** A contact that is on its way into another: what that one takes over, and why, as JSON. Absent once it has. */
export interface MergingMembers {
  merging?: { id: ObjectId; body: string };
}
