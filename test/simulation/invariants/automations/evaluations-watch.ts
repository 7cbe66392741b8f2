import type { FlowDefinition } from "../../../../src/domain/automation/flow.ts";
import type { Commit } from "../../../../src/domain/commit.ts";
import type { MessageContent } from "../../../../src/domain/conversation/content.ts";
import type { ConversationEvent } from "../../../../src/domain/events.ts";
import type { LiveFlows } from "../../../../src/store/automation-store.ts";
import type { Store } from "../../../../src/store/store.ts";
import type { Verdict } from "../violation.ts";

type Due = "must" | "may" | "must not";

/**
 * Every flow that an event may start looks at it exactly once, and says so in the commit of the event; no other does. Asked where it is
 * known which flows there were: when nobody changed one between the first look at the mailbox and the commit.
 */
export function watchEvaluations({
  store,
  verdict,
}: {
  store: Pick<Store, "liveFlows" | "flowsVersion">;
  verdict: Verdict;
}) {
  /** The oldest flows that anybody who looks at a conversation may know, since its last commit. */
  const oldest = new Map<string, number>();
  const seen = new Set<string>();
  const books = new Map<string, LiveFlows>();

  const bookAt = async (workspaceId: string, version: number): Promise<LiveFlows> => {
    const known = books.get(workspaceId);
    if (known?.version === version) return known;
    const book = await store.liveFlows(workspaceId);
    books.set(workspaceId, book);
    return book;
  };

  const judge = (commit: Commit, { flows }: LiveFlows): void => {
    const made = new Set(commit.automation.evaluations.map(({ id }) => id));
    for (const event of commit.events) {
      for (const { flow, live } of flows) {
        const id = `${flow.id}|${event.id}`;
        const due = dueOf(live.definition, event, commit);
        if (due === "may" || made.has(id) === (due === "must")) continue;
        verdict.broken("evaluations", `${id} was ${made.has(id) ? "" : "not "}made, and ${due} be`);
      }
    }
  };

  return {
    onLoaded(
      { workspaceId, conversationId }: { workspaceId: string; conversationId: string },
      flowsVersion: number,
    ): void {
      const name = `${workspaceId} ${conversationId}`;
      oldest.set(name, Math.min(oldest.get(name) ?? flowsVersion, flowsVersion));
    },
    async onCommitted(commit: Commit): Promise<void> {
      const { workspaceId, conversationId, automation } = commit;
      for (const { id } of automation.evaluations) {
        if (seen.has(`${workspaceId} ${id}`)) verdict.broken("evaluations", `${id} was made twice`);
        seen.add(`${workspaceId} ${id}`);
      }
      const name = `${workspaceId} ${conversationId}`;
      const since = oldest.get(name);
      oldest.delete(name);
      const version = await store.flowsVersion(workspaceId);
      if (version === since && version > 0) judge(commit, await bookAt(workspaceId, version));
    },
  };
}

const ALIASES = [
  "conversation.opened_by_whatsapp_message",
  "conversation.opened_by_inbox_message",
] as const;
const PLAIN = [
  "conversation.opened",
  "conversation.closed",
  "conversation.assigned",
  "conversation.reassigned",
  "conversation.not_picked_up",
  "message.failed",
  "window.closing",
  "window.expired",
];

/** Written out once more: what starts what. */
function dueOf({ start, scope }: FlowDefinition, event: ConversationEvent, commit: Commit): Due {
  if (scope.lines !== null && !scope.lines.includes(commit.conversation.lineId)) return "must not";
  const { type } = event;
  const on = (ALIASES as readonly string[]).includes(start.on)
    ? "conversation.started_by_contact"
    : start.on;
  if (on === "conversation.started_by_contact") {
    return type === on || isMutedOpening(event, commit) ? "must" : "must not";
  }
  if (start.on === "template.answered") return type === "message.received" ? "may" : "must not";
  if (type !== on) return "must not";
  if (PLAIN.includes(type)) return "must";
  switch (start.on) {
    case "conversation.tagged": {
      const { tags } = start;
      const added = event.data["added"] as string[];
      return tags === null || added.some((tag) => tags.includes(tag)) ? "must" : "must not";
    }
    case "message.received":
      return dueOfMessage(start.match, contentOf(event, commit));
    default:
      return "may";
  }
}

/** The contact opened it, and it was closed so that this stays without consequences once. */
function isMutedOpening({ type, data, conversation }: ConversationEvent, commit: Commit): boolean {
  return (
    type === "conversation.opened" &&
    data["openedBy"] === "contact" &&
    !commit.events.some(
      (other) =>
        other.type === "conversation.started_by_contact" &&
        other.conversation.version === conversation.version,
    )
  );
}

/** As it was received; null when it was edited in the same turn, and nobody can tell any more. */
function contentOf({ data }: ConversationEvent, { items }: Commit): MessageContent | null {
  const { id } = data["message"] as { id: string };
  const item = items.find((one) => one.id === id);
  return item?.kind === "message" && item.edits.length === 0 ? item.content : null;
}

const MEDIA = ["image", "video", "audio", "document", "sticker"];

function dueOfMessage(
  match: (FlowDefinition["start"] & { on: "message.received" })["match"],
  content: MessageContent | null,
): Due {
  if (content === null) return "may";
  switch (match.kind) {
    case "any":
      return "must";
    case "media":
      return MEDIA.includes(content.type) ? "must" : "must not";
    case "keyword": {
      if (content.type !== "text") return "may";
      const said = content.text.toLowerCase();
      return match.words.some((word) => said.includes(word)) ? "must" : "must not";
    }
    default:
      return content.type === "text" ? "must not" : "may";
  }
}
