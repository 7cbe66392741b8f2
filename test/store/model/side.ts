import type { Effect } from "../../../src/domain/automation/effect.ts";
import type { ClaimedDelivery } from "../../../src/store/delivery-store.ts";
import type { ConversationRef, Mailbox } from "../../../src/store/conversation-store.ts";
import type { Store } from "../../../src/store/store.ts";
import {
  ACME,
  aLine,
  anEndpoint,
  GLOBEX,
  GLOBEX_LINE,
  SECOND_LINE,
  T0,
} from "../../support/builders.ts";

/** A store in a run, with what the run has learned from its answers. Both sides of a run learn the same. */
export interface Side {
  store: Store;
  now: number;
  newContactId(): string;
  /** Every conversation and key that was ever named, in order. */
  conversations: ConversationRef[];
  keys: Set<string>;
  /** Mailboxes and deliveries handed out earlier; what is done with them may come too late. */
  mailboxes: Mailbox[];
  claims: ClaimedDelivery[];
  effects: Effect[];
}

export async function createSide(store: Store): Promise<Side> {
  let contacts = 0;
  await store.putLine(aLine());
  await store.putLine(aLine({ id: SECOND_LINE, portfolioId: "portfolio-2" }));
  await store.putLine(aLine({ id: GLOBEX_LINE, workspaceId: GLOBEX }));
  await store.putEndpoint(anEndpoint({ id: "endpoint-0" }));
  return {
    store,
    now: T0,
    newContactId: () => `contact${++contacts}`,
    conversations: [],
    keys: new Set(),
    mailboxes: [],
    claims: [],
    effects: [],
  };
}

export function workspaceFor(foreign: boolean): string {
  return foreign ? GLOBEX : ACME;
}

/** The member that a number stands for; undefined when there is none at all. */
export function pick<T>(list: readonly T[], index: number): T | undefined {
  return list[index % Math.max(1, list.length)];
}
