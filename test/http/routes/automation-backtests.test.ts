import { describe, expect, it } from "vitest";
import type { Backtest } from "../../../clients/typescript/operations.ts";
import { LINE } from "../../support/builders.ts";
import { aLiveFlow, definition } from "../support/automations.ts";
import { problemOf, useBench } from "../support/bench.ts";
import { expectSoon } from "../../support/expect-soon.ts";

const bench = useBench();

async function resultOf(path: string): Promise<Backtest> {
  const read = async () => (await bench().ask("GET", path)).json<Backtest>();
  await expectSoon(async () => (await read()).state).not.toBe("running");
  return read();
}

describe("a backtest over HTTP", () => {
  it("is answered at once, and tells what a draft would have done beside the live version", async () => {
    const { ask, converse, engine } = bench();
    const id = await aLiveFlow(bench());
    await converse();
    await engine.idle();
    const draft = definition({ start: { on: "message.received", match: { kind: "any" } } });
    expect((await ask("PUT", `/v1/automations/${id}`, draft)).statusCode).toBe(200);
    const started = await ask("POST", `/v1/automations/${id}/backtest`, { days: 1, lines: [LINE] });
    expect(started.statusCode).toBe(202);
    expect(started.json<Backtest>()).toMatchObject({ automationId: id, report: null });
    const path = String(started.headers["location"]);
    const { state, report } = await resultOf(path);
    expect(state).toBe("done");
    expect(report).toMatchObject({
      version: 2,
      against: 1,
      conversations: { rehearsed: 1, passedOver: 0, failed: 0 },
      draft: { runs: { started: 1, ended: { completed: 1 } }, conversations: 1 },
      live: { runs: { started: 1 } },
      compared: { both: 1, onlyDraft: 0, onlyLive: 0 },
      moreRuns: 0,
    });
    expect(report?.runs.items).toMatchObject([{ in: "both", state: "completed" }]);
    expect(report?.cannotKnow.length).toBeGreaterThan(3);
  });

  it("is forgotten when that is asked for, and known under its automation only", async () => {
    const { ask } = bench();
    const id = await aLiveFlow(bench());
    const started = await ask("POST", `/v1/automations/${id}/backtest`, {});
    const path = String(started.headers["location"]);
    await resultOf(path);
    const elsewhere = await ask("GET", path.replace(id, "other"));
    expect(problemOf(elsewhere).code).toBe("automation.unknown_backtest");
    expect((await ask("DELETE", path)).statusCode).toBe(204);
    expect(problemOf(await ask("GET", path)).code).toBe("automation.unknown_backtest");
    expect(problemOf(await ask("DELETE", path)).code).toBe("automation.unknown_backtest");
  });

  it("is told once that it goes too far back", async () => {
    const { ask } = bench();
    const id = await aLiveFlow(bench());
    const refused = await ask("POST", `/v1/automations/${id}/backtest`, { days: 1e99 });
    expect(refused.json()).toMatchObject({
      errors: [{ field: "body.days", rule: "must be 90 or less" }],
    });
  });

  it("is refused for lines that are not there, each of them named", async () => {
    const { ask } = bench();
    const id = await aLiveFlow(bench());
    const lines = [LINE, "999"];
    const refused = await ask("POST", `/v1/automations/${id}/backtest`, { lines });
    expect(problemOf(refused)).toMatchObject({
      status: 404,
      code: "line.unknown",
      fields: ["body.lines.1"],
    });
  });

  it("has a workspace wait for the one that is under way", async () => {
    const { ask } = bench();
    const id = await aLiveFlow(bench());
    const both = [1, 2].map(() => ask("POST", `/v1/automations/${id}/backtest`, {}));
    const answers = await Promise.all(both);
    expect(answers.map(({ statusCode }) => statusCode).toSorted((a, b) => a - b)).toEqual([
      202, 409,
    ]);
  });

  it("says which version or rule it is about when it cannot begin", async () => {
    const { ask } = bench();
    const id = await aLiveFlow(bench());
    const of = (body: unknown) => ask("POST", `/v1/automations/${id}/backtest`, body);
    expect(problemOf(await of({ version: 9 }))).toMatchObject({
      code: "automation.unknown_version",
      fields: ["body.version"],
    });
    expect(problemOf(await of({ days: 91 })).fields).toEqual(["body.days"]);
    expect(problemOf(await of({ limit: 0 })).fields).toEqual(["body.limit"]);
  });
});
