import { plain, type Row } from "./row.ts";

const FLOW = {
  name: "Welcome",
  start: { on: "manual" },
  first: "end",
  steps: [{ id: "end", do: "stop" }],
};

/** An administrator's: of an automation that is not there. */
const admin = (verb: string, tail: string, rest: Partial<Row> = {}): Row =>
  plain(`${verb} /v1/automations/:id${tail}`, "settings", "settings", {
    path: `/v1/automations/nothing${tail.replace(":version", "1")}`,
    done: "404 automation.unknown",
    ...rest,
  });

/** Administrators write automations; everybody knows their names, and people with an inbox start them by hand. */
export const AUTOMATION_ROWS: Row[] = [
  plain("POST /v1/automations", "settings", "settings", { body: FLOW, done: "201" }),
  admin("GET", ""),
  admin("PUT", "", { body: FLOW }),
  admin("DELETE", ""),
  admin("POST", "/enable", { body: {} }),
  admin("POST", "/disable", { body: {} }),
  admin("POST", "/hook"),
  admin("POST", "/rotate-secret", { body: {} }),
  admin("GET", "/versions"),
  admin("GET", "/versions/:version", { done: "404 automation.unknown_version" }),
  admin("GET", "/diff"),
  admin("GET", "/runs", { done: "200" }),
  admin("POST", "/backtest", { body: {} }),
  admin("GET", "/backtests/:jobId", {
    path: "/v1/automations/nothing/backtests/nothing",
    done: "404 automation.unknown_backtest",
  }),
  admin("DELETE", "/backtests/:jobId", {
    path: "/v1/automations/nothing/backtests/nothing",
    done: "404 automation.unknown_backtest",
  }),
  plain("GET /v1/automations", "anybody", null, { done: "200" }),
  plain("GET /v1/automations/schema", "anybody", null, { done: "200" }),
  plain("POST /v1/automations/:id/start", "inbox", "inbox:write", {
    path: "/v1/automations/nothing/start",
    body: { conversationId: "nothing" },
    done: "404 automation.unknown",
  }),
  plain("GET /v1/automations/runs/:runId", "inbox", "inbox:read", {
    path: "/v1/automations/runs/nothing",
    done: "404 automation.unknown_run",
  }),
];
