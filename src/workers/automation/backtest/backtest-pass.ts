import {
  CANNOT_KNOW,
  type BacktestPlan,
  type BacktestProgress,
  type BacktestReport,
} from "../../../domain/automation/backtest.ts";
import { asksOpportunity } from "../../../domain/automation/conditions.ts";
import type { FlowBook } from "../../../domain/automation/flow-book.ts";
import type { FlowDefinition } from "../../../domain/automation/flow.ts";
import type { Log } from "../../../log.ts";
import { mayConcern, type Concern } from "../../../machines/automation/rehearsal/concerns.ts";
import { Rehearsal } from "../../../machines/automation/rehearsal/rehearsal.ts";
import type {
  RehearsalInput,
  Rehearsed,
} from "../../../machines/automation/rehearsal/rehearsed.ts";
import type { Choose } from "../../../machines/automation/rehearsal/stand-in.ts";
import type { Past, PastStore } from "../../../store/past-store.ts";
import type { RecordStore } from "../../../store/record-store.ts";
import type { SettingsStore } from "../../../store/settings-store.ts";
import { opportunityOf } from "../look-up-opportunity.ts";
import type { Books } from "./books.ts";
import { ComparedRuns } from "./compared-runs.ts";
import { OnceStarts } from "./once-starts.ts";
import { PastSettings } from "./past-settings.ts";
import { FiguresOfVersion } from "./version-figures.ts";

/** Conversations that are read at one go. */
const PAGE = 20;
/** Entries that are gone through at one go: some milliseconds. */
const SLICE = 100;

/** One side of the comparison. */
interface Side {
  concern: Concern;
  book: FlowBook;
  figures: FiguresOfVersion;
  once: OnceStarts;
  choose: Choose;
}

export interface PassDeps {
  store: PastStore & Pick<SettingsStore, "settingsOf"> & Pick<RecordStore, "records">;
  log: Log;
  /** Lets everything else have its turn. */
  breathe: () => Promise<void>;
}

interface PassOptions {
  plan: BacktestPlan;
  books: Books;
  /** Of each side and pass its own. */
  picks: () => Choose;
  /** What the pass before this one found. */
  before: BacktestPass["once"] | null;
}

/** Goes through the past of a workspace from its first conversation to its last. Nothing is written. */
export class BacktestPass {
  readonly #plan: BacktestPlan;
  readonly #deps: PassDeps;
  readonly #books: Books;
  readonly #draft: Side;
  readonly #live: Side | null;
  readonly #runs: ComparedRuns;
  readonly #settings: PastSettings;
  readonly #asksOpportunity: boolean;
  readonly #conversations = { rehearsed: 0, passedOver: 0, failed: 0 };
  #events = 0;

  constructor({ plan, books, picks, before }: PassOptions, deps: PassDeps) {
    const { flowId, definition, against, limit } = plan;
    const { timeZone, draft, live, definitions } = books;
    this.#plan = plan;
    this.#deps = deps;
    this.#books = books;
    this.#settings = new PastSettings(deps.store);
    this.#asksOpportunity = definitions.some(({ steps }) =>
      steps.some((step) => step.do === "decide" && asksOpportunity(step.if)),
    );
    this.#runs = new ComparedRuns(flowId, limit);
    const isStartedByFlows = definitions.some(({ steps }) =>
      steps.some((step) => step.do === "startFlow" && step.flowId === flowId),
    );
    const sideOf = (book: FlowBook, own: FlowDefinition, last: OnceStarts | null): Side => ({
      concern: { flowId, definition: own, isStartedByFlows },
      book,
      figures: new FiguresOfVersion(flowId, timeZone),
      once: new OnceStarts(last),
      choose: picks(),
    });
    this.#draft = sideOf(draft, definition, before?.draft ?? null);
    this.#live =
      live === null || against === null
        ? null
        : sideOf(live, against.definition, before?.live ?? null);
  }

  /** Starts once per contact, as it found them. */
  get once(): { draft: OnceStarts; live: OnceStarts | null } {
    return { draft: this.#draft.once, live: this.#live?.once ?? null };
  }

  /** What it found is what would have been; otherwise another pass has to go by what this one found. */
  get isSettled(): boolean {
    const { draft, live } = this.once;
    return draft.isSettled && (live?.isSettled ?? true);
  }

  async go(
    signal: AbortSignal,
    onProgress: (progress: BacktestProgress) => void,
  ): Promise<BacktestReport> {
    const { workspaceId, flowId, version, against, since, until, lineIds } = this.#plan;
    const { store } = this.#deps;
    let cursor: string | null = null;
    do {
      signal.throwIfAborted();
      const page = await store.pasts(workspaceId, { since, lineIds, cursor, limit: PAGE });
      for (const past of page.items) {
        await this.#rehearse(past, signal);
      }
      onProgress({ conversations: this.#seen, events: this.#events, share: page.share });
      await this.#deps.breathe();
      cursor = page.cursor;
    } while (cursor !== null);
    return {
      flowId,
      version,
      against: against?.version ?? null,
      since,
      until,
      conversations: this.#conversations,
      events: this.#events,
      draft: this.#draft.figures.figures,
      live: this.#live?.figures.figures ?? null,
      compared: this.#live === null ? null : this.#runs.compared,
      ...this.#runs.shown,
      cannotKnow: CANNOT_KNOW,
    };
  }

  get #seen(): number {
    const { rehearsed, passedOver, failed } = this.#conversations;
    return rehearsed + passedOver + failed;
  }

  async #rehearse(past: Past, signal: AbortSignal): Promise<void> {
    const { history, contact } = past;
    this.#events += history.length;
    const [draftSide, liveSide] = [this.#draft, this.#live].map((side) =>
      side !== null && mayConcern(history, side.concern, this.#plan.since) ? side : null,
    );
    if (draftSide == null && liveSide == null) {
      this.#conversations.passedOver++;
      return;
    }
    try {
      await this.#settings.learn(past);
      await this.#books.learn(history, this.#plan.since);
      const draft = draftSide == null ? null : await this.#through(past, draftSide, signal);
      const live = liveSide == null ? null : await this.#through(past, liveSide, signal);
      if (draft !== null) this.#draft.figures.add(draft);
      if (live !== null) this.#live?.figures.add(live);
      this.#runs.add(contact, draft, live);
      this.#conversations.rehearsed++;
    } catch (err) {
      signal.throwIfAborted();
      this.#conversations.failed++;
      const conversationId = history[0]?.conversationId;
      this.#deps.log.warn({ err, conversationId }, "A rehearsal broke off");
    }
  }

  async #through(
    { line, contact, history }: Past,
    { book, once, choose }: Side,
    signal: AbortSignal,
  ): Promise<Rehearsed> {
    const { since, until } = this.#plan;
    const input: RehearsalInput = {
      history,
      line,
      contact,
      opportunity: this.#asksOpportunity ? await opportunityOf(contact, this.#deps.store) : {},
      settingsOf: this.#settings.of(line),
      book,
      claimed: once.elsewhere(contact.id, history[0]?.conversationId ?? ""),
      since,
      until,
      choose,
    };
    const rehearsal = new Rehearsal(input);
    while (!rehearsal.goOn(SLICE)) {
      await this.#deps.breathe();
      signal.throwIfAborted();
    }
    const { rehearsed } = rehearsal;
    once.note(rehearsed.log);
    return rehearsed;
  }
}
