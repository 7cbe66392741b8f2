import { announce } from "../announcement.ts";
import { conversationSetup } from "../setup.ts";

const mark = ["markUnread", announce("conversation.unread")] as const;
const clear = ["clearUnread", announce("conversation.read")] as const;

/**
 * Whether somebody still has to look (R9). Shared by all users: the owner's reading clears it for everybody (Q10). Closing leaves
 * it as it is (R13.13, Q11); an answer by a person clears it, one by an automation does not (Q12).
 */
export const attention = conversationSetup.createStateConfig({
  initial: "read",
  states: {
    read: {
      on: {
        "message.received": { target: "unread", actions: "countUnread" },
        // T13
        "conversation.unread": { target: "unread", actions: mark },
        "conversation.assign": { guard: "asksForMark", target: "unread", actions: mark },
      },
    },
    unread: {
      on: {
        "message.received": { actions: "countUnread" },
        "conversation.unread": { guard: "isUnmarked", actions: mark },
        "conversation.assign": { guard: "asksForMark", actions: mark },
        "conversation.read": { guard: "readCounts", target: "read", actions: clear },
        "message.send": { guard: "personAnswers", target: "read", actions: clear },
        "message.echoed": { target: "read", actions: clear },
      },
    },
  },
});
