import type { Sight, Thread } from "./people.ts";
import type { Row } from "./row.ts";

const READING = { demand: "inbox", scope: "inbox:read", about: "conversation" } as const;
const WRITING = { demand: "inbox", scope: "inbox:write", about: "conversation" } as const;

const read = (route: string, rest: Partial<Row> = {}): Row => ({
  ...READING,
  route,
  needs: "read",
  done: "200",
  ...rest,
});
const act = (name: string, body: object, rest: Partial<Row> = {}): Row => ({
  ...WRITING,
  route: `POST /v1/conversations/:id/${name}`,
  needs: "act",
  body,
  done: "200",
  ...rest,
});

const CLOSED: readonly string[] = ["ownClosed", "colleagueClosed", "merged"] satisfies Thread[];
const byLifecycle = (open: string, closed: string) => (thread: string) =>
  CLOSED.includes(thread) ? closed : open;
/** What would open a conversation of a merged contact beside the open one is refused by that name. */
const besideOpen = (otherwise: (thread: string) => string) => (thread: string) =>
  thread === ("merged" satisfies Thread) ? "409 conversation.goes_on_elsewhere" : otherwise(thread);

/** Everything that names one conversation. */
export const CONVERSATION_ROWS: Row[] = [
  read("GET /v1/conversations/:id"),
  read("GET /v1/conversations/:id/timeline"),
  read("GET /v1/conversations/:id/media/:mediaId", { path: "/v1/conversations/$id/media/m1" }),
  read("POST /v1/templates/:id/preview", {
    path: "/v1/templates/7001/preview",
    body: { conversationId: "$id" },
  }),
  act(
    "media/:mediaId/retry",
    {},
    {
      path: "/v1/conversations/$id/media/m1/retry",
      done: "409 media.not_failed",
    },
  ),
  act(
    "close",
    { description: "done" },
    {
      done: byLifecycle("200", "409 conversation.already_closed"),
    },
  ),
  act("reopen", {}, { done: besideOpen(byLifecycle("409 conversation.already_open", "200")) }),
  act("assign", { target: { kind: "nobody" } }),
  act("claim", {}, { instead: claimed }),
  act("read", {}),
  act("unread", {}),
  act("tag", { tags: ["vip"] }),
  act("untag", { tags: ["vip"] }),
  act("note", { text: "Waits" }),
  act("typing", {}),
  act("messages", { type: "text", text: "Hola" }, { done: besideOpen(() => "200") }),
  act(
    "messages/:messageId/resend",
    {},
    {
      path: "/v1/conversations/$id/messages/nothing/resend",
      done: besideOpen(() => "404 message.unknown"),
    },
  ),
  read("GET /v1/conversations/:id/automations"),
  read("GET /v1/conversations/:id/automations/:automationId/why", {
    path: "/v1/conversations/$id/automations/nothing/why",
    done: "404 automation.unknown",
  }),
  act("automations/pause", {}, { done: byLifecycle("200", "409 conversation.already_closed") }),
  act("automations/resume", {}, { done: byLifecycle("200", "409 conversation.already_closed") }),
  act("automations/stop", {}, { done: "404 automation.no_such_run" }),
  act("draft/approve", { draftId: "nothing" }, { done: "409 automation.no_such_draft" }),
  act("draft/discard", { draftId: "nothing" }, { done: "409 automation.no_such_draft" }),
  act("contact", { contactId: "nothing" }, { done: "404 contact.unknown" }),
];

/** A claim is for what is nobody's: whoever has it has it, and whoever could have taken it is told that somebody was faster (Q13). */
function claimed(sight: Sight, thread: Thread): string {
  if (sight === "none") return "404 conversation.unknown";
  if (sight === "read") return "403 conversation.not_yours";
  const isFree = thread === "own" || thread === "ownClosed" || thread === "unassigned";
  return isFree ? "200" : "409 conversation.already_assigned";
}
