import type { CrmRecord, RecordKind } from "../../domain/records/crm-record.ts";
import type { UserId } from "../../domain/ids.ts";
import type { RecordEdit } from "../../domain/records/record-edit.ts";
import { covers } from "../../domain/people/visibility.ts";
import type { Principal } from "../access/auth.ts";
import type { HttpDeps } from "../deps.ts";
import type { FieldError } from "../problems/problem.ts";
import { contactAccessOf, visibleContact, type VisibleContact } from "./contact-access.ts";
import type { ContactProblem } from "./save-contact.ts";
import { untilSaved } from "../../crm/until-saved.ts";

type Deps = Pick<HttpDeps, "store" | "doorbell">;

/** A record that the asker may see: their own, or of a contact that they see; and whether they may change it. */
export async function visibleRecord(
  principal: Principal,
  { kind, id }: { kind: RecordKind; id: string },
  store: HttpDeps["store"],
): Promise<{ record: CrmRecord; holder: VisibleContact | null; mayChange: boolean } | null> {
  const record = await store.record(principal.workspaceId, kind, id);
  if (record === null) return null;
  const holder = await visibleContact(principal, record.contactId, store);
  const isOwn = record.ownerId !== null && record.ownerId === principal.userId;
  if (holder === null && !isOwn) return null;
  return { record, holder, mayChange: isOwn || holder?.mayChange === true };
}

/** Which records a list without a contact shows: of everybody, or of those owners whose things the asker may see. */
export function recordOwnersOf(principal: Principal, asked: readonly UserId[] | null) {
  const access = contactAccessOf(principal).contacts;
  if (access.kind === "all") {
    return asked === null
      ? ({ by: "workspace" } as const)
      : ({ by: "owners", ids: asked, unassigned: false } as const);
  }
  const own = { kind: "limited", ownerIds: access.ownerIds, unassigned: false } as const;
  const ids = (asked ?? access.ownerIds).filter((id) => covers(own, id));
  return { by: "owners", ids, unassigned: false } as const;
}

/** Changes a record that the asker may change: decided anew when somebody was faster, unless the caller wants one version and no other. */
export async function saveVisibleRecord(
  target: { principal: Principal; kind: RecordKind; id: string; wantedVersion: number | null },
  decide: (record: CrmRecord) => RecordEdit | ContactProblem | null,
  deps: Deps,
): Promise<{ record: CrmRecord } | ContactProblem> {
  const { principal, wantedVersion } = target;
  return untilSaved<{ record: CrmRecord } | ContactProblem>(async () => {
    const found = await visibleRecord(principal, target, deps.store);
    if (found === null) return { code: "record.unknown" };
    const { record, mayChange } = found;
    if (!mayChange) return { code: "contact.not_yours" };
    if (wantedVersion !== null && wantedVersion !== record.version) {
      return { code: "record.version_conflict", facts: { extra: { version: record.version } } };
    }
    const edit = decide(record);
    if (edit === null) return { record };
    return "code" in edit ? edit : saveEdit(edit, deps);
  });
}

export async function saveEdit(
  edit: RecordEdit,
  { store, doorbell }: Deps,
): Promise<{ record: CrmRecord } | ContactProblem | "conflict"> {
  const saved = await store.saveRecord(edit);
  switch (saved) {
    case "conflict":
      return saved;
    case "taken": {
      const errors = [{ field: "body.externalId", rule: "must not be another record's" }];
      return { code: "record.external_id_taken", facts: { errors } };
    }
    case "saved":
      doorbell.ringRelay(edit.workspaceId);
      return { record: edit.record };
  }
}

/** What speaks against a record as it would be. */
export function objectionToRecord(record: CrmRecord): ContactProblem | null {
  if (record.kind !== "opportunity" || record.amount === null || record.currency !== null) {
    return null;
  }
  return invalid({ field: "body.currency", rule: "must be there beside an amount" });
}

/** Whether an owner that a request names can be one. Null: nobody is named, or they can. */
export async function objectionToOwner(
  { workspaceId }: Principal,
  ownerId: UserId | null | undefined,
  store: HttpDeps["store"],
): Promise<ContactProblem | null> {
  if (ownerId == null) return null;
  const user = await store.user(workspaceId, ownerId);
  if (user?.active === true) return null;
  const errors = [{ field: "body.ownerId", rule: "must be an active user of this workspace" }];
  return { code: "contact.unknown_owner", facts: { errors } };
}

function invalid(error: FieldError): ContactProblem {
  return { code: "request.invalid", facts: { errors: [error] } };
}
