import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { newRecord, changeRecord, deletedRecord } from "../../domain/records/record-edit.ts";
import { RECORD_KINDS, type CrmRecord, type RecordKind } from "../../domain/records/crm-record.ts";
import type { Ids } from "../../ids.ts";
import type { Api } from "../api.ts";
import { principalOf } from "../access/auth.ts";
import { contactAccessOf, visibleContact } from "../crm/contact-access.ts";
import { RECORD_ROUTES } from "../crm/record-kinds.ts";
import { recordView } from "../crm/record-view.ts";
import { sendContactProblem, type ContactProblem } from "../crm/save-contact.ts";
import {
  objectionToOwner,
  objectionToRecord,
  saveEdit,
  saveVisibleRecord,
} from "../crm/save-record.ts";
import type { HttpDeps } from "../deps.ts";
import { ifMatchSchema, versionIn } from "../commands/if-match.ts";
import { idParams, problems } from "../schemas.ts";
import { etagOf } from "../views/conversation.ts";
import { causeOf } from "./contact-changes.ts";

const tags = ["Records"];
const PREFIXES = { opportunity: "opp", activity: "act", task: "tsk" } as const satisfies Record<
  RecordKind,
  Parameters<Ids["next"]>[0]
>;

const headers = z.looseObject({
  "if-match": ifMatchSchema.optional().meta({
    description: "Refuses with 412 unless the record still has this version.",
  }),
});

/** Making, changing and deleting opportunities, activities and tasks. Reads are in `record-reads.ts`. */
export function registerRecords(api: Api, deps: HttpDeps): void {
  for (const kind of RECORD_KINDS) {
    registerCreation(api, deps, kind);
    registerUpsert(api, deps, kind);
    registerChange(api, deps, kind);
    registerDeletion(api, deps, kind);
  }
}

function registerCreation(api: Api, deps: HttpDeps, kind: RecordKind): void {
  const { path, name, create, view } = RECORD_ROUTES[kind];
  api.post(
    path,
    {
      config: { right: "contacts.write" },
      schema: {
        tags,
        operationId: `create${name}`,
        summary: `Add ${kind === "task" ? "a" : "an"} ${kind} to a contact`,
        body: create,
        response: {
          201: view,
          ...problems(
            "record.unknown_contact",
            "record.external_id_taken",
            "contact.unknown_owner",
          ),
        },
      },
    },
    async (request, reply) => {
      const made = await makeRecord(kind, { request, given: request.body as Given }, deps);
      if ("code" in made) return sendContactProblem(reply, made);
      void reply.header("location", `${path}/${made.record.id}`);
      return answer(reply.code(201), made.record);
    },
  );
}

function registerUpsert(api: Api, deps: HttpDeps, kind: RecordKind): void {
  const { path, name, create, view } = RECORD_ROUTES[kind];
  const { store, clock } = deps;
  api.put(
    `${path}/by-external-id/:externalId`,
    {
      config: { right: "contacts.write" },
      schema: {
        tags,
        operationId: `put${name}`,
        summary: `Write the ${kind} that another CRM keeps under this id`,
        description:
          "Made when there is none, or else changed to what is given. Repeating it changes nothing.",
        params: z.strictObject({ externalId: z.string().min(1).max(128) }),
        body: create,
        response: {
          200: view,
          201: view,
          ...problems(
            "record.unknown",
            "record.unknown_contact",
            "record.external_id_taken",
            "contact.unknown_owner",
          ),
        },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request);
      const { externalId } = request.params;
      const given = { ...(request.body as Given), externalId };
      const known = await store.recordByExternalId(principal.workspaceId, kind, externalId);
      if (known === null) {
        const made = await makeRecord(kind, { request, given }, deps);
        if ("code" in made) return sendContactProblem(reply, made);
        return answer(reply.code(201), made.record);
      }
      const contact = await visibleContact(principal, given.contactId, store);
      if (contact === null) return sendContactProblem(reply, UNKNOWN_CONTACT);
      const changes = { ...given, contactId: contact.contact.id };
      const context = { cause: causeOf(request), at: clock.now() };
      const target = { principal, kind, id: known.id, wantedVersion: null };
      return changeTo(reply, { target, changes, context }, deps);
    },
  );
}

function registerChange(api: Api, deps: HttpDeps, kind: RecordKind): void {
  const { path, name, change, view } = RECORD_ROUTES[kind];
  api.patch(
    `${path}/:id`,
    {
      config: { right: "contacts.write" },
      schema: {
        tags,
        operationId: `change${name}`,
        summary: `Change ${kind === "task" ? "a" : "an"} ${kind}`,
        description: "Members that are not named stay as they are.",
        params: idParams,
        headers,
        body: change,
        response: {
          200: view,
          ...problems(
            "record.unknown",
            "record.external_id_taken",
            "record.version_conflict",
            "contact.unknown_owner",
          ),
        },
      },
    },
    async (request, reply) => {
      const wantedVersion = versionIn(request.headers["if-match"]);
      const target = {
        principal: principalOf(request),
        kind,
        id: request.params.id,
        wantedVersion,
      };
      const context = { cause: causeOf(request), at: deps.clock.now() };
      return changeTo(reply, { target, changes: request.body as Partial<Given>, context }, deps);
    },
  );
}

function registerDeletion(api: Api, deps: HttpDeps, kind: RecordKind): void {
  const { path, name } = RECORD_ROUTES[kind];
  api.delete(
    `${path}/:id`,
    {
      config: { right: "contacts.write" },
      schema: {
        tags,
        operationId: `delete${name}`,
        summary: `Delete ${kind === "task" ? "a" : "an"} ${kind}`,
        description: "What happened to it stays in the history of the contact.",
        params: idParams,
        headers,
        response: {
          204: z.null().meta({ description: "There is no such record any more." }),
          ...problems("record.unknown", "record.version_conflict"),
        },
      },
    },
    async (request, reply) => {
      const wantedVersion = versionIn(request.headers["if-match"]);
      const target = {
        principal: principalOf(request),
        kind,
        id: request.params.id,
        wantedVersion,
      };
      const context = { cause: causeOf(request), at: deps.clock.now() };
      const gone = await saveVisibleRecord(
        target,
        (record) => deletedRecord(record, context),
        deps,
      );
      return "code" in gone ? sendContactProblem(reply, gone) : reply.code(204).send(null);
    },
  );
}

/** What the schemas of all kinds have in common; what else a body says belongs to the record's kind. */
type Given = Partial<CrmRecord> & { contactId: string; ownerId?: string | null };

const UNKNOWN_CONTACT: ContactProblem = {
  code: "record.unknown_contact",
  facts: { errors: [{ field: "body.contactId", rule: "must be a contact of this workspace" }] },
};

async function makeRecord(
  kind: RecordKind,
  { request, given }: { request: FastifyRequest; given: Given },
  deps: HttpDeps,
): Promise<{ record: CrmRecord } | ContactProblem> {
  const principal = principalOf(request);
  const { workspaceId, userId } = principal;
  const holder = await visibleContact(principal, given.contactId, deps.store);
  if (holder === null) return UNKNOWN_CONTACT;
  const isLimited = contactAccessOf(principal).contacts.kind === "limited";
  const { ownerId = holder.contact.ownerId ?? (isLimited ? userId : null) } = given;
  const objection = await objectionToOwner(principal, given.ownerId, deps.store);
  if (objection !== null) return objection;
  const context = { cause: causeOf(request), at: deps.clock.now() };
  const id = deps.ids.next(PREFIXES[kind]);
  // The schema of the kind has said that nothing is missing.
  const record = {
    ...given,
    kind,
    workspaceId,
    id,
    contactId: holder.contact.id,
    ownerId,
  } as CrmRecord;
  const edit = newRecord(record, context);
  const saved = objectionToRecord(edit.record) ?? (await saveEdit(edit, deps));
  return saved === "conflict" ? { code: "server.busy" } : saved;
}

async function changeTo(
  reply: FastifyReply,
  change: {
    target: Parameters<typeof saveVisibleRecord>[0];
    changes: Partial<Given>;
    context: Parameters<typeof changeRecord>[2];
  },
  deps: HttpDeps,
): Promise<FastifyReply> {
  const { target, changes, context } = change;
  const objection = await objectionToOwner(target.principal, changes.ownerId, deps.store);
  if (objection !== null) return sendContactProblem(reply, objection);
  const named = Object.entries(changes).filter(([, value]) => value !== undefined);
  const saved = await saveVisibleRecord(
    target,
    (record) => {
      const edit = changeRecord(record, Object.fromEntries(named), context);
      return edit === null ? null : (objectionToRecord(edit.record) ?? edit);
    },
    deps,
  );
  return "code" in saved ? sendContactProblem(reply, saved) : answer(reply, saved.record);
}

function answer(reply: FastifyReply, record: CrmRecord): FastifyReply {
  return reply.header("etag", etagOf(record.version)).send(recordView(record));
}
