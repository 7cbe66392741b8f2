/** Examples of the parts of a backtest, for the OpenAPI document. */
export const FIGURES_EXAMPLE = {
  evaluations: {
    started: 42,
    notMatched: { "when.all[0]": 11 },
    skipped: { already_running: 3, run_policy: 5 },
  },
  runs: { started: 42, ended: { completed: 35, handed_over: 6, running: 1 } },
  messages: { freeForm: 80, templates: { recordatorio: 9 } },
  conversations: 40,
  byDay: [{ day: "2026-11-22", runs: 42, messages: 89, templates: 9 }],
  byHour: [{ hour: 9, runs: 42, messages: 89, templates: 9 }],
  assumed: { webhooks: 4, responders: 0, opportunities: 0, crm: 0, picks: 12 },
};

export const RUN_EXAMPLE = {
  in: "draft",
  conversationId: "100000000000001-ct_0k2f7v9c1m3n5p7q9s1u",
  contact: { id: "ct_0k2f7v9c1m3n5p7q9s1u", name: "Ana Souza" },
  startedAt: "2026-11-22T15:04:05.000Z",
  endedAt: null,
  state: "running",
  messages: [{ at: "2026-11-22T15:04:05.000Z", kind: "template", text: "recordatorio" }],
};

export const REPORT_EXAMPLE = {
  version: 3,
  against: 2,
  since: "2026-10-24T00:00:00.000Z",
  until: "2026-11-23T00:00:00.000Z",
  conversations: { rehearsed: 310, passedOver: 1_204, failed: 0 },
  events: 48_211,
  draft: FIGURES_EXAMPLE,
  live: null,
  compared: { both: 30, onlyDraft: 12, onlyLive: 4 },
  runs: { items: [RUN_EXAMPLE], next: 50 },
  moreRuns: 0,
  cannotKnow: ["what contacts would have answered to messages that they never got"],
};

export const BACKTEST_EXAMPLE = {
  id: "bt_0k2f7v9c1m3n5p7q9s1u",
  automationId: "flow_0k2f7v9c1m3n5p7q9s1u",
  state: "done",
  progress: { conversations: 1_514, events: 48_211, share: 1 },
  startedAt: "2026-11-23T00:00:00.000Z",
  endedAt: "2026-11-23T00:00:02.400Z",
  report: REPORT_EXAMPLE,
};
