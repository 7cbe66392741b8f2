import {
  ASSUMED,
  type AssumedName,
  type VersionFigures,
} from "../../../domain/automation/backtest.ts";
import type { FlowId } from "../../../domain/automation/flow.ts";
import type { OutgoingContent } from "../../../domain/sending/outgoing.ts";
import type { Rehearsed } from "../../../machines/automation/rehearsal/rehearsed.ts";
import { LocalClock } from "./local-clock.ts";

const HOURS = 24;

/** Adds up what one version of a flow would have done, conversation by conversation. */
export class FiguresOfVersion {
  readonly #flowId: FlowId;
  readonly #clock: LocalClock;
  readonly #days = new Map<string, { runs: number; messages: number; templates: number }>();
  readonly #figures: Omit<VersionFigures, "byDay"> = {
    evaluations: { started: 0, notMatched: {}, skipped: {} },
    runs: { started: 0, ended: {} },
    messages: { freeForm: 0, templates: {} },
    conversations: 0,
    byHour: Array.from({ length: HOURS }, nothing),
    assumed: Object.fromEntries(ASSUMED.map((name) => [name, 0])) as Record<AssumedName, number>,
  };

  constructor(flowId: FlowId, timeZone: string) {
    this.#flowId = flowId;
    this.#clock = new LocalClock(timeZone);
  }

  add({ log, sent, roots, assumed }: Rehearsed): void {
    const { evaluations, runs, messages } = this.#figures;
    for (const { flowId, verdict } of log.evaluations) {
      if (flowId !== this.#flowId) continue;
      if (verdict.kind === "started") evaluations.started++;
      else if (verdict.kind === "not_matched") count(evaluations.notMatched, verdict.at);
      else count(evaluations.skipped, verdict.reason);
    }
    const own = new Set<string>();
    for (const { id, flowId, state, startedAt } of log.runs) {
      if (flowId !== this.#flowId) continue;
      own.add(id);
      if (!roots.has(id)) continue;
      runs.started++;
      count(runs.ended, state);
      this.#at(startedAt, (bucket) => bucket.runs++);
    }
    for (const { runId, at, messages: contents } of sent) {
      if (!own.has(runId)) continue;
      for (const content of contents) {
        if (content.type === "template") count(messages.templates, content.name);
        else messages.freeForm++;
        this.#at(at, (bucket) => {
          bucket.messages++;
          if (content.type === "template") bucket.templates++;
        });
      }
    }
    if (own.size > 0) this.#figures.conversations++;
    for (const name of ASSUMED) this.#figures.assumed[name] += assumed[name];
  }

  get figures(): VersionFigures {
    const byDay = Object.fromEntries([...this.#days].toSorted(([a], [b]) => (a < b ? -1 : 1)));
    return { ...this.#figures, byDay };
  }

  #at(at: number, change: (bucket: ReturnType<typeof nothing>) => void): void {
    const { day, hour: inDay } = this.#clock.at(at);
    const bucket = this.#days.get(day) ?? nothing();
    this.#days.set(day, bucket);
    change(bucket);
    const hour = this.#figures.byHour[inDay];
    if (hour !== undefined) change(hour);
  }
}

function nothing(): { runs: number; messages: number; templates: number } {
  return { runs: 0, messages: 0, templates: 0 };
}

function count(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}

/** A message in a few words: what it says, or which template it is. */
export function wordsOf(content: OutgoingContent): string {
  switch (content.type) {
    case "text":
      return content.text;
    case "template":
      return content.name;
    case "buttons":
    case "list":
      return content.body;
    default:
      return content.type;
  }
}
