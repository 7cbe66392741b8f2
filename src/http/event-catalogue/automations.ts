import { z } from "zod";
import { ENGINE, type Cause } from "../../domain/actor.ts";
import { automationKey, RUN_ENDS, runIdOf } from "../../domain/automation/run.ts";
import type { EventType } from "../../domain/events.ts";
import { startedEventIdOf } from "../../domain/ids.ts";
import { CONVERSATION } from "../openapi/examples/story.ts";
import type { EventPages } from "./page.ts";
import { maybe, ofStep, text } from "./parts.ts";
import { ofConversation } from "./told.ts";

const FLOW = "flow_0k2f7v9c1m3n5p7q9s1u";
const TRIGGER = startedEventIdOf(CONVERSATION, 1);
const RUN = { id: runIdOf(FLOW, CONVERSATION, TRIGGER), flowId: FLOW, flowVersion: 3, depth: 0 };

const runSchema = z
  .object({
    id: text,
    flowId: text.meta({ description: "The automation." }),
    flowVersion: z.int().meta({ description: "The version it entered with (R14.7)." }),
    depth: z.int().meta({
      description: "How many starts by automations lie between it and the world (Q60).",
    }),
  })
  .meta({ id: "EventRun", examples: [RUN] });

/** Of what the runs of a conversation have come to in one of its steps. */
const runsAt = (version: number): Cause => ({
  kind: "automation",
  id: automationKey(`${CONVERSATION}/${version}`),
  actor: ENGINE,
});

/** What automations do in a conversation. What their steps do to it has events of its own, with cause `automation`. */
export const AUTOMATION_EVENTS = {
  "automation.run.started": {
    means: "An automation has started in this conversation.",
    when: "In the step of its start event, once for each start. Not when its conditions do not hold or its run policy forbids it: those evaluations are told by `GET /v1/conversations/{id}/automations`.",
    rules: ["R14.1", "Q55", "Q56", "Q57"],
    data: ofStep({
      run: runSchema,
      trigger: z
        .object({ type: text, id: text })
        .meta({ description: "The start event, and the event, call or run that was it." }),
    }).meta({ id: "AutomationRunStartedData" }),
    example: ofConversation("automation.run.started", {
      version: 50,
      cause: runsAt(50),
      data: { run: RUN, trigger: { type: "conversation.started_by_contact", id: TRIGGER } },
    }),
  },
  "automation.run.ended": {
    means: "A run of an automation is over.",
    when: "Once for each run, however it ended: `end` says how and `reason` why, in words. `left`: the automation was edited so that the rest of it does not match.",
    rules: ["R14.9", "Q50", "Q53", "Q60", "Q63"],
    data: ofStep({
      run: runSchema,
      end: z.enum(RUN_ENDS),
      reason: maybe,
      stepId: maybe.meta({ description: "The step at which it ended." }),
    }).meta({ id: "AutomationRunEndedData" }),
    example: ofConversation("automation.run.ended", {
      version: 51,
      cause: runsAt(51),
      data: { run: RUN, end: "completed", reason: null, stepId: "thanks" },
    }),
  },
} satisfies EventPages<Extract<EventType, `automation.${string}`>>;
