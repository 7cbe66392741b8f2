import type { Clock } from "../../clock.ts";
import { NO_FLOWS, type FlowBook } from "../../domain/automation/flow-book.ts";
import type { Flow, FlowVersion } from "../../domain/automation/flow.ts";
import { makeFlowBook, withEntered } from "../../domain/automation/make-flow-book.ts";
import type { Run } from "../../domain/automation/run.ts";
import { timeZoneOf } from "../../domain/people/workspace.ts";
import type { WorkspaceId } from "../../domain/ids.ts";
import type { FlowStore } from "../../store/automation-store.ts";
import type { Mailbox } from "../../store/conversation-store.ts";
import type { PeopleStore } from "../../store/people-store.ts";

export type FlowBookStore = Pick<FlowStore, "liveFlows" | "flow" | "flowVersion"> &
  Pick<PeopleStore, "workspace">;

/** Workspaces whose books are kept; the one that was used longest ago goes first. */
const BOOKS_MAX = 500;
/** A workspace's time zone changes without a change of its flows: so long it may be the old one. */
const BOOK_MS = 60_000;
/** Versions and flows that are kept beside a book, for the runs that entered with them. */
const ENTERED_MAX = 1_000;

interface KeptBook {
  readAt: number;
  /** `LiveFlows.version`, or what the mailbox said if that was older. */
  version: number;
  book: FlowBook;
  /** Null: it was deleted. */
  versions: Map<string, FlowVersion | null>;
  flows: Map<string, Flow | null>;
}

/**
 * What is known of a workspace's flows, for the turn of a mailbox: read once, and anew when the mailbox says that they have changed. The versions
 * that the conversation's runs entered with stand in it too.
 */
export function createFlowBookKeeper({
  store,
  clock,
}: {
  store: FlowBookStore;
  clock: Clock;
}): (mailbox: Mailbox) => Promise<FlowBook> {
  const kept = new Map<WorkspaceId, Promise<KeptBook>>();

  function bookOf(workspaceId: WorkspaceId, version: number): Promise<KeptBook> {
    const known = kept.get(workspaceId);
    kept.delete(workspaceId);
    const book = (known ?? read(workspaceId)).then((one) =>
      one.version >= version && Math.abs(clock.now() - one.readAt) < BOOK_MS
        ? one
        : read(workspaceId),
    );
    // A store that cannot be reached must not be remembered.
    book.catch(() => kept.delete(workspaceId));
    kept.set(workspaceId, book);
    const [oldest] = kept.keys();
    if (kept.size > BOOKS_MAX && oldest !== undefined) kept.delete(oldest);
    return book;
  }

  async function read(workspaceId: WorkspaceId): Promise<KeptBook> {
    const [{ version, flows }, workspace] = await Promise.all([
      store.liveFlows(workspaceId),
      store.workspace(workspaceId),
    ]);
    const book = makeFlowBook(timeZoneOf(workspace), flows);
    return { version, readAt: clock.now(), book, versions: new Map(), flows: new Map() };
  }

  return async ({ line: { workspaceId }, conversation, flowsVersion }) => {
    // Nobody has ever made a flow there.
    if (flowsVersion === 0) return NO_FLOWS;
    const one = await bookOf(workspaceId, flowsVersion);
    const runs = conversation?.automation?.runs ?? [];
    return runs.length === 0 ? one.book : withRuns({ workspaceId, one, runs }, store);
  };
}

async function withRuns(
  { workspaceId, one, runs }: { workspaceId: WorkspaceId; one: KeptBook; runs: readonly Run[] },
  store: FlowBookStore,
): Promise<FlowBook> {
  const { book, versions, flows } = one;
  const entered = await Promise.all(
    runs
      .filter(({ flowId, flowVersion }) => book.definition(flowId, flowVersion) === null)
      .map(({ flowId, flowVersion }) =>
        remembered(versions, `${flowId}|${flowVersion}`, () =>
          store.flowVersion(workspaceId, flowId, flowVersion),
        ),
      ),
  );
  const standing = await Promise.all(
    runs
      .filter(({ flowId }) => book.standing(flowId) === null)
      .map(({ flowId }) => remembered(flows, flowId, () => store.flow(workspaceId, flowId))),
  );
  if (entered.length === 0 && standing.length === 0) return book;
  return withEntered(book, {
    versions: entered.filter((version) => version !== null),
    flows: standing.filter((flow) => flow !== null),
  });
}

async function remembered<T>(
  known: Map<string, T>,
  key: string,
  read: () => Promise<T>,
): Promise<T> {
  const found = known.get(key);
  if (found !== undefined) return found;
  const value = await read();
  if (known.size >= ENTERED_MAX) known.clear();
  known.set(key, value);
  return value;
}
