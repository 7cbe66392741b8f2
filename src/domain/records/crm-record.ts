import { z } from "zod";
import { shortTextSchema } from "../contact/crm-profile.ts";
import type { ContactId, UserId, WorkspaceId } from "../ids.ts";

/** What hangs on a contact (R5.9): deals, appointments and things to do. Small on purpose: an outside CRM may keep the whole of it. */
export const RECORD_KINDS = ["opportunity", "activity", "task"] as const;
export type RecordKind = (typeof RECORD_KINDS)[number];

interface RecordBase {
  workspaceId: WorkspaceId;
  id: string;
  contactId: ContactId;
  ownerId: UserId | null;
  /** What another CRM calls it; unique among the records of its kind. */
  externalId: string | null;
  /** Counts the changes; compared at each (`If-Match`). */
  version: number;
  createdAt: number;
  updatedAt: number;
}

export interface Opportunity extends RecordBase {
  kind: "opportunity";
  title: string;
  /** In units of `currency`; null: not known. */
  amount: number | null;
  /** ISO 4217. */
  currency: string | null;
  stage: string | null;
  state: "open" | "won" | "lost";
}

/** A call, a meeting, a visit: `type` is the workspace's own word for it. */
export interface CrmActivity extends RecordBase {
  kind: "activity";
  type: string;
  title: string | null;
  dueAt: number | null;
  state: "pending" | "done";
}

export interface Task extends RecordBase {
  kind: "task";
  title: string;
  dueAt: number | null;
  state: "pending" | "done";
}

export type CrmRecord = Opportunity | CrmActivity | Task;

/** Whether there is still something to do: open opportunities, pending activities and tasks. Only these are handed over (Q40). */
export function isUnfinished({ state }: CrmRecord): boolean {
  return state === "open" || state === "pending";
}

const externalId = z
  .string()
  .regex(/^[\x21-\x7e]{1,128}$/, "must be 1 to 128 visible ASCII characters")
  .nullable();
const dueAt = z.iso
  .datetime({ offset: true })
  .transform((text) => Date.parse(text))
  .nullable();

/** What people may write into a record of each kind, member by member. */
export const recordMembers = {
  opportunity: {
    title: shortTextSchema,
    amount: z.number().min(0).max(1e15).nullable(),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/, "must be a currency such as MXN")
      .nullable(),
    stage: shortTextSchema.nullable(),
    state: z.enum(["open", "won", "lost"]),
    externalId,
  },
  activity: {
    type: shortTextSchema,
    title: shortTextSchema.nullable(),
    dueAt,
    state: z.enum(["pending", "done"]),
    externalId,
  },
  task: {
    title: shortTextSchema,
    dueAt,
    state: z.enum(["pending", "done"]),
    externalId,
  },
} as const;
