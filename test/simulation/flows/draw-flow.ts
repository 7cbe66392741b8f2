import type { FlowDefinition } from "../../../src/domain/automation/flow.ts";
import { validateFlow } from "../../../src/domain/automation/validate-flow.ts";
import type { Random } from "../../../src/simulator/random.ts";
import { REGISTERED_LINES } from "../outside/places.ts";
import { programsOf } from "./hook.ts";
import { drawCondition, drawSteps } from "./draw-steps.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const TALKING = new Set(["send", "sendTemplate", "ask", "respond"]);

/** What of a flow stays the same however often it is edited, so that what it promised can be told at the end. */
export interface FlowTrait {
  workspaceId: string;
  id: string;
  start: Record<string, unknown> & { on: string };
  runPolicy: FlowDefinition["runPolicy"];
  reentry: FlowDefinition["reentry"];
}

export function drawTrait(random: Random, workspaceId: string, id: string): FlowTrait {
  const start = drawStart(random);
  return {
    workspaceId,
    id,
    start,
    runPolicy: drawPolicy(random, start.on),
    reentry: drawReentry(random),
  };
}

/** A version of the flow: the same start, other steps. */
export function drawDefinition(
  random: Random,
  { workspaceId, id, start, runPolicy, reentry }: FlowTrait,
  flowIds: readonly string[],
): FlowDefinition {
  const lines = REGISTERED_LINES.filter((line) => line.workspaceId === workspaceId);
  const needsLine = start.on.startsWith("contact.");
  const lineId = random.pick(lines).phoneNumberId;
  const steps = drawSteps(random, { flowId: id, flowIds, ...programsOf(workspaceId) });
  const mayTakeOver = steps.some((step) => TALKING.has(step.do));
  const written = {
    name: `Flujo ${id}`,
    start,
    scope: {
      channels: null,
      lines: needsLine || random.chance(0.2) ? [lineId] : null,
      adIds: null,
    },
    when: random.chance(0.15) ? drawCondition(random) : null,
    runPolicy,
    reentry,
    stopWhenClosed: random.pick([null, null, false]),
    takesOver: mayTakeOver && random.chance(0.3),
    first: "s0",
    steps,
  };
  const validated = validateFlow(written, id);
  if (validated.kind === "valid") return validated.definition;
  throw new Error(`the simulation wrote a bad flow: ${JSON.stringify(validated.errors)}`);
}

function drawStart(random: Random): FlowTrait["start"] {
  const afterMs = random.pick([MINUTE, 30 * MINUTE, 4 * HOUR]);
  const match = random.pick<Record<string, unknown>>([
    { kind: "any" },
    { kind: "keyword", words: ["hola", "precio"] },
    { kind: "button", ids: null },
    { kind: "media", types: null },
  ]);
  return random.pick<FlowTrait["start"]>([
    { on: "conversation.started_by_contact" },
    { on: "conversation.opened_by_whatsapp_message" },
    { on: "conversation.opened" },
    { on: "conversation.closed" },
    { on: "conversation.assigned" },
    { on: "conversation.reassigned" },
    { on: "conversation.not_picked_up" },
    { on: "conversation.tagged", tags: random.chance(0.5) ? null : ["tag 1", "tag 2", "tag 3"] },
    { on: "message.received", match },
    { on: "message.received", match },
    { on: "message.failed" },
    { on: "window.closing" },
    { on: "window.expired" },
    { on: "template.answered", names: null },
    { on: "no_answer.team", afterMs },
    { on: "no_answer.contact", afterMs },
    { on: "contact.created" },
    { on: "contact.updated" },
    { on: "manual" },
    { on: "http" },
  ]);
}

/**
 * A flow that gives a conversation to somebody because nobody picked it up would do so again and again when nobody ever does, as it should; such
 * a world never comes to rest, and nothing could be asked of it. So those start once.
 */
function drawPolicy(random: Random, on: string): FlowDefinition["runPolicy"] {
  const once = ["oncePerContact", "oncePerConversation"] as const;
  if (on === "conversation.not_picked_up") return { kind: random.pick(once) };
  return random.pick<FlowDefinition["runPolicy"]>([
    { kind: "always" },
    { kind: "always" },
    { kind: random.pick(once) },
    { kind: "oncePerEpisode" },
    { kind: "oncePerHours", hours: random.pick([1, 6]) },
  ]);
}

function drawReentry(random: Random): FlowDefinition["reentry"] {
  return random.pick(["skip", "restart", "parallel"]);
}
