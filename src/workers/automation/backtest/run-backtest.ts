import {
  CANNOT_KNOW,
  type BacktestPlan,
  type BacktestProgress,
  type BacktestReport,
} from "../../../domain/automation/backtest.ts";
import type { FlowBook } from "../../../domain/automation/flow-book.ts";
import type { FlowDefinition } from "../../../domain/automation/flow.ts";
import type { StartClaim } from "../../../domain/automation/run.ts";
import type { LineId } from "../../../domain/ids.ts";
import type { EffectiveSettings } from "../../../domain/line.ts";
import type { Log } from "../../../log.ts";
import { mayConcern, type Concern } from "../../../machines/automation/rehearsal/concerns.ts";
import { Rehearsal } from "../../../machines/automation/rehearsal/rehearsal.ts";
import type {
  RehearsalInput,
  Rehearsed,
} from "../../../machines/automation/rehearsal/rehearsed.ts";
import type { Choose } from "../../../machines/automation/rehearsal/stand-in.ts";
import type { Past, PastStore } from "../../../store/past-store.ts";
import type { SettingsStore } from "../../../store/settings-store.ts";
import { createBooks, type BookDeps, type Books } from "./books.ts";
import { ComparedRuns } from "./compared-runs.ts";
import { createPicks, type PickDeps } from "./picks.ts";
import { FiguresOfVersion } from "./version-figures.ts";

export interface BacktestDeps {
  store: PastStore & Pick<SettingsStore, "settingsOf"> & BookDeps & PickDeps["store"];
  clock: PickDeps["clock"];
  log: Log;
  /** Lets everything else have its turn. */
  breathe: () => Promise<void>;
}

/** Conversations that are read at one go. */
const PAGE = 20;
/** Entries that are gone through at one go: some milliseconds. */
const SLICE = 100;

/**
 * Rehearses a version of a flow, and what it is compared with, over the past of a workspace: page by page, in slices between which others have their turn.
 * Nothing is written. Rejects with the signal's reason once that is aborted.
 */
export async function runBacktest(
  plan: BacktestPlan,
  deps: BacktestDeps,
  { signal, onProgress }: { signal: AbortSignal; onProgress: (progress: BacktestProgress) => void },
): Promise<BacktestReport> {
  return new Backtest(plan, deps, await createBooks(plan, deps.store)).go(signal, onProgress);
}

/** One side of the comparison. */
interface Side {
  concern: Concern;
  book: FlowBook;
  figures: FiguresOfVersion;
  claims: Map<string, StartClaim>;
  choose: Choose;
}

class Backtest {
  readonly #plan: BacktestPlan;
  readonly #deps: BacktestDeps;
  readonly #books: Books;
  readonly #runs: ComparedRuns;
  /** By line, then by version. */
  readonly #settings = new Map<LineId, Map<number, EffectiveSettings>>();
  readonly #conversations = { gone: 0, passed: 0, failed: 0 };
  #events = 0;

  constructor(plan: BacktestPlan, deps: BacktestDeps, books: Books) {
    const { flowId, limit } = plan;
    this.#plan = plan;
    this.#deps = deps;
    this.#books = books;
    this.#runs = new ComparedRuns(flowId, limit);
  }

  async go(
    signal: AbortSignal,
    onProgress: (progress: BacktestProgress) => void,
  ): Promise<BacktestReport> {
    const { workspaceId, flowId, version, definition, against, since, until, lineIds } = this.#plan;
    const { store } = this.#deps;
    const { timeZone, definitions } = this.#books;
    const picks = await createPicks(workspaceId, definitions, this.#deps);
    const isStartedByFlows = definitions.some(({ steps }) =>
      steps.some((step) => step.do === "startFlow" && step.flowId === flowId),
    );
    const sideOf = (book: FlowBook, own: FlowDefinition): Side => ({
      concern: { flowId, definition: own, isStartedByFlows },
      book,
      figures: new FiguresOfVersion(flowId, timeZone),
      claims: new Map(),
      choose: picks(),
    });
    const draft = sideOf(this.#books.draft, definition);
    const live =
      this.#books.live === null || against === null
        ? null
        : sideOf(this.#books.live, against.definition);
    let cursor: string | null = null;
    do {
      signal.throwIfAborted();
      const page = await store.pasts(workspaceId, { since, lineIds, cursor, limit: PAGE });
      for (const past of page.items) {
        await this.#rehearse(past, { draft, live }, signal);
      }
      onProgress({ conversations: this.#gone, events: this.#events, share: page.share });
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
      draft: draft.figures.figures,
      live: live?.figures.figures ?? null,
      compared: live === null ? null : this.#runs.compared,
      ...this.#runs.shown,
      cannotKnow: CANNOT_KNOW,
    };
  }

  get #gone(): number {
    const { gone, passed, failed } = this.#conversations;
    return gone + passed + failed;
  }

  async #rehearse(
    past: Past,
    sides: { draft: Side; live: Side | null },
    signal: AbortSignal,
  ): Promise<void> {
    const { history, contact } = past;
    this.#events += history.length;
    const [draftSide, liveSide] = [sides.draft, sides.live].map((side) =>
      side !== null && mayConcern(history, side.concern, this.#plan.since) ? side : null,
    );
    if (draftSide == null && liveSide == null) {
      this.#conversations.passed++;
      return;
    }
    try {
      await this.#prepare(past);
      const draft = draftSide == null ? null : await this.#through(past, draftSide, signal);
      const live = liveSide == null ? null : await this.#through(past, liveSide, signal);
      if (draft !== null) sides.draft.figures.add(draft);
      if (live !== null) sides.live?.figures.add(live);
      this.#runs.add(contact, draft, live);
      this.#conversations.gone++;
    } catch (err) {
      signal.throwIfAborted();
      this.#conversations.failed++;
      const conversationId = history[0]?.conversationId;
      this.#deps.log.warn({ err, conversationId }, "A rehearsal broke off");
    }
  }

  /** What has to be read before: settings that steps were taken under, versions that runs entered with. */
  async #prepare({ line, history }: Past): Promise<void> {
    const { store } = this.#deps;
    const known = this.#settings.get(line.id) ?? new Map<number, EffectiveSettings>();
    this.#settings.set(line.id, known);
    for (const { applied } of history) {
      const { settingsVersion } = applied;
      if (known.has(settingsVersion)) continue;
      const settings = await store.settingsOf(line.workspaceId, line.id, settingsVersion);
      known.set(settingsVersion, settings ?? line.settings);
    }
    await this.#books.learn(history, this.#plan.since);
  }

  async #through(
    { line, contact, history }: Past,
    { book, claims, choose }: Side,
    signal: AbortSignal,
  ): Promise<Rehearsed> {
    const { since, until } = this.#plan;
    const settings = this.#settings.get(line.id);
    const input: RehearsalInput = {
      history,
      line,
      contact,
      settingsOf: (version) => settings?.get(version) ?? line.settings,
      book,
      claimed: [...claims.values()].filter(({ key }) => key.endsWith(`|${contact.id}`)),
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
    for (const claim of rehearsed.log.claims) claims.set(claim.key, claim);
    return rehearsed;
  }
}
