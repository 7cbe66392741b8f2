import { describe, expect, it } from "vitest";
import { createRandom } from "../../../bench/support/statistics.ts";
import type { BacktestPlan, BacktestReport } from "../../../src/domain/automation/backtest.ts";
import { newRecord } from "../../../src/domain/records/record-edit.ts";
import { createBacktests } from "../../../src/workers/automation/backtest/backtest-jobs.ts";
import { runBacktest } from "../../../src/workers/automation/backtest/run-backtest.ts";
import { GeneratedPast, switchedOn } from "../../machines/automation/generated-past.ts";
import { ACME, HOUR, LINE, T0 } from "../../support/builders.ts";
import { expectSoon } from "../../support/expect-soon.ts";
import { anOpportunity, CONTEXT } from "../../support/records.ts";
import { createRecordingLog } from "../../support/recording-log.ts";

const text = (words: string) => ({ type: "text", text: words });
const template = { name: "saludo", language: "es" };
const GREETING = {
  start: { on: "conversation.started_by_contact" },
  steps: [
    { id: "hello", do: "send", messages: [text("Hola")], next: "rest" },
    { id: "rest", do: "wait", for: { kind: "duration", ms: HOUR }, next: null },
  ],
};
const OTHER = {
  start: { on: "message.received", match: { kind: "keyword", words: ["precio"] } },
  reentry: "restart",
  steps: [{ id: "hello", do: "sendTemplate", template, next: "rest" }, GREETING.steps[1]!],
};

async function aPast(flows: Record<string, Record<string, unknown>>): Promise<GeneratedPast> {
  const past = new GeneratedPast(createRandom(7));
  await past.live(switchedOn(flows), 80, 6);
  return past;
}

function depsOf(past: GeneratedPast, breathe = async () => {}) {
  return { store: past.store, clock: { now: () => past.now }, log: createRecordingLog(), breathe };
}

function planOf(past: GeneratedPast, changes: Partial<BacktestPlan> = {}): BacktestPlan {
  const [live] = switchedOn({ greeting: GREETING });
  return {
    workspaceId: ACME,
    flowId: "greeting",
    version: 1,
    definition: live!.live.definition,
    against: null,
    since: T0,
    until: past.now,
    lineIds: null,
    limit: 100,
    ...changes,
  };
}

function definitionOf(written: Record<string, unknown>) {
  return switchedOn({ greeting: written })[0]!.live.definition;
}

async function reportOf(past: GeneratedPast, plan: BacktestPlan): Promise<BacktestReport> {
  const { signal } = new AbortController();
  return runBacktest(plan, depsOf(past), { signal, onProgress: () => {} });
}

describe("a backtest", () => {
  it("of the version that was live counts what really happened", async () => {
    const past = await aPast({ greeting: GREETING });
    const report = await reportOf(past, planOf(past));
    const runs = await past.store.runs(ACME, {
      flowId: "greeting",
      conversationId: null,
      state: null,
      cursor: null,
      limit: 100,
    });
    expect(report.draft.runs.started).toBe(runs.items.length);
    expect(report.runs.map(({ startedAt, state }) => ({ startedAt, state }))).toEqual(
      runs.items
        .toSorted((a, b) => a.startedAt - b.startedAt)
        .map(({ startedAt, state }) => ({ startedAt, state })),
    );
    expect(report.conversations).toEqual({
      rehearsed: past.conversations.size,
      passedOver: 0,
      failed: 0,
    });
    expect(report.runs[0]).toMatchObject({
      in: "draft",
      messages: [{ kind: "freeForm", text: "Hola" }],
    });
  });

  it("says of a draft what it would cost, and what starts in it and in the live one", async () => {
    const past = await aPast({ greeting: GREETING });
    const live = { version: 1, definition: definitionOf(GREETING) };
    const report = await reportOf(
      past,
      planOf(past, { version: 2, definition: definitionOf(OTHER), against: live, limit: 3 }),
    );
    const { draft, compared, runs, moreRuns } = report;
    expect(draft.messages.templates["saludo"]).toBeGreaterThan(0);
    expect(draft.messages.freeForm).toBe(0);
    expect(report.live?.messages.freeForm).toBeGreaterThan(0);
    const { both, onlyDraft, onlyLive } = compared!;
    expect(both + onlyDraft).toBe(draft.runs.started);
    expect(both + onlyLive).toBe(report.live?.runs.started);
    expect(onlyLive).toBeGreaterThan(0);
    expect(runs).toHaveLength(3);
    expect(moreRuns).toBe(both + onlyDraft + onlyLive - 3);
    const inHours = draft.byHour.reduce((sum, { runs: count }) => sum + count, 0);
    expect(inHours).toBe(draft.runs.started);
  });

  it("asks opportunities as they are now, where the same step never really looked them up", async () => {
    const past = await aPast({});
    const { items } = await past.store.pasts(ACME, {
      since: T0,
      lineIds: null,
      cursor: null,
      limit: 100,
    });
    const rich = items[0]!.contact.id;
    await past.store.saveRecord(
      newRecord(anOpportunity({ contactId: rich, stage: "offer" }), CONTEXT),
    );
    const compare = { is: "equal", value: "offer" };
    const looks = {
      start: GREETING.start,
      runPolicy: { kind: "oncePerConversation" },
      steps: [
        {
          id: "look",
          do: "decide",
          if: { all: [{ field: "opportunityField", key: "stage", compare }] },
          yes: "say",
        },
        { id: "say", do: "send", messages: [text("¿Lo cerramos?")] },
      ],
    };
    const { draft, runs } = await reportOf(past, planOf(past, { definition: definitionOf(looks) }));
    const told = runs.filter(({ messages }) => messages.length > 0);
    expect(told.map(({ contact }) => contact.id)).toEqual([rich]);
    expect(draft.assumed.opportunities).toBe(draft.runs.started);
  });

  it("says that it knows of no other starts by hand, by calls and by changes of contacts than the real ones", async () => {
    const past = await aPast({});
    const definition = definitionOf({ ...GREETING, start: { on: "contact.updated" } });
    const { draft, cannotKnow } = await reportOf(past, planOf(past, { definition }));
    expect(draft.runs.started).toBe(0);
    expect(cannotKnow.join()).toContain(
      "changes of contacts, calls from outside and starts by hand",
    );
  });

  it("does not go through conversations in which the flow cannot start", async () => {
    const past = await aPast({});
    const never = {
      ...OTHER,
      start: { on: "message.received", match: { kind: "keyword", words: ["zzz"] } },
    };
    const report = await reportOf(past, planOf(past, { definition: definitionOf(never) }));
    expect(report.conversations).toEqual({
      rehearsed: 0,
      passedOver: past.conversations.size,
      failed: 0,
    });
    const nowhere = await reportOf(past, planOf(past, { lineIds: [`${LINE}0`] }));
    expect(nowhere.events).toBe(0);
  });

  it("writes nothing", async () => {
    const past = await aPast({ greeting: GREETING });
    const before = JSON.stringify(past.store.dump());
    await reportOf(past, planOf(past, { definition: definitionOf(OTHER) }));
    expect(JSON.stringify(past.store.dump())).toBe(before);
  });
});

describe("backtests of a process", () => {
  it("are one at a time of each workspace, and can be cancelled", async () => {
    const past = await aPast({ greeting: GREETING });
    let letGo = (): void => {};
    const held = new Promise<void>((resolve) => (letGo = resolve));
    const jobs = createBacktests({
      ...depsOf(past, () => held),
      ids: { next: (prefix) => `${prefix}_${past.now}` },
    });
    const { kind, job } = jobs.start(planOf(past));
    expect(kind).toBe("started");
    expect(jobs.start(planOf(past))).toMatchObject({ kind: "busy", job: { id: job.id } });
    expect(jobs.job("globex", job.id)).toBeNull();
    expect(jobs.cancel(ACME, job.id)).toBe(true);
    letGo();
    await jobs.close();
    expect(job).toMatchObject({ state: "cancelled", report: null });
    expect(jobs.job(ACME, job.id)).toBeNull();
  });

  it("tell their progress and, at the end, their result", async () => {
    const past = await aPast({ greeting: GREETING });
    const jobs = createBacktests({ ...depsOf(past), ids: { next: (prefix) => `${prefix}_1` } });
    const { job } = jobs.start(planOf(past));
    await expectSoon(() => job.state).toBe("done");
    expect(jobs.job(ACME, job.id)).toMatchObject({
      progress: { conversations: past.conversations.size, share: 1 },
      report: { flowId: "greeting" },
    });
    await jobs.close();
  });
});
