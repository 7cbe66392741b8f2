import { z } from "zod";
import type { EventType } from "../../domain/events.ts";
import { AT } from "../openapi/examples/story.ts";
import { timeSchema } from "../schemas.ts";
import type { EventPages } from "./page.ts";
import { ofStep } from "./parts.ts";
import { fired, heard, ofConversation } from "./told.ts";

const windowData = ofStep({
  lastInboundAt: timeSchema.meta({
    description: "By WhatsApp's clock, of the message or call of the contact that counts.",
  }),
  expiresAt: timeSchema,
  secondsLeft: z.int().meta({ description: "When it happened; 0 when it is shut." }),
}).meta({ id: "WindowData" });

const CLOSING_AT = "2026-11-23T20:48:00.000Z";
const EXPIRED_AT = "2026-11-23T21:48:00.000Z";
const window = { lastInboundAt: AT, expiresAt: EXPIRED_AT };

/** The 24-hour customer service window. */
export const WINDOW_EVENTS = {
  "window.opened": {
    means: "The customer service window has opened: free-form messages may be sent.",
    when: "With a message or call of the contact while it was shut. Not for those that come while it is open and only move its end, and not for one that arrives more than a day late.",
    rules: ["T1", "T2", "R6.2", "Q21", "Q22"],
    data: windowData,
    example: ofConversation("window.opened", {
      version: 17,
      index: 1,
      cause: heard("m:wamid.HBgN"),
      data: { ...window, secondsLeft: 86_400 },
    }),
  },
  "window.closing": {
    means: "The window shuts soon, unless the contact writes.",
    when: "Once before each end, by as much as the line sets (an hour when it sets nothing). Not on lines that set none, and not once the contact has moved the end.",
    rules: ["Q24"],
    data: windowData,
    example: ofConversation("window.closing", {
      version: 29,
      at: CLOSING_AT,
      cause: fired("windowClosing", CLOSING_AT),
      data: { ...window, secondsLeft: 3_600 },
    }),
  },
  "window.expired": {
    means: "The window has shut: only templates may be sent until the contact writes.",
    when: "24 hours after the contact's last message or call, or at once when WhatsApp refuses a message because of it. It closes nothing.",
    rules: ["T4", "R6.5", "Q21", "Q24"],
    data: windowData,
    example: ofConversation("window.expired", {
      version: 30,
      at: EXPIRED_AT,
      cause: fired("windowExpired", EXPIRED_AT),
      data: { ...window, secondsLeft: 0 },
    }),
  },
} satisfies EventPages<Extract<EventType, `window.${string}`>>;
