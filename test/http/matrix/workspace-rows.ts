import { plain, type Row } from "./row.ts";

const UNKNOWN = (what: string) => `404 ${what}.unknown`;

/** Lists: what is in them is another test's. */
const LISTS: Row[] = [
  plain("GET /v1/conversations", "inbox", "inbox:read", { done: "200" }),
  plain("GET /v1/conversations/unread-count", "inbox", "inbox:read", { done: "200" }),
  plain("GET /v1/events", "inbox", "events", { done: "200" }),
  plain("GET /v1/contacts", "contacts", "contacts:read", { done: "200" }),
  plain("POST /v1/contacts", "contacts", "contacts:write", {
    body: { firstName: "Ana", lastName: "Souza", consent: true },
    done: "201",
  }),
  plain("PUT /v1/contacts/by-external-id/:externalId", "contacts", "contacts:write", {
    path: "/v1/contacts/by-external-id/mirrored-$n",
    body: { firstName: "Ana", lastName: "Souza", consent: true },
    done: "201",
  }),
  plain("GET /v1/outcomes/:key", "inbox", "inbox:read", {
    path: "/v1/outcomes/nothing",
    done: UNKNOWN("outcome"),
  }),
];

/** Of many conversations: the items are another test's. */
const BULK: Row[] = [
  plain("POST /v1/conversations/bulk/assign", "inbox", "inbox:write", {
    body: { ids: ["nothing"], target: { kind: "nobody" } },
    done: "200",
  }),
  plain("POST /v1/conversations/bulk/close", "inbox", "inbox:write", {
    body: { ids: ["nothing"], description: "done" },
    done: "200",
  }),
];

const ANYBODY: Row[] = [
  plain("GET /v1/users", "anybody", null, { done: "200" }),
  plain("GET /v1/users/:id", "anybody", null, {
    path: "/v1/users/max",
    done: "200",
    elsewhere: UNKNOWN("user"),
  }),
  plain("GET /v1/roles", "anybody", null, { done: "200" }),
  plain("GET /v1/roles/:id", "anybody", null, {
    path: "/v1/roles/rol_1",
    done: "200",
    elsewhere: UNKNOWN("role"),
  }),
  plain("GET /v1/teams", "anybody", null, { done: "200" }),
  plain("GET /v1/teams/:id", "anybody", null, {
    path: "/v1/teams/watch",
    done: "200",
    elsewhere: UNKNOWN("team"),
  }),
  plain("GET /v1/statuses", "anybody", null, { done: "200" }),
  plain("GET /v1/workspace", "anybody", null, { done: "200" }),
  plain("PATCH /v1/workspace", "settings", "settings", { body: { timeZone: "UTC" }, done: "200" }),
  plain("GET /v1/lines", "anybody", null, { done: "200" }),
  plain("GET /v1/lines/:phoneNumberId", "anybody", null, {
    path: "/v1/lines/$line",
    done: "200",
    elsewhere: UNKNOWN("line"),
  }),
  plain("GET /v1/custom-fields", "contacts", "contacts:read", { done: "200" }),
  plain("PUT /v1/users/me/status", "anybody", "inbox:write", {
    body: { statusId: "online" },
    done: "200",
  }),
  plain("GET /v1/users/:id/tokens", "anybody", "settings", {
    path: "/v1/users/me/tokens",
    done: "200",
  }),
  plain("POST /v1/users/:id/tokens", "anybody", "settings", {
    path: "/v1/users/me/tokens",
    body: { scopes: ["settings"] },
    done: "201",
  }),
  plain("POST /v1/users/:id/tokens/:tokenId/rotate", "anybody", "settings", {
    path: "/v1/users/me/tokens/nothing/rotate",
    done: UNKNOWN("token"),
  }),
  plain("DELETE /v1/users/:id/tokens/:tokenId", "anybody", "settings", {
    path: "/v1/users/me/tokens/nothing",
    done: UNKNOWN("token"),
  }),
  // Somebody else's, who has none: an administrator's business.
  plain("DELETE /v1/users/:id/tokens", "settings", "settings", {
    path: "/v1/users/max/tokens",
    done: "204",
    elsewhere: UNKNOWN("user"),
  }),
];

const LIBRARY: Row[] = [
  plain("GET /v1/templates", "inbox", "inbox:read", { done: "200" }),
  plain("GET /v1/templates/:id", "inbox", "inbox:read", {
    path: "/v1/templates/7001",
    done: "200",
  }),
  plain("GET /v1/media", "inbox", "inbox:read", { done: "200" }),
  plain("GET /v1/media/:id", "inbox", "inbox:read", {
    path: "/v1/media/$asset",
    done: "200",
    elsewhere: UNKNOWN("media"),
  }),
  plain("GET /v1/media/:id/content", "inbox", "inbox:read", {
    path: "/v1/media/$asset/content",
    done: "200",
    elsewhere: UNKNOWN("media"),
  }),
  plain("POST /v1/media", "inbox", "inbox:write", { done: "415 media.not_multipart" }),
  plain("DELETE /v1/media/:id", "inbox", "inbox:write", {
    path: "/v1/media/nothing",
    done: UNKNOWN("media"),
  }),
];

const STATUSES: Row[] = [
  plain("POST /v1/statuses", "statuses", "settings", { body: { name: "Lunch" }, done: "201" }),
  plain("PATCH /v1/statuses/:id", "statuses", "settings", {
    path: "/v1/statuses/st_1",
    body: { name: "Lunch" },
    done: "200",
    elsewhere: UNKNOWN("status"),
  }),
  plain("DELETE /v1/statuses/:id", "statuses", "settings", {
    path: "/v1/statuses/nothing",
    done: UNKNOWN("status"),
  }),
];

/** Routes that name nothing whose owner matters, but those of administrators. */
export const WORKSPACE_ROWS: Row[] = [...LISTS, ...BULK, ...ANYBODY, ...LIBRARY, ...STATUSES];
