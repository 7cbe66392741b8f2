import type { Clock } from "../../clock.ts";
import type { Effect, EffectTask } from "../../domain/automation/effect.ts";
import type { UserId, WorkspaceId } from "../../domain/ids.ts";
import { recordMembers, type Opportunity, type Task } from "../../domain/records/crm-record.ts";
import { newRecord } from "../../domain/records/record-edit.ts";
import type { Doorbell } from "../../queues/doorbell.ts";
import type { CrmStore } from "../../store/crm-store.ts";
import type { PeopleStore } from "../../store/people-store.ts";
import type { Reader } from "../../store/reader.ts";
import type { RecordStore } from "../../store/record-store.ts";
import { changeContextOf, wasDone } from "./crm-change.ts";
import { derivedId } from "./derived-id.ts";
import { done, failed, type EffectEnd } from "./effect-end.ts";

type CreateRecord = EffectTask & { kind: "createRecord" };

export interface CreateRecordDeps {
  store: Pick<RecordStore, "saveRecord"> &
    Pick<CrmStore, "contactHistory"> &
    Pick<Reader, "contact"> &
    Pick<PeopleStore, "user">;
  doorbell: Pick<Doorbell, "ringRelay">;
  clock: Clock;
}

/** Adds an opportunity or a task to the contact. Its id comes from the effect's, so that it is made once. */
export async function createRecord(
  task: CreateRecord,
  effect: Effect,
  deps: CreateRecordDeps,
): Promise<EffectEnd> {
  const { workspaceId, contactId } = effect;
  const contact = await deps.store.contact(workspaceId, contactId);
  if (contact === null) return failed("contact.unknown", "the contact is not there any more");
  if (await wasDone(effect, contact, deps)) return done();
  const ownerId = await activeOwner(workspaceId, task.ownerId, deps);
  const record = recordOf(task, { workspaceId, contactId: contact.id, ownerId, id: effect.id });
  if ("rule" in record) return failed("record.invalid", record.rule);
  const edit = newRecord(record, changeContextOf(effect, deps.clock.now()));
  const saved = await deps.store.saveRecord(edit);
  // It was made already.
  if (saved === "conflict") return done();
  if (saved === "taken") return failed("record.external_id_taken", "another record has its id");
  deps.doorbell.ringRelay(workspaceId);
  return done();
}

/** Who cannot work any more gets nothing to do: the record is nobody's then. */
async function activeOwner(
  workspaceId: WorkspaceId,
  ownerId: UserId | null,
  { store }: CreateRecordDeps,
): Promise<UserId | null> {
  const user = ownerId === null ? null : await store.user(workspaceId, ownerId);
  return user?.active === true ? user.id : null;
}

function recordOf(
  { record: kind, title, stage, dueAt }: CreateRecord,
  base: { workspaceId: WorkspaceId; contactId: string; ownerId: UserId | null; id: string },
): Opportunity | Task | { rule: string } {
  const titled = recordMembers[kind].title.safeParse(title);
  if (!titled.success)
    return { rule: `title ${titled.error.issues[0]?.message ?? "is not valid"}` };
  const shared = { ...base, title: titled.data, externalId: null, version: 0 };
  const times = { createdAt: 0, updatedAt: 0 };
  if (kind === "task") {
    return { ...shared, ...times, id: derivedId("tsk", base.id), kind, dueAt, state: "pending" };
  }
  const staged = recordMembers.opportunity.stage.safeParse(stage?.trim() ? stage : null);
  if (!staged.success)
    return { rule: `stage ${staged.error.issues[0]?.message ?? "is not valid"}` };
  return {
    ...shared,
    ...times,
    id: derivedId("opp", base.id),
    kind,
    amount: null,
    currency: null,
    stage: staged.data,
    state: "open",
  };
}
