import type { StartClaim } from "../../domain/automation/run.ts";
import type { Commit } from "../../domain/commit.ts";
import type { RunLog } from "../../store/automation-store.ts";

/**
 * Claims the starts of a turn that may happen once, and decides the turn again without those that belong to runs elsewhere. They are claimed
 * before it is committed: whoever crashes in between leaves a claim of the run that the next turn starts.
 */
export async function withClaims(
  draft: Commit,
  decide: (claimed: readonly StartClaim[]) => Commit,
  store: Pick<RunLog, "claimStarts">,
): Promise<Commit> {
  let commit = draft;
  const others: StartClaim[] = [];
  // Every round finds at least one more, and there are no more than flows.
  for (;;) {
    const { claims } = commit.automation;
    if (claims.length === 0) return commit;
    const taken = await store.claimStarts(commit.workspaceId, claims);
    if (taken.length === 0) return commit;
    others.push(...taken);
    commit = decide(others);
  }
}
