import { z } from "zod";
import { deletedRecord } from "../../domain/records/record-edit.ts";
import { RECORD_KINDS, type RecordKind } from "../../domain/records/crm-record.ts";
import type { Api } from "../api.ts";
import { principalOf } from "../access/auth.ts";
import { RECORD_ROUTES } from "../crm/record-kinds.ts";
import { sendContactProblem } from "../crm/save-contact.ts";
import { saveVisibleRecord } from "../crm/save-record.ts";
import {
  contextOf,
  holderOf,
  makeRecord,
  rewriteRecord,
  type GivenRecord,
} from "../crm/write-record.ts";
import type { HttpDeps } from "../deps.ts";
import { ifMatchSchema, versionIn } from "../commands/if-match.ts";
import { idParams, problems } from "../schemas.ts";

const tags = ["Records"];
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
            "contact.not_yours",
            "record.external_id_taken",
            "contact.unknown_owner",
          ),
        },
      },
    },
    async (request, reply) =>
      makeRecord(kind, request.body as GivenRecord, { request, reply }, deps),
  );
}

function registerUpsert(api: Api, deps: HttpDeps, kind: RecordKind): void {
  const { path, name, create, view } = RECORD_ROUTES[kind];
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
            "contact.not_yours",
            "record.external_id_taken",
            "contact.unknown_owner",
          ),
        },
      },
    },
    async (request, reply) => {
      const { workspaceId } = principalOf(request);
      const { externalId } = request.params;
      const given = { ...(request.body as GivenRecord), externalId };
      const known = await deps.store.recordByExternalId(workspaceId, kind, externalId);
      if (known === null) return makeRecord(kind, given, { request, reply }, deps);
      const holder = await holderOf(request, given.contactId, deps);
      if ("code" in holder) return sendContactProblem(reply, holder);
      const target = { kind, id: known.id, wantedVersion: null };
      const changes = { ...given, contactId: holder.contact.id };
      return rewriteRecord(target, changes, { request, reply }, deps);
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
            "contact.not_yours",
            "record.external_id_taken",
            "record.version_conflict",
            "contact.unknown_owner",
          ),
        },
      },
    },
    async (request, reply) => {
      const wantedVersion = versionIn(request.headers["if-match"]);
      const target = { kind, id: request.params.id, wantedVersion };
      const changes = request.body as Partial<GivenRecord>;
      return rewriteRecord(target, changes, { request, reply }, deps);
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
          ...problems("record.unknown", "contact.not_yours", "record.version_conflict"),
        },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request);
      const wantedVersion = versionIn(request.headers["if-match"]);
      const target = { principal, kind, id: request.params.id, wantedVersion };
      const context = contextOf(request, deps);
      const gone = await saveVisibleRecord(
        target,
        (record) => deletedRecord(record, context),
        deps,
      );
      return "code" in gone ? sendContactProblem(reply, gone) : reply.code(204).send(null);
    },
  );
}
