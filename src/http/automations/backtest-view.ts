import { z } from "zod";
import { ASSUMED, type BacktestReport } from "../../domain/automation/backtest.ts";
import type { BacktestJob } from "../../domain/automation/backtest-jobs.ts";
import { RUN_ENDS } from "../../domain/automation/run.ts";
import {
  BACKTEST_EXAMPLE,
  FIGURES_EXAMPLE,
  REPORT_EXAMPLE,
  RUN_EXAMPLE,
} from "./backtest-example.ts";
import { iso, isoOrNull, timeSchema } from "../schemas.ts";

const count = z.int().min(0);
const counts = (description: string) => z.record(z.string(), count).meta({ description });
const bucket = { runs: count, messages: count, templates: count };

const figuresSchema = z
  .object({
    evaluations: z.object({
      started: count,
      notMatched: counts("By the first condition that did not hold."),
      skipped: counts("By what kept it from starting."),
    }),
    runs: z.object({ started: count, ended: counts("By how they ended; `running`: not yet.") }),
    messages: z.object({
      freeForm: count,
      templates: counts("By the template's name: what costs money."),
    }),
    conversations: count.meta({ description: "Those that it would have touched." }),
    byDay: z
      .array(z.object({ day: z.iso.date(), ...bucket }))
      .meta({ description: "In the workspace's time zone." }),
    byHour: z
      .array(z.object({ hour: z.int().min(0).max(23), ...bucket }))
      .meta({ description: "Hours of the day, of all days." }),
    assumed: z
      .object(Object.fromEntries(ASSUMED.map((name) => [name, count])))
      .meta({ description: "How often an answer had to be assumed that nobody has ever given." }),
  })
  .meta({ id: "BacktestFigures", examples: [FIGURES_EXAMPLE] });

const runSchema = z
  .object({
    in: z.enum(["both", "draft", "live"]).meta({
      description: "Which of the two start it. Of `both`, the rehearsed version's is shown.",
    }),
    conversationId: z.string(),
    contact: z.object({ id: z.string(), name: z.string() }),
    startedAt: timeSchema,
    endedAt: timeSchema.nullable(),
    state: z.enum(["running", ...RUN_ENDS]),
    messages: z.array(
      z.object({
        at: timeSchema,
        kind: z.enum(["freeForm", "template"]),
        text: z.string().meta({ description: "What it says; of a template, its name." }),
      }),
    ),
  })
  .meta({ id: "BacktestRun", examples: [RUN_EXAMPLE] });

const reportSchema = z
  .object({
    version: z.int(),
    against: z.int().nullable().meta({
      description: "The live version; null: none is, or it is the one that was rehearsed.",
    }),
    since: timeSchema,
    until: timeSchema,
    conversations: z
      .object({
        rehearsed: count.meta({ description: "Gone through step by step." }),
        passedOver: count.meta({
          description: "Not gone through: nothing could start it there.",
        }),
        failed: count.meta({ description: "The rehearsal broke off over a defect." }),
      })
      .meta({ description: "Those with history in the period, each counted once." }),
    events: count.meta({ description: "Entries of history." }),
    draft: figuresSchema,
    live: figuresSchema.nullable(),
    compared: z
      .object({ both: count, onlyDraft: count, onlyLive: count })
      .nullable()
      .meta({ description: "Starts, by what brought them about." }),
    runs: z.object({
      items: z.array(runSchema),
      next: count.nullable().meta({
        description: "Ask for it as `?from=` to read on; null when these are the last.",
      }),
    }),
    moreRuns: count.meta({ description: "Those beyond `limit`, which are not kept." }),
    cannotKnow: z.array(z.string()),
  })
  .meta({ id: "BacktestReport", examples: [REPORT_EXAMPLE] });

export const backtestSchema = z
  .object({
    id: z.string(),
    automationId: z.string(),
    state: z.enum(["running", "done", "failed", "cancelled"]),
    progress: z.object({
      conversations: count,
      events: count,
      share: z.number().min(0).max(1).nullable().meta({
        description: "Of the past that has been gone through, about; null where that is not known.",
      }),
    }),
    startedAt: timeSchema,
    endedAt: timeSchema.nullable(),
    report: reportSchema.nullable().meta({ description: "Once it is done." }),
  })
  .meta({ id: "Backtest", examples: [BACKTEST_EXAMPLE] });

/** A backtest as the API says it. `from`: the first run on the page. */
export function backtestView(
  job: BacktestJob,
  { from, limit }: { from: number; limit: number },
): z.infer<typeof backtestSchema> {
  const { id, flowId, state, progress, startedAt, endedAt, report } = job;
  return {
    id,
    automationId: flowId,
    state,
    progress,
    startedAt: iso(startedAt),
    endedAt: isoOrNull(endedAt),
    report: report === null ? null : reportView(report, { from, limit }),
  };
}

function reportView(
  report: BacktestReport,
  { from, limit }: { from: number; limit: number },
): z.infer<typeof reportSchema> {
  const { version, against, since, until, conversations, events } = report;
  const { draft, live, compared, runs, moreRuns, cannotKnow } = report;
  const next = from + limit;
  return {
    version: version ?? 0,
    against,
    since: iso(since),
    until: iso(until),
    conversations,
    events,
    draft: figuresView(draft),
    live: live === null ? null : figuresView(live),
    compared,
    runs: {
      items: runs.slice(from, next).map((run) => ({
        ...run,
        startedAt: iso(run.startedAt),
        endedAt: isoOrNull(run.endedAt),
        messages: run.messages.map((message) => ({ ...message, at: iso(message.at) })),
      })),
      next: next < runs.length ? next : null,
    },
    moreRuns,
    cannotKnow: [...cannotKnow],
  };
}

function figuresView(figures: BacktestReport["draft"]): z.infer<typeof figuresSchema> {
  const { runs, byDay, byHour } = figures;
  return {
    ...figures,
    runs: { started: runs.started, ended: { ...runs.ended } },
    byDay: Object.entries(byDay).map(([day, bucketOfDay]) => ({ day, ...bucketOfDay })),
    byHour: byHour.map((bucketOfHour, hour) => ({ hour, ...bucketOfHour })),
  };
}
