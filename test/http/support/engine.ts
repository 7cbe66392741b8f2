import type { Clock } from "../../../src/clock.ts";
import { advance } from "../../../src/machines/advance.ts";
import type { StartClaim } from "../../../src/domain/automation/run.ts";
import type { Outcomes } from "../../../src/outcomes.ts";
import type { ConversationAddress, Doorbell } from "../../../src/queues/doorbell.ts";
import { createFeedHints, type FeedHints } from "../../../src/queues/feed-hints.ts";
import type { Store } from "../../../src/store/store.ts";
import { withClaims } from "../../../src/workers/automation/claims.ts";
import { createFlowBookKeeper } from "../../../src/workers/automation/flow-books.ts";

/** The engine behind the door: whoever is rung for is advanced, one after another, by the real machine. */
export interface TestEngine {
  doorbell: Doorbell;
  feedHints: FeedHints;
  /** Every ring, as it came. */
  rings: { lane: string; conversations: readonly ConversationAddress[] }[];
  endpointRings: string[];
  lineRings: string[];
  /** Waits until everything that was rung for is done. */
  idle(): Promise<void>;
  /** Without an engine rings are only noted: nothing is ever advanced. */
  stop(): void;
  /** Goes on, with what was rung for in the meantime. */
  start(): void;
}

export function createEngine(store: Store, clock: Clock, outcomes: Outcomes): TestEngine {
  let work: Promise<void> = Promise.resolve();
  let isRunning = true;
  const rings: TestEngine["rings"] = [];
  const endpointRings: string[] = [];
  const lineRings: string[] = [];
  const feedHints = createFeedHints(null);
  const missed: ConversationAddress[] = [];
  const bookFor = createFlowBookKeeper({ store, clock });

  async function turn({ workspaceId, conversationId }: ConversationAddress): Promise<void> {
    const mailbox = await store.load(workspaceId, conversationId, { maxEntries: 1_000 });
    if (mailbox === null || mailbox.entries.length === 0) return;
    const now = clock.now();
    const book = await bookFor(mailbox);
    const decide = (claimed: readonly StartClaim[]) =>
      advance({ ...mailbox, now, automation: { book, claimed } });
    const commit = await withClaims(decide([]), decide, store);
    await store.commit(commit);
    if (commit.events.length > 0) feedHints.tell(workspaceId);
    for (const { key, version, outcome } of commit.applied) {
      outcomes.tell({ workspaceId, key, version, outcome });
    }
  }

  return {
    feedHints,
    rings,
    endpointRings,
    lineRings,
    stop() {
      isRunning = false;
    },
    start() {
      isRunning = true;
      for (const each of missed.splice(0)) work = work.then(() => turn(each));
    },
    async idle() {
      await work;
    },
    doorbell: {
      ringConversations(lane, conversations) {
        rings.push({ lane, conversations });
        if (!isRunning) return void missed.push(...conversations);
        for (const each of conversations) work = work.then(() => turn(each));
      },
      ringRelay() {},
      ringMedia() {},
      ringTemplates() {},
      ringEffects() {},
      ringLine: (_workspaceId, lineId) => void lineRings.push(lineId),
      ringEndpoint: (_workspaceId, endpointId) => void endpointRings.push(endpointId),
      schedule() {},
    },
  };
}
