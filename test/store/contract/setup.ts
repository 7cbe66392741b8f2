import { afterEach, beforeEach } from "vitest";
import type { InboundItem } from "../../../src/domain/intake/inbound.ts";
import type { CommitResult } from "../../../src/domain/commit.ts";
import type { ConversationRef, Mailbox } from "../../../src/store/conversation-store.ts";
import type { Accepted, Page } from "../../../src/store/intake-store.ts";
import type { Store } from "../../../src/store/store.ts";
import { aLine, GLOBEX, GLOBEX_LINE, SECOND_LINE, T0 } from "../../support/builders.ts";
import { commitOf } from "../../support/plain-step.ts";

/** An empty store, and how to get rid of it. */
export interface OpenStore {
  store: Store;
  close(): Promise<void>;
}

/** Every call gives a new, empty store of the kind under test. */
export type StoreFactory = () => Promise<OpenStore>;

/** A store at work: what tests of a contract do again and again, in one word each. */
export interface Workbench {
  readonly store: Store;
  /** Accepts items as one webhook that arrived at `at`. */
  accept(items: readonly InboundItem[], at?: number): Promise<Accepted[]>;
  /** Loads a conversation, deals with its mailbox (`plain-step.ts`), and commits. */
  advance(ref: ConversationRef, at?: number): Promise<CommitResult>;
  /** Accepts one item and advances its conversation. */
  converse(item: InboundItem, at?: number): Promise<ConversationRef>;
  load(ref: ConversationRef, maxEntries?: number): Promise<Mailbox>;
}

/** Opens a workbench before each test, with two lines of Acme's and one of Globex's, and closes it afterwards. */
export function useWorkbench(factory: StoreFactory): () => Workbench {
  let open: OpenStore | null = null;
  let bench: Workbench | null = null;
  beforeEach(async () => {
    open = await factory();
    bench = workbenchOf(open.store);
    await open.store.putLine(aLine());
    await open.store.putLine(aLine({ id: SECOND_LINE, name: "Support" }));
    await open.store.putLine(aLine({ id: GLOBEX_LINE, workspaceId: GLOBEX }));
  });
  afterEach(async () => {
    await open?.close();
    open = null;
  });
  return () => {
    if (bench === null) throw new Error("the store is not open outside of a test");
    return bench;
  };
}

export function workbenchOf(store: Store): Workbench {
  let contacts = 0;
  const newContactId = () => `contact${++contacts}`;
  return {
    store,
    accept: (items, at = T0) => store.accept(items, { receivedAt: at, newContactId }),
    async advance(ref, at = T0) {
      return store.commit(commitOf(await this.load(ref), { at }));
    },
    async converse(item, at = T0) {
      const ref = refOf((await this.accept([item], at))[0]);
      await this.advance(ref, at);
      return ref;
    },
    async load({ workspaceId, conversationId }, maxEntries = 1_000) {
      const mailbox = await store.load(workspaceId, conversationId, { maxEntries });
      if (mailbox === null) throw new Error("no such conversation");
      return mailbox;
    },
  };
}

/** Where an accepted item went. */
export function refOf(accepted: Accepted | undefined): ConversationRef {
  if (accepted?.kind !== "accepted" && accepted?.kind !== "duplicate")
    throw new Error(`not in a mailbox: ${accepted?.kind}`);
  return { workspaceId: accepted.workspaceId, conversationId: accepted.conversationId };
}

/** The only member of a list that must have one. */
export function only<T>(list: readonly T[]): T {
  const [first, ...rest] = list;
  if (first === undefined || rest.length > 0) throw new Error(`one expected, not ${list.length}`);
  return first;
}

/** All pages of a list, from the first to the last; also proves that the last page says so. */
export async function allPages<T>(read: (cursor: string | null) => Promise<Page<T>>): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < 1_000; page++) {
    const next: Page<T> = await read(cursor);
    items.push(...next.items);
    if (next.cursor === null) return items;
    cursor = next.cursor;
  }
  throw new Error("a list without end");
}

/** Cursors that no list of any store made. */
export const FOREIGN_CURSORS = [
  "",
  "x",
  "not a cursor",
  "%00%ff",
  Buffer.from("garbage").toString("base64url"),
  Buffer.from("{}").toString("base64url"),
  Buffer.from("[]").toString("base64url"),
  Buffer.from('[null,{"$gt":""}]').toString("base64url"),
];
