import { announce } from "../announcement.ts";
import { conversationSetup } from "../setup.ts";

const opened = announce("conversation.opened", "opened");
const closed = announce("conversation.closed", "closed");

/** Who talks (Q50): only while it is open does anybody. */
const passing = { guard: "changesDriver", actions: "passDriver" } as const;

/** `open` and `closed`: whether somebody has something to do here. Says nothing about the window (R13.8). */
export const lifecycle = conversationSetup.createStateConfig({
  initial: "closed",
  states: {
    closed: {
      on: {
        "message.received": [
          // Closed without re-arming: the contact starts an episode, and the trigger stays silent once (R13.7).
          {
            guard: "opensUnarmed",
            target: "open",
            actions: ["openEpisode", "startAutoCloseClock", opened],
          },
          // T1, T2: the contact starts an episode. The trigger belongs to this transition and to no other.
          {
            guard: "opensByMessage",
            target: "open",
            actions: [
              "openEpisode",
              "startAutoCloseClock",
              opened,
              announce("conversation.started_by_contact"),
            ],
          },
        ],
        // T8: the business starts it.
        "message.echoed": {
          guard: "wasSentAfterClosing",
          target: "open",
          actions: ["openEpisode", "passDriver", opened],
        },
        "message.send": {
          guard: "mayBeSent",
          target: "open",
          actions: ["openEpisode", "passDriver", opened],
        },
        // T11
        "conversation.reopen": { target: "open", actions: ["openEpisode", opened] },
      },
    },
    open: {
      on: {
        // T3: the clock starts again, and no trigger fires.
        "message.received": { actions: "startAutoCloseClock" },
        "message.echoed": passing,
        "message.send": passing,
        "conversation.assign": passing,
        "automations.pause": passing,
        "automations.resume": passing,
        // T9
        "conversation.close": { target: "closed", actions: ["closeEpisode", closed] },
        // T10. A clock whose rule was switched off in between only stops (Q9).
        "timer.autoClose": [
          { guard: "autoCloseRuleStands", target: "closed", actions: ["closeEpisode", closed] },
          { guard: "timerIsCurrent", actions: "stopAutoClose" },
        ],
      },
    },
  },
});
