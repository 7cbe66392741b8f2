import { describe, expect, it } from "vitest";
import { DEFAULT_WORKSPACE } from "../../src/domain/ids.ts";
import { LINE } from "../support/builders.ts";
import { problemOf, useBench, type Bench } from "./support/bench.ts";

const bench = useBench();

/** What no caller may set, by whatever name it might have inside. */
const FORBIDDEN = [
  "id",
  "_id",
  "workspaceId",
  "tenantId",
  "ownerId",
  "version",
  "createdAt",
  "updatedAt",
  "deadline",
  "secrets",
  "hash",
  "permissions",
];

const ENDPOINT = { url: "https://receiver.example/hook", events: ["*"] };
const LINE_INPUT = { name: "Sales", displayPhoneNumber: "+1", wabaId: "1" };

const ALL_CONTACTS = { visibility: { kind: "all" }, search: null, cursor: null, limit: 9 } as const;
const ALL_TASKS = {
  kind: "task",
  of: { by: "workspace" },
  unfinished: null,
  cursor: null,
  limit: 9,
} as const;
const PROFILE = { firstName: "Ana", lastName: "Souza", consent: true };

/** Every route that writes, with a body it would take. `:c` is a conversation, `:e` an endpoint, `:k` a contact, `:r` no record. */
const WRITES: ["POST" | "PUT" | "PATCH", string, Record<string, unknown>][] = [
  ["POST", "/v1/conversations/:c/close", { description: "done" }],
  ["POST", "/v1/conversations/:c/reopen", {}],
  ["POST", "/v1/conversations/:c/assign", { target: { kind: "nobody" } }],
  ["POST", "/v1/conversations/:c/read", {}],
  ["POST", "/v1/conversations/:c/unread", {}],
  ["POST", "/v1/conversations/:c/claim", {}],
  ["POST", "/v1/conversations/:c/tag", { tags: ["vip"] }],
  ["POST", "/v1/conversations/:c/untag", { tags: ["vip"] }],
  ["POST", "/v1/conversations/:c/note", { text: "Waits" }],
  ["POST", "/v1/conversations/:c/messages", { type: "text", text: "Hola" }],
  ["POST", "/v1/conversations/:c/messages/m1/resend", {}],
  [
    "POST",
    "/v1/conversations",
    { line: LINE, phone: "+5215555550001", template: { name: "promo", language: "es" } },
  ],
  ["POST", "/v1/templates/70001/preview", {}],
  ["POST", "/v1/templates/sync", {}],
  ["POST", "/v1/conversations/:c/typing", {}],
  ["POST", "/v1/conversations/bulk/close", { ids: ["nothing"], description: "done" }],
  ["POST", "/v1/conversations/bulk/assign", { ids: ["nothing"], target: { kind: "nobody" } }],
  ["POST", "/v1/endpoints", ENDPOINT],
  ["PATCH", "/v1/endpoints/:e", { description: "x" }],
  ["POST", "/v1/endpoints/:e/rotate-secret", {}],
  ["POST", "/v1/endpoints/:e/replay", { fromSeq: 1, toSeq: 1 }],
  ["PUT", `/v1/lines/${LINE}`, LINE_INPUT],
  ["POST", `/v1/lines/${LINE}/resume`, {}],
  ["POST", "/v1/users", { name: "Ursula" }],
  ["PATCH", "/v1/users/admin", { name: "Root" }],
  ["POST", "/v1/users/admin/tokens", {}],
  ["POST", "/v1/users/admin/tokens/tok_1/rotate", {}],
  ["PUT", "/v1/users/me/status", { statusId: "online" }],
  ["POST", "/v1/roles", { name: "Reception" }],
  ["PATCH", "/v1/roles/:o", { name: "Reception" }],
  ["POST", "/v1/teams", { name: "North" }],
  ["PATCH", "/v1/teams/:t", { name: "North" }],
  ["POST", "/v1/statuses", { name: "Lunch" }],
  ["PATCH", "/v1/statuses/:s", { name: "Lunch" }],
  ["POST", "/v1/parked/replay", {}],
  ["POST", "/v1/dead-entries/replay", {}],
  ["POST", "/v1/conversations/:c/media/m1/retry", {}],
  ["POST", "/v1/contacts", PROFILE],
  ["PATCH", "/v1/contacts/:k", { lastName: "Ruiz" }],
  ["PUT", "/v1/contacts/:k/owner", { ownerId: "admin" }],
  ["PUT", "/v1/contacts/:k/marketing", { isMarketing: true }],
  ["PUT", "/v1/contacts/:k/preferences", { marketing: false }],
  ["POST", "/v1/custom-fields", { key: "seats", label: "Seats", type: "number" }],
  ["PATCH", "/v1/custom-fields/plan", { label: "The plan" }],
  ["POST", "/v1/opportunities", { contactId: ":k", title: "Chairs" }],
  ["PUT", "/v1/opportunities/by-external-id/crm-7", { contactId: ":k", title: "Chairs" }],
  ["PATCH", "/v1/opportunities/:r", { title: "Chairs" }],
  ["POST", "/v1/activities", { contactId: ":k", type: "call" }],
  ["PUT", "/v1/activities/by-external-id/crm-7", { contactId: ":k", type: "call" }],
  ["PATCH", "/v1/activities/:r", { type: "call" }],
  ["POST", "/v1/conversations/:c/contact", { contactId: ":k" }],
  ["POST", "/v1/merge-proposals/:r/accept", {}],
  ["POST", "/v1/merge-proposals/:r/dismiss", {}],
  ["POST", "/v1/tasks", { contactId: ":k", title: "Call" }],
  ["PUT", "/v1/tasks/by-external-id/crm-7", { contactId: ":k", title: "Call" }],
  ["PATCH", "/v1/tasks/:r", { title: "Call" }],
];

/** Members of that name which a route does know. */
function knows(path: string, name: string): boolean {
  if (name === "role") return path.startsWith("/v1/users") && !path.includes("/tokens");
  if (name === "permissions") return path.startsWith("/v1/roles");
  return name === "ownerId" && /owner$|opportunities|activities|tasks/.test(path);
}

/** All that a write could have changed. */
async function everything({ store, token }: Bench, conversationId: string): Promise<string> {
  return JSON.stringify([
    await store.conversation(DEFAULT_WORKSPACE, conversationId),
    await store.endpoints(DEFAULT_WORKSPACE),
    await store.lines(DEFAULT_WORKSPACE),
    (await store.users(DEFAULT_WORKSPACE)).map((user) => ({ ...user, lastActiveAt: null })),
    await store.roles(DEFAULT_WORKSPACE),
    await store.teams(DEFAULT_WORKSPACE),
    await store.statuses(DEFAULT_WORKSPACE),
    await store.contacts(DEFAULT_WORKSPACE, ALL_CONTACTS),
    await store.customFields(DEFAULT_WORKSPACE),
    await store.records(DEFAULT_WORKSPACE, ALL_TASKS),
    await store.lastSeq(DEFAULT_WORKSPACE),
    (await store.depth()).waitingEntries,
    token,
  ]);
}

describe("mass assignment", () => {
  it.each(WRITES)("%s %s takes no member that it does not know", async (method, path, given) => {
    const { ask, converse } = bench();
    const conversationId = await converse();
    const endpoint = (await ask("POST", "/v1/endpoints", ENDPOINT)).json<{ id: string }>().id;
    const contact = (await ask("POST", "/v1/contacts", PROFILE)).json<{ id: string }>().id;
    await ask("POST", "/v1/custom-fields", { key: "plan", label: "Plan", type: "text" });
    const made = async (url: string) =>
      (await ask("POST", url, { name: "Made" })).json<{ id: string }>().id;
    const url = path
      .replace(":c", conversationId)
      .replace(":e", endpoint)
      .replace(":k", contact)
      .replace(":o", await made("/v1/roles"))
      .replace(":t", await made("/v1/teams"))
      .replace(":s", await made("/v1/statuses"));
    const body = JSON.parse(JSON.stringify(given).replace(":k", contact)) as typeof given;
    const before = await everything(bench(), conversationId);
    const names = [...FORBIDDEN, "role", "active_", "$set"];
    for (const name of names.filter((each) => !knows(path, each))) {
      for (const value of ["x", 1, { $ne: null }]) {
        const problem = problemOf(await ask(method, url, { ...body, [name]: value }));
        expect(problem).toEqual({
          status: 400,
          code: "request.invalid",
          fields: [`body.${name}`],
        });
      }
    }
    expect(await everything(bench(), conversationId)).toBe(before);
    const plain = await ask(method, url, body);
    // 404: there is no such record, and the message has no file to fetch again.
    expect([200, 201, 202, 404, 409]).toContain(plain.statusCode);
  });

  it("is tried on every route that writes", async () => {
    const document = (await bench().app.inject("/openapi.json")).json<{
      paths: Record<string, Record<string, unknown>>;
    }>();
    // A form has no members; its parts have tests of their own (media-bombs).
    const FORMS = ["POST /v1/media"];
    const shape = (method: string, path: string) =>
      `${method} ${path.replace(/:[cekorst]|\{\w+\}|admin|\bm1\b|tok_1|\bplan\b|crm-7|\d{5,}/g, "*")}`;
    const tried = WRITES.map(([method, path]) => shape(method, path)).sort();
    const there = Object.entries(document.paths)
      .filter(([path]) => path.startsWith("/v1/"))
      .flatMap(([path, methods]) =>
        Object.keys(methods)
          .filter((method) => ["post", "put", "patch"].includes(method))
          .map((method) => shape(method.toUpperCase(), path)),
      )
      .sort();
    expect([...tried, ...FORMS].sort()).toEqual(there);
  });
});
