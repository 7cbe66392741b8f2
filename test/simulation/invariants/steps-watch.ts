import type { Commit } from "../../../src/domain/commit.ts";
import type { AppliedEntry } from "../../../src/domain/intake/intake.ts";
import type { Verdict } from "./violation.ts";

/** I7 and I8, watched as it happens: each version that a commit adds is the step of one entry, whose outcome is written with it. */
export function watchSteps(verdict: Verdict): (commit: Commit) => void {
  return ({ conversationId, expectedVersion, conversation, applied, fired }) => {
    const outcomes = [...applied, ...fired.map((one) => one.applied)];
    const versions = outcomes.filter(isStep).map(({ version }) => version);
    const steps = versions.toSorted((a, b) => a - b).map((version) => version - expectedVersion);
    const due = conversation.version - expectedVersion;
    if (steps.length === due && steps.every((step, index) => step === index + 1)) return;
    verdict.broken(
      "I8",
      `${conversationId} came to ${conversation.version} by the steps ${versions.join(", ")}`,
    );
  };
}

function isStep({ outcome }: AppliedEntry): boolean {
  return outcome.kind === "applied" || outcome.kind === "held";
}
