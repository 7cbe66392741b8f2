import type { Commit } from "../domain/commit.ts";
import type { ConversationEvent } from "../domain/events.ts";
import type { Log } from "../log.ts";

/** Logs what each commit means, one plain sentence per event. Ids only: the log knows no names and no texts. */
export function createNarrator(log: Log): (commit: Commit) => void {
  return (commit) => {
    for (const event of commit.events) {
      const sentence = sentenceOf(event);
      if (sentence === null) continue;
      const { id: conversationId, episode } = event.conversation;
      log.info({ conversationId, episode }, sentence);
    }
  };
}

function sentenceOf({ type, data }: ConversationEvent): string | null {
  switch (type) {
    case "conversation.opened":
      return `A conversation was opened by ${data["openedBy"] === "contact" ? "the contact" : "the business"}`;
    case "conversation.started_by_contact":
      return "The trigger conversation.started_by_contact fires";
    case "conversation.closed":
      return `The conversation was closed by ${data["closedBy"] === "user" ? "an agent" : "a rule"}; the trigger is armed again`;
    case "window.opened":
      return "The customer service window is open; free-form messages may be sent";
    case "window.closing":
      return `The window is closing soon: ${String(data["secondsLeft"])} seconds are left to answer freely`;
    case "window.expired":
      return "The window has expired; from now on only templates may be sent";
    case "message.received":
      return "A message of the contact was added";
    default:
      return null;
  }
}
