import type { LiveFlow } from "../../domain/automation/flow-book.ts";
import type { Verdict } from "../../domain/automation/evaluation.ts";
import { runIdOf, startClaimKey, type Run } from "../../domain/automation/run.ts";
import type { FlowId } from "../../domain/automation/flow.ts";
import type { Automata } from "./automata.ts";
import type { Occasion } from "./occasion.ts";
import { queuedCommand } from "./queued.ts";
import { startVerdict } from "./start-verdict.ts";
import { walk } from "./walk.ts";

/** Starts the flows that wait for this, in the order of their creation, each in a run of its own (Q57). */
export function startFlows(automata: Automata, occasion: Occasion): void {
  const { lineId, facts } = automata.turn.conversation;
  const { name, message, tags } = occasion;
  const at = { lineId, message, tags, adId: facts.episode.adId };
  for (const flow of automata.book.candidates(name, at)) {
    consider(automata, flow, occasion);
  }
}

/** Looks whether a flow starts, says so, and lets it run. */
export function consider(automata: Automata, flow: LiveFlow, occasion: Occasion): void {
  const { conversation, contact } = automata.turn;
  const start = startVerdict(automata, flow, occasion);
  const id = runIdOf(flow.id, conversation.id, occasion.trigger.id);
  if (start.kind !== "starts" || automata.run(id) !== undefined) {
    const twice: Verdict = { kind: "skipped", reason: "already_running", detail: { runId: id } };
    return note(automata, flow, { occasion, verdict: start.kind === "starts" ? twice : start });
  }
  note(automata, flow, { occasion, verdict: { kind: "started", runId: id } });
  for (const run of start.ends) automata.end(run, "restarted", "its flow started anew");
  if (flow.definition.runPolicy.kind === "oncePerContact") {
    automata.log.claim({ key: startClaimKey(flow.id, contact.id), runId: id });
  }
  const run = newRun(automata, flow, { id, occasion });
  automata.add(run);
  // The word that gives the talking back to bots (Q50) is this flow's, and its first step comes when that is said.
  if (flow.definition.takesOver && conversation.facts.driver.kind === "person") {
    return automata.queue(queuedCommand(run, { name: "resumeAutomations" }));
  }
  automata.guard(id, () => walk(automata, run, flow.definition.first));
}

function newRun(
  { at, turn }: Automata,
  { id: flowId, version, definition }: LiveFlow,
  { id, occasion }: { id: string; occasion: Occasion },
): Run {
  return {
    id,
    flowId,
    flowVersion: version,
    trigger: occasion.trigger,
    depth: occasion.depth,
    episode: turn.conversation.facts.episode.number,
    startedAt: at,
    stepId: definition.first,
    visit: 0,
    stepStartedAt: at,
    wait: { kind: "effect", talks: definition.takesOver },
    memo: null,
    input: {},
    path: [],
    vars: occasion.vars,
  };
}

/** Whoever wanted a flow started is told that it is switched off. */
export function notLive(automata: Automata, id: FlowId, occasion: Occasion): void {
  const verdict: Verdict = { kind: "not_matched", at: "live", expected: true, actual: false };
  note(automata, { id, version: 0 }, { occasion, verdict });
}

function note(
  automata: Automata,
  { id, version }: Pick<LiveFlow, "id" | "version">,
  { occasion: { trigger }, verdict }: { occasion: Occasion; verdict: Verdict },
): void {
  const { workspaceId, id: conversationId, facts } = automata.turn.conversation;
  automata.log.evaluated({
    workspaceId,
    id: `${id}|${trigger.id}`,
    flowId: id,
    flowVersion: version,
    conversationId,
    episode: facts.episode.number,
    event: trigger,
    at: automata.at,
    verdict,
  });
}
