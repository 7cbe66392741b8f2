import { evaluate } from "../../domain/automation/conditions.ts";
import type { Verdict } from "../../domain/automation/evaluation.ts";
import type { LiveFlow } from "../../domain/automation/flow-book.ts";
import { DEPTH_MAX, RUNS_MAX, startClaimKey, type Run } from "../../domain/automation/run.ts";
import { talks } from "../../domain/automation/talking.ts";
import type { Automata } from "./automata.ts";
import type { Occasion } from "./occasion.ts";
import { startHolds } from "./start-match.ts";
import { stepOf } from "./talking.ts";
import { factsNow } from "./world.ts";

const HOUR_MS = 3_600_000;

/** Whether a flow starts. `ends`: runs of it that end by that. */
export type Start =
  | { kind: "starts"; ends: readonly Run[] }
  | Exclude<Verdict, { kind: "started" }>;

/** Asks everything that a start depends on; the first that speaks against it is the answer. */
export function startVerdict(automata: Automata, flow: LiveFlow, occasion: Occasion): Start {
  const { definition } = flow;
  const holding = startHolds(definition, occasion, automata.turn.conversation);
  if (!holding.holds) {
    const { at, expected, actual } = holding;
    return { kind: "not_matched", at, expected, actual };
  }
  if (definition.when !== null) {
    const asked = evaluate(definition.when, factsNow(automata, occasion.vars));
    if (!asked.holds) {
      const { at, expected, actual } = asked;
      return { kind: "not_matched", at: `when.${at}`, expected, actual };
    }
  }
  const limit = limited(automata, flow, occasion) ?? policed(automata, flow);
  if (limit !== null) return limit;
  return reentered(automata, flow);
}

type Skipped = Extract<Verdict, { kind: "skipped" }>;

function limited(
  { turn, state }: Automata,
  { id, definition }: LiveFlow,
  { isMuted, authors, depth }: Occasion,
): Skipped | null {
  if (isMuted) return skipped("not_rearmed", {});
  if (authors.some((actor) => actor.kind === "automation" && actor.id === id)) {
    return skipped("own_event", {});
  }
  if (depth > DEPTH_MAX) return skipped("too_deep", { depth });
  const first = stepOf(definition, definition.first);
  const isKept = first !== null && talks(first) && !definition.takesOver;
  if (isKept && turn.conversation.facts.driver.kind === "person") {
    return skipped("person_drives", { stepId: first.id, takesOver: false });
  }
  const { length } = state.runs;
  return length >= RUNS_MAX ? skipped("too_many_runs", { runs: length }) : null;
}

/** How often it may start (chatwoot#6086): counted for the flow, whatever its version. */
function policed(
  { turn, state, at, claimed }: Automata,
  { id, definition: { runPolicy } }: LiveFlow,
): Skipped | null {
  const last = Object.hasOwn(state.starts, id) ? state.starts[id] : undefined;
  const policy = (detail: Record<string, unknown>) =>
    skipped("run_policy", { ...runPolicy, ...detail });
  if (runPolicy.kind === "oncePerContact" && claimed.has(startClaimKey(id, turn.contact.id))) {
    return policy({});
  }
  if (last === undefined) return null;
  const detail = { lastAt: new Date(last.at).toISOString(), lastEpisode: last.episode };
  switch (runPolicy.kind) {
    case "always":
      return null;
    case "oncePerContact":
    case "oncePerConversation":
      return policy(detail);
    case "oncePerEpisode":
      return last.episode === turn.conversation.facts.episode.number ? policy(detail) : null;
    case "oncePerHours":
      return at < last.at + runPolicy.hours * HOUR_MS ? policy(detail) : null;
  }
}

/** What becomes of runs of it that are under way here (Q56). */
function reentered({ state }: Automata, { id, definition }: LiveFlow): Start {
  const [first, ...others] = state.runs.filter(({ flowId }) => flowId === id);
  if (first === undefined) return { kind: "starts", ends: [] };
  switch (definition.reentry) {
    case "skip":
      return skipped("already_running", { runId: first.id });
    case "restart":
      return { kind: "starts", ends: [first, ...others] };
    case "parallel":
      return { kind: "starts", ends: [] };
  }
}

function skipped(reason: Skipped["reason"], detail: Record<string, unknown>): Skipped {
  return { kind: "skipped", reason, detail };
}
