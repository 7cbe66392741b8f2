import { LINE } from "../../support/builders.ts";
import type { Bench } from "./bench.ts";

type Body = Record<string, unknown>;

const ENDPOINT = { url: "https://receiver.example/hook", events: ["*"] };
const LINE_INPUT = { name: "Sales", displayPhoneNumber: "+1", wabaId: "1" };

const PROFILE = { firstName: "Ana", lastName: "Souza", consent: true };

const FLOW = {
  name: "Welcome",
  start: { on: "conversation.started_by_contact" },
  first: "mark",
  steps: [{ id: "mark", do: "tag", tags: ["new"] }],
};

/** Every route that writes, with a body it would take. `:c` is a conversation, `:e` an endpoint, `:k` a contact, `:r` no record, `:a` an automation. */
export const WRITES: ["POST" | "PUT" | "PATCH", string, Body][] = [
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
  ["PUT", "/v1/contacts/by-external-id/crm-7", PROFILE],
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
  ["PATCH", "/v1/workspace", { timeZone: "America/Bogota" }],
  ["POST", "/v1/automations", FLOW],
  ["PUT", "/v1/automations/:a", FLOW],
  ["POST", "/v1/automations/:a/enable", {}],
  ["POST", "/v1/automations/:a/disable", {}],
  ["POST", "/v1/automations/:a/hook", {}],
  ["POST", "/v1/automations/:a/rotate-secret", {}],
  ["POST", "/v1/automations/:a/start", { conversationId: "nothing" }],
  ["POST", "/v1/automations/:a/backtest", { days: 1 }],
  ["POST", "/v1/conversations/:c/automations/pause", {}],
  ["POST", "/v1/conversations/:c/automations/resume", {}],
  ["POST", "/v1/conversations/:c/automations/stop", {}],
  ["POST", "/v1/conversations/:c/draft/approve", { draftId: "nothing" }],
  ["POST", "/v1/conversations/:c/draft/discard", { draftId: "nothing" }],
];

/** A write that will find what it names. */
export interface PreparedWrite {
  method: (typeof WRITES)[number][0];
  path: string;
  url: string;
  body: Body;
  /** The code of its answer to a body that it cannot take. */
  refusal: "request.invalid" | "automation.invalid";
  conversationId: string;
}

/** Makes what the paths of writes name, and puts its ids in. */
export async function prepareWrites(
  bench: Pick<Bench, "ask" | "converse">,
  writes: typeof WRITES = WRITES,
): Promise<PreparedWrite[]> {
  const { ask, converse } = bench;
  const conversationId = await converse();
  const made = async (url: string, body: Body) =>
    (await ask("POST", url, body)).json<{ id: string }>().id;
  const names: Record<string, string> = {
    ":c": conversationId,
    ":e": await made("/v1/endpoints", ENDPOINT),
    ":k": await made("/v1/contacts", PROFILE),
    ":o": await made("/v1/roles", { name: "Made" }),
    ":a": await made("/v1/automations", FLOW),
    ":t": await made("/v1/teams", { name: "Made" }),
    ":s": await made("/v1/statuses", { name: "Made" }),
  };
  await ask("POST", "/v1/custom-fields", { key: "plan", label: "Plan", type: "text" });
  const filled = (text: string) => text.replaceAll(/:[acekots]\b/g, (name) => names[name] ?? name);
  return writes.map(([method, path, given]) => ({
    method,
    path,
    // A definition is told everything that is wrong with it, with a code of its own.
    refusal: /automations(\/:a)?$/.test(path) ? "automation.invalid" : "request.invalid",
    url: filled(path),
    body: JSON.parse(JSON.stringify(given).replace('":k"', JSON.stringify(names[":k"]))) as Body,
    conversationId,
  }));
}
