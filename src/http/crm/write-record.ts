import type { FastifyReply, FastifyRequest } from "fastify";
import type { CrmRecord, RecordKind } from "../../domain/records/crm-record.ts";
import { changeRecord, newRecord } from "../../domain/records/record-edit.ts";
import type { Ids } from "../../ids.ts";
import { principalOf } from "../access/auth.ts";
import type { HttpDeps } from "../deps.ts";
import { causeOf } from "../access/cause-of.ts";
import { etagOf } from "../views/conversation.ts";
import { contactAccessOf, visibleContact, type VisibleContact } from "./contact-access.ts";
import { RECORD_ROUTES } from "./record-kinds.ts";
import { recordView } from "./record-view.ts";
import { sendContactProblem, type ContactProblem } from "./save-contact.ts";
import { objectionToOwner, objectionToRecord, saveEdit, saveVisibleRecord } from "./save-record.ts";

/** What the schemas of all kinds have in common; what else a body says belongs to the record's kind. */
export type GivenRecord = Partial<CrmRecord> & { contactId: string; ownerId?: string | null };

interface Http {
  request: FastifyRequest;
  reply: FastifyReply;
}

const PREFIXES = { opportunity: "opp", activity: "act", task: "tsk" } as const satisfies Record<
  RecordKind,
  Parameters<Ids["next"]>[0]
>;

/** The contact that a record is to be of, or why it cannot be. */
export async function holderOf(
  request: FastifyRequest,
  contactId: string,
  { store }: Pick<HttpDeps, "store">,
): Promise<VisibleContact | ContactProblem> {
  const holder = await visibleContact(principalOf(request), contactId, store);
  if (holder === null) {
    const errors = [{ field: "body.contactId", rule: "must be a contact of this workspace" }];
    return { code: "record.unknown_contact", facts: { errors } };
  }
  return holder.mayChange ? holder : { code: "contact.not_yours" };
}

/** Makes a record and answers with it. Nobody's named: it is the contact's owner's, or whoever's would lose sight of it at once. */
export async function makeRecord(
  kind: RecordKind,
  given: GivenRecord,
  { request, reply }: Http,
  deps: HttpDeps,
): Promise<FastifyReply> {
  const principal = principalOf(request);
  const { workspaceId, userId } = principal;
  const holder = await holderOf(request, given.contactId, deps);
  if ("code" in holder) return sendContactProblem(reply, holder);
  const objection = await objectionToOwner(principal, given.ownerId, deps.store);
  if (objection !== null) return sendContactProblem(reply, objection);
  const isLimited = contactAccessOf(principal).contacts.kind === "limited";
  const { ownerId = holder.contact.ownerId ?? (isLimited ? userId : null) } = given;
  const id = deps.ids.next(PREFIXES[kind]);
  const named = { kind, workspaceId, id, contactId: holder.contact.id, ownerId };
  // The schema of the kind has said that nothing is missing.
  const edit = newRecord({ ...given, ...named } as CrmRecord, contextOf(request, deps));
  const saved = objectionToRecord(edit.record) ?? (await saveEdit(edit, deps));
  if (saved === "conflict") return sendContactProblem(reply, { code: "server.busy" });
  if ("code" in saved) return sendContactProblem(reply, saved);
  void reply.header("location", `${RECORD_ROUTES[kind].path}/${saved.record.id}`);
  return answer(reply.code(201), saved.record);
}

/** Changes the members of a record that are named, and answers with it. */
export async function rewriteRecord(
  target: { kind: RecordKind; id: string; wantedVersion: number | null },
  changes: Partial<GivenRecord>,
  { request, reply }: Http,
  deps: HttpDeps,
): Promise<FastifyReply> {
  const principal = principalOf(request);
  const objection = await objectionToOwner(principal, changes.ownerId, deps.store);
  if (objection !== null) return sendContactProblem(reply, objection);
  const context = contextOf(request, deps);
  const named = Object.entries(changes).filter(([, value]) => value !== undefined);
  const saved = await saveVisibleRecord(
    { principal, ...target },
    (record) => {
      const edit = changeRecord(record, Object.fromEntries(named), context);
      return edit === null ? null : (objectionToRecord(edit.record) ?? edit);
    },
    deps,
  );
  return "code" in saved ? sendContactProblem(reply, saved) : answer(reply, saved.record);
}

/** Why and when a request changes a record. */
export function contextOf(request: FastifyRequest, { clock }: Pick<HttpDeps, "clock">) {
  return { cause: causeOf(request), at: clock.now() };
}

function answer(reply: FastifyReply, record: CrmRecord): FastifyReply {
  return reply.header("etag", etagOf(record.version)).send(recordView(record));
}
