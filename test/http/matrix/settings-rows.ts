import { plain, type Row } from "./row.ts";

const admin = (route: string, rest: Partial<Row> & Pick<Row, "done">): Row =>
  plain(route, "settings", "settings", rest);

/** What administrators set, of their own workspace alone. */
export const SETTINGS_ROWS: Row[] = [
  admin("POST /v1/users", { body: { name: "Nora" }, done: "201" }),
  admin("PATCH /v1/users/:id", {
    path: "/v1/users/max",
    body: { name: "Max" },
    done: "200",
    elsewhere: "404 user.unknown",
  }),
  admin("POST /v1/roles", { body: { name: "Reception" }, done: "201" }),
  admin("PATCH /v1/roles/:id", {
    path: "/v1/roles/rol_1",
    body: { name: "Reception" },
    done: "200",
    elsewhere: "404 role.unknown",
  }),
  admin("DELETE /v1/roles/:id", {
    path: "/v1/roles/picker",
    done: "409 role.in_use",
    elsewhere: "404 role.unknown",
  }),
  admin("POST /v1/teams", { body: { name: "North" }, done: "201" }),
  admin("PATCH /v1/teams/:id", {
    path: "/v1/teams/watch",
    body: { name: "Watch" },
    done: "200",
    elsewhere: "404 team.unknown",
  }),
  admin("DELETE /v1/teams/:id", { path: "/v1/teams/nothing", done: "404 team.unknown" }),
  admin("PUT /v1/lines/:phoneNumberId", {
    path: "/v1/lines/$line",
    body: { name: "Sales", displayPhoneNumber: "+1", wabaId: "$waba" },
    done: "200",
    elsewhere: "409 line.taken",
  }),
  admin("POST /v1/lines/:phoneNumberId/resume", {
    path: "/v1/lines/$line/resume",
    done: "200",
    elsewhere: "404 line.unknown",
  }),
  admin("GET /v1/endpoints", { done: "200" }),
  admin("POST /v1/endpoints", { body: { url: "ftp://x" }, done: "400 request.invalid" }),
  ...endpoint("GET /v1/endpoints/:id", ""),
  ...endpoint("PATCH /v1/endpoints/:id", "", { body: { description: "x" } }),
  ...endpoint("GET /v1/endpoints/:id/deliveries", "/deliveries"),
  ...endpoint("POST /v1/endpoints/:id/rotate-secret", "/rotate-secret"),
  ...endpoint("POST /v1/endpoints/:id/replay", "/replay", { body: { fromSeq: 1, toSeq: 1 } }),
  admin("DELETE /v1/endpoints/:id", {
    path: "/v1/endpoints/nothing",
    done: "404 endpoint.unknown",
  }),
  admin("GET /v1/deliveries/:id", {
    path: "/v1/deliveries/nothing",
    done: "404 delivery.unknown",
  }),
  admin("GET /v1/templates/sync", { done: "200" }),
  admin("POST /v1/templates/sync", { done: "202" }),
  admin("GET /v1/parked", { done: "200" }),
  admin("POST /v1/parked/replay", { body: {}, done: "200" }),
  admin("GET /v1/dead-entries", { done: "200" }),
  admin("POST /v1/dead-entries/replay", { body: {}, done: "200" }),
  admin("GET /v1/notices", { done: "200" }),
  admin("GET /v1/merge-proposals", { done: "200" }),
  ...(["accept", "dismiss"] as const).map((how) =>
    admin(`POST /v1/merge-proposals/:id/${how}`, {
      path: `/v1/merge-proposals/nothing/${how}`,
      body: {},
      done: "404 merge_proposal.unknown",
    }),
  ),
  admin("POST /v1/custom-fields", {
    body: { key: "k$n", label: "K", type: "text" },
    done: "201",
  }),
  admin("PATCH /v1/custom-fields/:key", {
    path: "/v1/custom-fields/plan",
    body: { label: "The plan" },
    done: "200",
    elsewhere: "404 custom_field.unknown",
  }),
  admin("DELETE /v1/custom-fields/:key", {
    path: "/v1/custom-fields/nothing",
    done: "404 custom_field.unknown",
  }),
];

function endpoint(route: string, tail: string, rest: Partial<Row> = {}): Row[] {
  const done = route.startsWith("POST") && tail === "/replay" ? "202" : "200";
  return [
    admin(route, {
      path: `/v1/endpoints/$endpoint${tail}`,
      done,
      elsewhere: "404 endpoint.unknown",
      ...rest,
    }),
  ];
}
