import { describe, expect, it } from "vitest";
import { NOTHING_AUTOMATED } from "../../../src/domain/commit.ts";
import { createForgetEvaluations } from "../../../src/workers/automation/forget-evaluations.ts";
import { anEvaluation } from "../../support/automation-builders.ts";
import { ACME, aMessage, DAY, T0 } from "../../support/builders.ts";
import { commitOf } from "../../support/plain-step.ts";
import { useWorkshop } from "../support/workshop.ts";

const workshop = useWorkshop();
const ALL = { flowId: null, conversationId: null, verdict: null, cursor: null, limit: 10 };

describe("what flows thought of events", () => {
  it("is kept for thirty days", async () => {
    const { accept, clock, store } = workshop();
    const { workspaceId, conversationId } = await accept(aMessage("m1"));
    const mailbox = await store.load(workspaceId, conversationId, { maxEntries: 10 });
    if (mailbox === null) throw new Error("no such conversation");
    const evaluations = [
      anEvaluation(conversationId, { id: "old", at: T0 - 30 * DAY }),
      anEvaluation(conversationId, { id: "young", at: T0 - 30 * DAY + 1 }),
    ];
    const automation = { ...NOTHING_AUTOMATED, evaluations };
    await store.commit({ ...commitOf(mailbox, { at: T0 }), automation });
    const forget = createForgetEvaluations(workshop().deps);
    const kept = async () => (await store.evaluations(ACME, ALL)).items.map(({ id }) => id);
    await forget();
    expect(await kept()).toHaveLength(2);
    clock.advance(1);
    await forget();
    expect(await kept()).toEqual(["young"]);
  });
});
