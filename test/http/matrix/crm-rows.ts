import { askedTemplate } from "../support/starting.ts";
import type { Row } from "./row.ts";

const READING = { demand: "contacts", scope: "contacts:read" } as const;
const WRITING = { demand: "contacts", scope: "contacts:write" } as const;

const contact = (route: string, rest: Omit<Row, "route" | "about">): Row => ({
  hidden: "404 contact.unknown",
  ...rest,
  route,
  about: "contact",
});

/** Who may only look into a conversation changes nothing of its contact. */
const change = (route: string, rest: Omit<Row, "route" | "about" | "demand" | "scope">): Row => {
  const { done } = rest;
  return contact(route, {
    ...WRITING,
    ...rest,
    done: (kind, name) =>
      name === "watcher" && kind === "teamTalk"
        ? "403 contact.not_yours"
        : typeof done === "string"
          ? done
          : done(kind, name),
  });
};

const byCard = (card: string, talk: string) => (kind: string) =>
  kind.endsWith("Card") ? card : talk;

/** Everything that names one contact. */
export const CONTACT_ROWS: Row[] = [
  contact("GET /v1/contacts/:id", { ...READING, done: "200" }),
  contact("GET /v1/contacts/:id/history", { ...READING, done: "200" }),
  change("PATCH /v1/contacts/:id", {
    body: { position: "Buyer" },
    done: byCard("200", "409 contact.not_in_crm"),
  }),
  // A version that it never has: what one may not see is unknown all the same.
  change("PUT /v1/contacts/:id/owner", {
    body: { ownerId: null },
    headers: { "if-match": '"v999999"' },
    done: "412 contact.version_conflict",
  }),
  change("DELETE /v1/contacts/:id", {
    headers: { "if-match": '"v999999"' },
    done: "412 contact.version_conflict",
  }),
  change("PUT /v1/contacts/:id/marketing", {
    body: { isMarketing: true },
    headers: { "if-match": '"v999999"' },
    done: "412 contact.version_conflict",
  }),
  change("PUT /v1/contacts/:id/preferences", {
    body: { marketing: false },
    done: "200",
  }),
  contact("POST /v1/conversations", {
    demand: "inbox",
    scope: "inbox:write",
    body: { line: "$ownLine", contactId: "$id", template: askedTemplate() },
    // Whoever may only look into a conversation does not write in it.
    done: (kind, name) =>
      kind.endsWith("Card")
        ? "409 contact.unreachable"
        : name === "watcher" && kind === "teamTalk"
          ? "403 conversation.not_yours"
          : "201",
  }),
  contact("POST /v1/templates/:id/preview", {
    demand: "inbox",
    scope: "inbox:read",
    path: "/v1/templates/7001/preview",
    body: { contactId: "$id" },
    done: "200",
  }),
  ...(["opportunities", "activities", "tasks"] as const).flatMap((path): Row[] => {
    const body = {
      ...(path === "activities" ? { type: "call" } : { title: "Chairs" }),
      contactId: "$id",
    };
    const hidden = "422 record.unknown_contact";
    return [
      change(`POST /v1/${path}`, { body, hidden, done: "201" }),
      change(`PUT /v1/${path}/by-external-id/:externalId`, {
        path: `/v1/${path}/by-external-id/crm-$n`,
        body,
        hidden,
        done: "201",
      }),
      contact(`GET /v1/${path}`, { ...READING, path: `/v1/${path}?contact=$id`, done: "200" }),
    ];
  }),
];

/** Everything that names one record of a contact, for each kind. */
export const RECORD_ROWS: Row[] = (["opportunities", "activities", "tasks"] as const).flatMap(
  (path): Row[] => {
    const record = (route: string, rest: Omit<Row, "route" | "about">): Row => ({
      hidden: "404 record.unknown",
      ...rest,
      route,
      path: `/v1/${path}/$id${route.endsWith("history") ? "/history" : ""}`,
      about: "record",
    });
    const stale = { headers: { "if-match": '"v999999"' }, done: "412 record.version_conflict" };
    return [
      record(`GET /v1/${path}/:id`, { ...READING, done: "200" }),
      record(`GET /v1/${path}/:id/history`, { ...READING, done: "200" }),
      record(`PATCH /v1/${path}/:id`, { ...WRITING, body: { ownerId: null }, ...stale }),
      record(`DELETE /v1/${path}/:id`, { ...WRITING, ...stale }),
    ];
  },
);
