import type { FlowVersion } from "../../../../src/domain/automation/flow.ts";
import type { NewEffect } from "../../../../src/domain/automation/effect.ts";
import { DEPTH_MAX, effectIdOf, RUNS_MAX } from "../../../../src/domain/automation/run.ts";
import type { Commit } from "../../../../src/domain/commit.ts";
import type { ClaimedSend } from "../../../../src/store/send-store.ts";
import type { Store } from "../../../../src/store/store.ts";
import { groupBy } from "../evidence.ts";
import type { Verdict } from "../violation.ts";
import { watchEvaluations } from "./evaluations-watch.ts";

export interface AutomationsWatch {
  /** A mailbox was looked at, as the flows of its workspace were then. */
  onLoaded(
    conversation: { workspaceId: string; conversationId: string },
    flowsVersion: number,
  ): void;
  /** A commit stands. Whatever is asked of the store meanwhile takes no time. */
  onCommitted(commit: Commit): Promise<void>;
  onClaimed(claimed: readonly ClaimedSend[]): void;
  /** Every effect that was ever decided on, by workspace and id. */
  decided: ReadonlyMap<string, DecidedEffect>;
  /** Claims of messages of runs by the send's id: when, and whether a person had taken over by then. */
  claims: ReadonlyMap<string, { at: number; isStale: boolean }[]>;
}

export interface DecidedEffect extends NewEffect {
  workspaceId: string;
  conversationId: string;
  committedAt: number;
}

/** What can be seen of automations while it happens. */
export function watchAutomations(options: {
  store: Pick<Store, "liveFlows" | "flowsVersion" | "flowVersion">;
  now: () => number;
  verdict: Verdict;
}): AutomationsWatch {
  const { store, now, verdict } = options;
  const decided = new Map<string, DecidedEffect>();
  const claims = new Map<string, { at: number; isStale: boolean }[]>();
  const versions = new Map<string, FlowVersion | null>();
  const evaluations = watchEvaluations(options);

  const versionOf = async (workspaceId: string, flowId: string, version: number) => {
    const name = `${workspaceId} ${flowId} ${version}`;
    const known = versions.get(name) ?? (await store.flowVersion(workspaceId, flowId, version));
    versions.set(name, known);
    return known;
  };

  const noteEffects = ({ workspaceId, conversationId, automation }: Commit): void => {
    for (const effect of automation.effects) {
      const name = `${workspaceId} ${effect.id}`;
      if (decided.has(name)) verdict.broken("effects", `${effect.id} was decided on twice`);
      decided.set(name, { ...effect, workspaceId, conversationId, committedAt: now() });
    }
  };

  const judgeRuns = async ({ workspaceId, conversation }: Commit): Promise<void> => {
    const { id, automation } = conversation;
    const runs = automation?.runs ?? [];
    if (runs.length > RUNS_MAX) verdict.broken("loops", `${id} has ${runs.length} runs under way`);
    for (const run of runs) {
      if (run.depth > DEPTH_MAX) verdict.broken("loops", `${run.id} is ${run.depth} starts deep`);
      const effectId = effectIdOf(run.id, run.stepId, run.visit);
      if (run.wait.kind === "effect" && !decided.has(`${workspaceId} ${effectId}`)) {
        verdict.broken("stuck", `${run.id} waits for ${effectId}, which nobody was asked for`);
      }
    }
    for (const [flowId, own] of groupBy(runs, (run) => run.flowId)) {
      const [first] = own;
      if (first === undefined || own.length === 1) continue;
      const version = await versionOf(workspaceId, flowId, first.flowVersion);
      if (version?.definition.reentry === "parallel") continue;
      verdict.broken("runs", `${id} has ${own.length} runs of ${flowId}, which runs alone`);
    }
  };

  return {
    decided,
    claims,
    onLoaded: evaluations.onLoaded,
    async onCommitted(commit) {
      noteEffects(commit);
      await judgeRuns(commit);
      await evaluations.onCommitted(commit);
    },
    onClaimed(claimed) {
      for (const { send, driver } of claimed) {
        if (send.lease === null) continue;
        const isStale = driver.lease !== send.lease;
        claims.set(send.id, [...(claims.get(send.id) ?? []), { at: now(), isStale }]);
      }
    },
  };
}
