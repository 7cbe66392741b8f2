import type { Evaluation } from "../../domain/automation/evaluation.ts";
import type { Flow, FlowDefinition } from "../../domain/automation/flow.ts";
import type { RunRecord } from "../../domain/automation/run.ts";
import { startNameOf } from "../../domain/automation/start-match.ts";
import { talks } from "../../domain/automation/talking.ts";
import { matchesMessage } from "../../domain/automation/start-match.ts";
import type { MessageContent } from "../../domain/conversation/content.ts";
import type { Conversation } from "../../domain/conversation/conversation.ts";
import { iso } from "../schemas.ts";

/** One reason why a flow did, or did not, run: a stable code, and a sentence for people. */
export interface Reason {
  code: ReasonCode;
  text: string;
}

export const REASON_CODES = [
  "started",
  "not_matched",
  "run_policy",
  "already_running",
  "own_event",
  "too_deep",
  "too_many_runs",
  "person_drives",
  "not_rearmed",
  "switched_off",
  "other_line",
  "other_ad",
  "used_up",
  "message_does_not_match",
  "no_such_event",
] as const;
export type ReasonCode = (typeof REASON_CODES)[number];

/** What is known of a flow and a conversation. */
export interface Known {
  flow: Flow;
  /** The live version, or the newest of a flow that is off. */
  definition: FlowDefinition;
  conversation: Conversation;
  /** Of this flow in this conversation, newest first. */
  evaluations: readonly Evaluation[];
  runs: readonly RunRecord[];
  /** The contact's last messages since the flow was switched on. */
  heard: readonly MessageContent[];
}

/** Why the flow did, or did not, run: what the last look came to, then what stands in its way now. */
export function explain(known: Known): Reason[] {
  const last = known.evaluations[0];
  const reasons = last === undefined ? [] : [reasonOf(last)];
  const now = obstacles(known).filter(({ code }) => code !== reasons[0]?.code);
  if (last !== undefined || known.runs.length > 0 || now.length > 0) return [...reasons, ...now];
  const { flow, definition } = known;
  const since =
    flow.liveSince === null ? "" : ` since it was switched on at ${iso(flow.liveSince)}`;
  const text = `Nothing of the kind ${startNameOf(definition.start)} has happened here${since}.`;
  return [{ code: "no_such_event", text }];
}

function reasonOf({ event, at, verdict }: Evaluation): Reason {
  const when = `On ${event.type} at ${iso(at)}`;
  switch (verdict.kind) {
    case "started":
      return { code: "started", text: `${when} it started run ${verdict.runId}.` };
    case "not_matched":
      return {
        code: "not_matched",
        text: `${when} ${verdict.at} did not hold: expected ${short(verdict.expected)}, there was ${short(verdict.actual)}.`,
      };
    case "skipped":
      return {
        code: verdict.reason,
        text: `${when} it matched, and did not start: ${SKIPPED[verdict.reason]}.`,
      };
  }
}

const SKIPPED: Record<Extract<Evaluation["verdict"], { kind: "skipped" }>["reason"], string> = {
  run_policy: "it has started as often as its run policy lets it",
  already_running: "a run of it was under way here",
  own_event: "its own run had brought the event about",
  too_deep: "too many automations had started one another",
  too_many_runs: "as many runs were under way here as may be",
  person_drives: "a person was talking with the contact, and it does not take over (`takesOver`)",
  not_rearmed: "the conversation had been closed without arming automations again",
};

function short(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 200 ? `${text.slice(0, 200).toWellFormed()}…` : text;
}

function obstacles(known: Known): Reason[] {
  const { flow, definition, conversation, heard } = known;
  const { start, scope } = definition;
  const { driver, episode } = conversation.facts;
  const reasons: Reason[] = [];
  if (flow.liveVersion === null) {
    reasons.push({ code: "switched_off", text: "It is switched off." });
  }
  if (scope.lines !== null && !scope.lines.includes(conversation.lineId)) {
    reasons.push({
      code: "other_line",
      text: `It listens on other lines than ${conversation.lineId}.`,
    });
  }
  if (scope.adIds !== null && !scope.adIds.includes(episode.adId ?? "")) {
    reasons.push({ code: "other_ad", text: "The conversation was not opened by one of its ads." });
  }
  const usedUp = usedUpBy(known);
  if (usedUp !== null) reasons.push(usedUp);
  if (driver.kind === "person") reasons.push(...keptByPerson(definition));
  if (start.on === "message.received" && heard.length > 0) {
    const matched = heard.some((content) => matchesMessage(start.match, content));
    const text =
      heard.length === 1
        ? "The contact's one message since it was switched on is not one that it waits for."
        : `None of the contact's last ${heard.length} messages since it was switched on is one that it waits for.`;
    if (!matched) reasons.push({ code: "message_does_not_match", text });
  }
  return reasons;
}

/** What it means to a flow that a person talks: nothing to one that never writes to the contact. */
function keptByPerson({ takesOver, first, steps }: FlowDefinition): Reason[] {
  const talking = steps.filter(talks);
  if (takesOver || talking.length === 0) return [];
  const text = talking.some(({ id }) => id === first)
    ? "A person talks with the contact; automations wait until the talking is given back, unless they take over (`takesOver`)."
    : "A person talks with the contact: it starts beside them, and its run ends where it comes to write, unless it takes over (`takesOver`).";
  return [{ code: "person_drives", text }];
}

/** The run that used a run policy up. Runs in other conversations of a contact are not looked for: the evaluation names them. */
function usedUpBy({ definition, conversation, runs }: Known): Reason | null {
  const { runPolicy } = definition;
  const [newest] = runs;
  if (newest === undefined || runPolicy.kind === "always" || runPolicy.kind === "oncePerHours")
    return null;
  const isOver =
    runPolicy.kind === "oncePerEpisode" && newest.episode !== conversation.facts.episode.number;
  if (isOver) return null;
  return {
    code: "used_up",
    text: `Its run policy is ${runPolicy.kind}, and run ${newest.id} was that one.`,
  };
}
