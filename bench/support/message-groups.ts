import type { FlowBook } from "../../src/domain/automation/flow-book.ts";
import type { Commit } from "../../src/domain/commit.ts";
import { advance } from "../../src/machines/advance.ts";
import type { Mailbox } from "../../src/store/conversation-store.ts";
import type { Store } from "../../src/store/store.ts";
import { acceptAll, itemsOf, loadAll } from "./store-way.ts";
import { aMessage } from "./webhooks.ts";

export const NOW = 1_795_000_000_000;
/** Messages that go the store's way together. */
export const GROUP = 50;

/** A message each of as many contacts: accepted, advanced, committed durably. */
export async function commitGroup(
  store: Store,
  { run, group, book }: { run: string; group: number; book: FlowBook },
): Promise<Commit[]> {
  const place = { run, first: group * GROUP, count: GROUP, at: NOW + group };
  const loaded = await mailboxes(store, place);
  const automation = { book, claimed: [] };
  const commits = loaded.map((mailbox) => advance({ ...mailbox, now: NOW + group, automation }));
  await Promise.all(commits.map((commit) => store.commit(commit)));
  return commits;
}

/** Accepted messages of new contacts, loaded to be taken further. */
export async function mailboxes(
  store: Store,
  { run, first, count, at }: { run: string; first: number; count: number; at: number },
): Promise<Mailbox[]> {
  const updates = Array.from({ length: count }, (_, index) =>
    aMessage({ run, contact: first + index, serial: first + index }, at),
  );
  const idPrefix = `${run}${String(first).padStart(6, "0")}`;
  return loadAll(store, await acceptAll(store, itemsOf(updates), { at, idPrefix }));
}
