import type {
  CrmActivity,
  CrmRecord,
  Opportunity,
  Task,
} from "../../src/domain/records/crm-record.ts";
import { newRecord, type RecordEdit } from "../../src/domain/records/record-edit.ts";
import { ACME, T0 } from "./builders.ts";

const base = {
  workspaceId: ACME,
  contactId: "contact1",
  ownerId: null,
  externalId: null,
  version: 1,
  createdAt: T0,
  updatedAt: T0,
};

export function anOpportunity(changes: Partial<Opportunity> = {}): Opportunity {
  return {
    ...base,
    id: "opp1",
    kind: "opportunity",
    title: "Forty chairs",
    amount: 1_200.5,
    currency: "MXN",
    stage: "offer",
    state: "open",
    ...changes,
  };
}

export function anActivity(changes: Partial<CrmActivity> = {}): CrmActivity {
  return {
    ...base,
    id: "act1",
    kind: "activity",
    type: "call",
    title: null,
    dueAt: T0,
    state: "pending",
    ...changes,
  };
}

export function aTask(changes: Partial<Task> = {}): Task {
  return {
    ...base,
    id: "tsk1",
    kind: "task",
    title: "Send the offer",
    dueAt: null,
    state: "pending",
    ...changes,
  };
}

export const CONTEXT = {
  cause: { kind: "request", id: "req_1", actor: { kind: "user", id: "eva" } },
  at: T0,
} as const;

/** The making of a record, at the time that it says. */
export function aNewRecord(record: CrmRecord): RecordEdit {
  return newRecord(record, { ...CONTEXT, at: record.createdAt });
}
