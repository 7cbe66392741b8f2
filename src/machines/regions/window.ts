import { announce } from "../announcement.ts";
import { conversationSetup } from "../setup.ts";

const opens = {
  guard: "isInTime",
  target: "open",
  actions: ["noteInbound", announce("window.opened")],
} as const;
/** Delivered a day late: the contact did write, but there is no time left to answer freely (Q21). */
const comesLate = { target: "expired", actions: "noteInbound" } as const;
const expired = announce("window.expired", "window_expired");

/**
 * The customer service window: 24 h from the contact's last message or call, by WhatsApp's clock (R6, WhatsApp section 7).
 * Statuses, echoes, reactions and our own messages do not move it.
 */
export const window = conversationSetup.createStateConfig({
  initial: "none",
  states: {
    none: {
      on: { "message.received": [opens, comesLate], "call.received": [opens, comesLate] },
    },
    open: {
      on: {
        "message.received": { actions: "noteInbound" },
        "call.received": { actions: "noteInbound" },
        "timer.windowClosing": {
          guard: "timerIsCurrent",
          actions: ["stopClosing", announce("window.closing")],
        },
        // T4: lifecycle untouched.
        "timer.windowExpired": {
          guard: "timerIsCurrent",
          target: "expired",
          actions: ["shutWindow", expired],
        },
        // WhatsApp is the truth: error 131047 shuts the window until a later inbound.
        "window.refuted": {
          guard: "refutesWindow",
          target: "expired",
          actions: ["shutWindow", expired],
        },
      },
    },
    expired: {
      on: { "message.received": [opens, comesLate], "call.received": [opens, comesLate] },
    },
  },
});
