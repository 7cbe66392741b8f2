import { fillText } from "../../domain/automation/fill.ts";
import { asksOpportunity, evaluate } from "../../domain/automation/conditions.ts";
import { fillTemplate } from "../../domain/automation/fill.ts";
import { effectIdOf } from "../../domain/automation/run.ts";
import type { Step } from "../../domain/automation/step.ts";
import { chanceOf } from "./chance.ts";
import { interpretCrmStep } from "./interpret-crm.ts";
import { interpretAssign, interpretHandOver } from "./interpret-ownership.ts";
import { interpretAsk, interpretRespond } from "./interpret-talk.ts";
import { ends, goes, type Move } from "./move.ts";
import type { StepWorld } from "./step-world.ts";
import { webhookBody } from "./webhook-body.ts";
import { untilOpen } from "./until-open.ts";
import { sendWithin } from "./windows.ts";

const NOTE_CHARS_MAX = 1_000;

/** What a visit of this step does, in this world: a pure function of the two. */
export function interpret(step: Step, world: StepWorld): Move {
  const { run, facts } = world;
  switch (step.do) {
    case "decide":
      return decide(step, world);
    case "split":
      return split(step, effectIdOf(run.id, run.stepId, run.visit));
    case "send":
      return sendWithin(step.messages, step.whenWindowShut, world);
    case "sendTemplate": {
      const template = fillTemplate(step.template, facts);
      const { lease } = facts.conversation.facts.driver;
      return { kind: "does", task: { kind: "sendTemplate", template, lease } };
    }
    case "ask":
      return interpretAsk(step, world);
    case "respond":
      return interpretRespond(step, world);
    case "assign":
      return interpretAssign(step, world);
    case "handOver":
      return interpretHandOver(step, world);
    case "unassign":
      return commands({ name: "assign", target: { kind: "nobody" }, markUnread: false });
    case "reopen":
      return commands({ name: "reopen" });
    case "markUnread":
      return commands({ name: "unread" });
    case "tag":
    case "untag":
      return commands({ name: step.do, tags: step.tags });
    case "note":
      return commands({ name: "note", text: words(step.text, world) });
    case "close": {
      const { reasonCode, rearm } = step;
      const description = words(step.description, world);
      return commands({ name: "close", description, reasonCode, handOverTo: null, rearm });
    }
    case "setField":
    case "createContact":
    case "createRecord":
      return interpretCrmStep(step, world);
    case "webhook": {
      const { url, save } = step;
      return { kind: "does", task: { kind: "webhook", url, body: webhookBody(world), save } };
    }
    case "wait":
      return wait(step, world);
    case "startFlow":
      return world.isLive(step.flowId)
        ? { kind: "starts", flowId: step.flowId, to: step.next }
        : goes(step.next, "not_live", { flowId: step.flowId });
    case "stop":
      return ends("stopped", step.reason ?? "its flow says so");
  }
}

function decide(step: Step & { do: "decide" }, { facts, run }: StepWorld): Move {
  const { memo } = run;
  if (asksOpportunity(step.if) && memo?.kind !== "lookedUp") {
    return { kind: "does", task: { kind: "lookUpOpportunity" } };
  }
  const opportunity = memo?.kind === "lookedUp" ? memo.fields : null;
  const holding = evaluate(step.if, { ...facts, opportunity });
  if (holding.holds) return goes(step.yes, "yes");
  const { at, expected, actual } = holding;
  return goes(step.no, "no", { at, expected, actual });
}

/** By chance that is no chance: the same visit goes the same way whenever it is looked at. */
function split({ branches }: Step & { do: "split" }, visit: string): Move {
  const whole = branches.reduce((sum, { weight }) => sum + weight, 0);
  let left = chanceOf(visit) * whole;
  for (const [index, { weight, next }] of branches.entries()) {
    left -= weight;
    if (left < 0) return goes(next, "branch", { index });
  }
  const last = branches.at(-1);
  return goes(last?.next ?? null, "branch", { index: branches.length - 1 });
}

function wait(step: Step & { do: "wait" }, world: StepWorld): Move {
  const { at } = world.facts;
  switch (step.for.kind) {
    case "duration":
      return { kind: "waits", wait: { kind: "time", dueAt: at + step.for.ms } };
    case "businessHours":
      return untilOpen(step, world, "open_already");
    case "event": {
      const { events, timeoutMs } = step.for;
      return { kind: "waits", wait: { kind: "event", events, dueAt: at + timeoutMs } };
    }
  }
}

function commands(command: Extract<Move, { kind: "commands" }>["command"]): Move {
  return { kind: "commands", command };
}

function words(text: string, { facts }: StepWorld): string {
  return fillText(text, facts, { charsMax: NOTE_CHARS_MAX });
}
