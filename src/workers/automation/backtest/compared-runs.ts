import type { BacktestReport, BacktestRun } from "../../../domain/automation/backtest.ts";
import type { FlowId } from "../../../domain/automation/flow.ts";
import type { RunRecord } from "../../../domain/automation/run.ts";
import type { Contact } from "../../../domain/contact/contact.ts";
import { summaryOf } from "../../../domain/contact/contact.ts";
import type { Rehearsed } from "../../../machines/automation/rehearsal/rehearsed.ts";
import { wordsOf } from "./version-figures.ts";

/** Messages of one run that are shown. */
const MESSAGES_SHOWN = 20;
const WORDS_MAX = 200;

/** Keeps the first runs, and counts which start in both versions and which in one alone. */
export class ComparedRuns {
  readonly #flowId: FlowId;
  readonly #limit: number;
  readonly #compared = { both: 0, onlyDraft: 0, onlyLive: 0 };
  #runs: BacktestRun[] = [];
  #more = 0;

  constructor(flowId: FlowId, limit: number) {
    this.#flowId = flowId;
    this.#limit = limit;
  }

  /** Null: nothing could start it there. */
  add(contact: Contact, draft: Rehearsed | null, live: Rehearsed | null): void {
    const none = new Map<string, RunRecord>();
    const drafts = draft === null ? none : this.#started(draft);
    const lives = live === null ? none : this.#started(live);
    for (const [root, run] of drafts) {
      const isBoth = lives.delete(root);
      if (isBoth) this.#compared.both++;
      else this.#compared.onlyDraft++;
      if (draft !== null) this.#keep(contact, draft, { run, in: isBoth ? "both" : "draft" });
    }
    for (const run of lives.values()) {
      this.#compared.onlyLive++;
      if (live !== null) this.#keep(contact, live, { run, in: "live" });
    }
  }

  get compared(): NonNullable<BacktestReport["compared"]> {
    return this.#compared;
  }

  get shown(): Pick<BacktestReport, "runs" | "moreRuns"> {
    const runs = this.#runs.toSorted((a, b) => a.startedAt - b.startedAt);
    const shown = runs.slice(0, this.#limit);
    return { runs: shown, moreRuns: this.#more + runs.length - shown.length };
  }

  /** Runs that started in the period, by what brought them about; several of one thing are told apart by their order. */
  #started({ log, roots }: Rehearsed): Map<string, RunRecord> {
    const started = new Map<string, RunRecord>();
    for (const run of log.runs) {
      const root = roots.get(run.id);
      if (run.flowId !== this.#flowId || root === undefined) continue;
      let key = root;
      for (let count = 2; started.has(key); count++) key = `${root} ${count}`;
      started.set(key, run);
    }
    return started;
  }

  #keep(
    contact: Contact,
    { sent }: Rehearsed,
    { run, in: whose }: { run: RunRecord; in: BacktestRun["in"] },
  ): void {
    const { id: runId, conversationId, startedAt, endedAt, state } = run;
    const messages = sent
      .filter((one) => one.runId === runId)
      .flatMap(({ at, messages: contents }) =>
        contents.map((content) => {
          const kind = content.type === "template" ? ("template" as const) : ("freeForm" as const);
          return { at, kind, text: wordsOf(content).slice(0, WORDS_MAX).toWellFormed() };
        }),
      )
      .slice(0, MESSAGES_SHOWN);
    const { id, name } = summaryOf(contact);
    const contactName = { id, name };
    this.#runs.push({
      in: whose,
      conversationId,
      contact: contactName,
      startedAt,
      endedAt,
      state,
      messages,
    });
    // Now and then the latest are let go, so that no more than twice the limit are held.
    if (this.#runs.length < 2 * this.#limit) return;
    const { runs, moreRuns } = this.shown;
    this.#runs = runs;
    this.#more = moreRuns;
  }
}
