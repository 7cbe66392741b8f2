import { z } from "zod";
import type { EventType } from "../../domain/events.ts";
import { LATER } from "../openapi/examples/story.ts";
import type { EventPages } from "./page.ts";
import { ofStep, text } from "./parts.ts";
import { heard, ofConversation } from "./told.ts";

const callData = ofStep({
  call: z.object({
    sourceId: text.meta({ description: "WhatsApp's id of the call." }),
    event: text.meta({
      description:
        "WhatsApp's word in small letters: `connect`, `terminate`, `ringing`, `accepted`, `rejected`.",
    }),
    direction: z.enum(["incoming", "outgoing"]),
  }),
}).meta({ id: "CallData" });

/** Calls by WhatsApp. */
export const CALL_EVENTS = {
  "call.received": {
    means: "WhatsApp has told something of a call, in either direction.",
    when: "For each thing that it tells. A contact's call opens the window, answered or not, and ours does when it is accepted; no call opens a conversation.",
    rules: ["Q22"],
    data: callData,
    example: ofConversation("call.received", {
      version: 42,
      at: LATER,
      cause: heard("c:wacid.HBgT:connect"),
      data: { call: { sourceId: "wacid.HBgT", event: "connect", direction: "incoming" } },
    }),
  },
} satisfies EventPages<Extract<EventType, `call.${string}`>>;
