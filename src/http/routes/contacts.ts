import { z } from "zod";
import { profileClaim } from "../../domain/contact/claims.ts";
import type { Api } from "../api.ts";
import { principalOf } from "../access/auth.ts";
import { contactAccessOf, visibleContact } from "../crm/contact-access.ts";
import { historyItemSchema, historyItemView } from "../crm/history-view.ts";
import {
  contactCardSchema,
  contactCardView,
  contactSchema,
  contactView,
} from "../crm/contact-view.ts";
import type { HttpDeps } from "../deps.ts";
import { createCursorOf, createFilterCursor } from "../list/filter-cursor.ts";
import { listFilterShape } from "../list/list-filter.ts";
import { sendProblem } from "../problems/problem.ts";
import { cursorSchema, idParams, limitSchema, pageOf, problems } from "../schemas.ts";
import { etagOf } from "../views/conversation.ts";

const tags = ["Contacts"];

/** Reads of contacts. What changes them is in `contact-changes.ts`. */
export function registerContacts(api: Api, deps: HttpDeps): void {
  registerList(api, deps);
  registerCard(api, deps);
  registerHistory(api, deps);
}

function registerList(api: Api, { store }: HttpDeps): void {
  api.get(
    "/v1/contacts",
    {
      config: { right: "contacts.read" },
      schema: {
        tags,
        operationId: "listContacts",
        summary: "List and search contacts of the CRM",
        description:
          "Newest first. `q` finds by the beginnings of first name, last name, e-mail address and its parts, WhatsApp name, and by four or more digits of a number. Those that you may see: besides those of your permissions, whoever has a conversation that you may see. Whoever only wrote on WhatsApp is found among the conversations.",
        querystring: z.strictObject({
          q: listFilterShape.q,
          externalId: z
            .string()
            .min(1)
            .max(128)
            .optional()
            .meta({ description: "What another CRM calls the contact: one contact at most." }),
          cursor: cursorSchema,
          limit: limitSchema,
        }),
        response: {
          200: pageOf(contactSchema),
          ...problems("cursor.invalid", "cursor.other_filter"),
        },
      },
    },
    async (request) => {
      const principal = principalOf(request);
      const { workspaceId } = principal;
      const { q, externalId, cursor, limit } = request.query;
      const { contacts: visibility, conversations } = contactAccessOf(principal);
      const fields = await store.customFields(workspaceId);
      const viewOf = (contact: Parameters<typeof contactView>[0]) => contactView(contact, fields);
      if (externalId !== undefined) {
        const claim = profileClaim("externalId", externalId);
        const [holder] = await store.claimants(workspaceId, [claim]);
        const seen = holder == null ? null : await visibleContact(principal, holder.id, store);
        return { items: seen === null ? [] : [viewOf(seen.contact)], cursor: null };
      }
      const place = createFilterCursor({ q });
      const query = {
        visibility,
        conversations,
        search: q ?? null,
        cursor: place.open(cursor),
        limit,
      };
      const page = await store.contacts(workspaceId, query);
      return { items: page.items.map(viewOf), cursor: place.seal(page.cursor) };
    },
  );
}

function registerCard(api: Api, { store }: HttpDeps): void {
  api.get(
    "/v1/contacts/:id",
    {
      config: { right: "contacts.read" },
      schema: {
        tags,
        operationId: "getContact",
        summary: "One contact: the card",
        description:
          "With an `ETag` of its version. A contact that was merged into another is answered by that one.",
        params: idParams,
        response: { 200: contactCardSchema, ...problems("contact.unknown") },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request);
      const found = await visibleContact(principal, request.params.id, store);
      if (found === null) return sendProblem(reply, "contact.unknown");
      const { contact, threads } = found;
      const { hasInbox } = contactAccessOf(principal);
      const fields = await store.customFields(principal.workspaceId);
      void reply.header("etag", etagOf(contact.version));
      return contactCardView(contact, fields, { threads, hasInbox });
    },
  );
}

function registerHistory(api: Api, { store }: HttpDeps): void {
  api.get(
    "/v1/contacts/:id/history",
    {
      config: { right: "contacts.read" },
      schema: {
        tags,
        operationId: "listContactHistory",
        summary: "What happened to a contact",
        description:
          "Newest first: changes of the contact and of its records, by whom, and openings, closings and changes of owner of those of its conversations that you may see.",
        params: idParams,
        querystring: z.strictObject({ cursor: cursorSchema, limit: limitSchema }),
        response: {
          200: pageOf(historyItemSchema),
          ...problems("cursor.invalid", "contact.unknown"),
        },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request);
      const found = await visibleContact(principal, request.params.id, store);
      if (found === null) return sendProblem(reply, "contact.unknown");
      const { cursor, limit } = request.query;
      const place = createCursorOf({ contactHistoryOf: request.params.id });
      const page = await store.contactHistory(principal.workspaceId, {
        contact: found.contact,
        recordId: null,
        visibility: contactAccessOf(principal).conversations,
        cursor: place.open(cursor),
        limit,
      });
      return { items: page.items.map(historyItemView), cursor: place.seal(page.cursor) };
    },
  );
}
