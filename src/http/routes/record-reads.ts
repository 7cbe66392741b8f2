import { z } from "zod";
import { RECORD_KINDS, type RecordKind } from "../../domain/records/crm-record.ts";
import type { Api } from "../api.ts";
import { principalOf } from "../access/auth.ts";
import { contactAccessOf, visibleContact } from "../crm/contact-access.ts";
import { historyItemSchema, historyItemView } from "../crm/history-view.ts";
import { RECORD_ROUTES } from "../crm/record-kinds.ts";
import { recordView } from "../crm/record-view.ts";
import { recordOwnersOf, visibleRecord } from "../crm/save-record.ts";
import type { HttpDeps } from "../deps.ts";
import { createCursorOf, createFilterCursor } from "../list/filter-cursor.ts";
import { sendProblem } from "../problems/problem.ts";
import { cursorSchema, idParams, idSchema, limitSchema, pageOf, problems } from "../schemas.ts";
import { etagOf } from "../views/conversation.ts";

const tags = ["Records"];

/** Lists, single records and their histories. */
export function registerRecordReads(api: Api, deps: HttpDeps): void {
  for (const kind of RECORD_KINDS) {
    registerList(api, deps, kind);
    registerOne(api, deps, kind);
    registerHistory(api, deps, kind);
  }
}

function registerList(api: Api, { store }: HttpDeps, kind: RecordKind): void {
  const { path, name, plural, unfinished, view } = RECORD_ROUTES[kind];
  api.get(
    path,
    {
      config: { right: "contacts.read" },
      schema: {
        tags,
        operationId: `list${name}Records`,
        summary: `List ${plural}`,
        description: "Newest first: of one contact, or of the owners whose things you may see.",
        querystring: z
          .strictObject({
            contact: idSchema.optional(),
            owner: idSchema.optional().meta({ description: "`me`, or the id of a user." }),
            unfinished: z
              .enum(["true", "false"])
              .transform((text) => text === "true")
              .optional()
              .meta({ description: unfinished }),
            cursor: cursorSchema,
            limit: limitSchema,
          })
          .refine(({ contact, owner }) => contact === undefined || owner === undefined, {
            path: ["owner"],
            message: "cannot stand beside contact",
          }),
        response: {
          200: pageOf(view),
          ...problems("cursor.invalid", "cursor.other_filter", "contact.unknown"),
        },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request);
      const { contact, owner, unfinished: wanted, cursor, limit } = request.query;
      const place = createFilterCursor({ kind, contact, owner, wanted });
      const rest = { kind, unfinished: wanted ?? null, cursor: place.open(cursor), limit };
      let of: Parameters<typeof store.records>[1]["of"];
      if (contact === undefined) {
        const asked = owner === "me" ? principal.userId : owner;
        of = recordOwnersOf(principal, asked === undefined ? null : [asked]);
      } else {
        const found = await visibleContact(principal, contact, store);
        if (found === null) return sendProblem(reply, "contact.unknown");
        of = { by: "contacts", ids: [found.contact.id, ...found.contact.absorbed] };
      }
      const page = await store.records(principal.workspaceId, { ...rest, of });
      return reply.send({ items: page.items.map(recordView), cursor: place.seal(page.cursor) });
    },
  );
}

function registerOne(api: Api, { store }: HttpDeps, kind: RecordKind): void {
  const { path, name, view } = RECORD_ROUTES[kind];
  api.get(
    `${path}/:id`,
    {
      config: { right: "contacts.read" },
      schema: {
        tags,
        operationId: `get${name}`,
        summary: `One ${kind}`,
        params: idParams,
        response: { 200: view, ...problems("record.unknown") },
      },
    },
    async (request, reply) => {
      const target = { kind, id: request.params.id };
      const found = await visibleRecord(principalOf(request), target, store);
      if (found === null) return sendProblem(reply, "record.unknown");
      const { record } = found;
      return reply.header("etag", etagOf(record.version)).send(recordView(record));
    },
  );
}

function registerHistory(api: Api, { store }: HttpDeps, kind: RecordKind): void {
  const { path, name } = RECORD_ROUTES[kind];
  api.get(
    `${path}/:id/history`,
    {
      config: { right: "contacts.read" },
      schema: {
        tags,
        operationId: `list${name}History`,
        summary: `What happened to ${kind === "task" ? "a" : "an"} ${kind}`,
        description: "Newest first. Also of what was deleted, by its contact's history.",
        params: idParams,
        querystring: z.strictObject({ cursor: cursorSchema, limit: limitSchema }),
        response: {
          200: pageOf(historyItemSchema),
          ...problems("cursor.invalid", "record.unknown"),
        },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request);
      const { cursor, limit } = request.query;
      const target = { kind, id: request.params.id };
      const found = await visibleRecord(principal, target, store);
      if (found === null) return sendProblem(reply, "record.unknown");
      const { record, holder } = found;
      const place = createCursorOf({ recordHistoryOf: record.id });
      const page = await store.contactHistory(principal.workspaceId, {
        contact: holder?.contact ?? { id: record.contactId, absorbed: [] },
        recordId: record.id,
        visibility: contactAccessOf(principal).conversations,
        cursor: place.open(cursor),
        limit,
      });
      return { items: page.items.map(historyItemView), cursor: place.seal(page.cursor) };
    },
  );
}
