import type { Clock } from "../clock.ts";
import { ENGINE } from "../domain/actor.ts";
import type { Command } from "../domain/conversation/commands.ts";
import type { Commit } from "../domain/commit.ts";
import type { ConversationId, UserId, WorkspaceId } from "../domain/ids.ts";
import { engineKey } from "../domain/intake/intake.ts";
import { roleOf } from "../domain/people/role.ts";
import { mayOwn, type User } from "../domain/people/user.ts";
import { statusNow, type OfflineStatus } from "../domain/people/user-status.ts";
import { mayWriteFreely } from "../domain/conversation/window.ts";
import type { Mailbox } from "../store/conversation-store.ts";
import type { IntakeStore } from "../store/intake-store.ts";
import type { PeopleStore } from "../store/people-store.ts";

export type OwnerStore = Pick<IntakeStore, "submit"> &
  Pick<PeopleStore, "user" | "role" | "statuses">;

/** How long the statuses of a workspace are taken as they were read: every message of a contact asks for them. */
const STATUSES_MS = 1_000;

/** A turn as it would be committed. */
interface Draft {
  mailbox: Mailbox;
  commit: Commit;
  now: number;
}

/** `asked`: something was put into the mailbox, and belongs into the same turn. */
type Attended = "asked" | "nothing";

/**
 * What follows from whose the conversation is after a turn, and from what people are: the machine knows nothing of users, so it is asked for
 * as everything else is, by an entry of the mailbox.
 *
 * - Whoever can have no conversations any more gets none, by whatever way: it is taken from them in the same turn (Q3, Q46).
 * - Whoever is away lets their status answer, once for each conversation and absence, while free-form messages may be sent (R11.3, Q48).
 *
 * Written before the turn is committed: a crash in between leaves an entry that the next turn finds, and never a turn without it.
 */
export function createOwnerDuties(deps: {
  store: OwnerStore;
  clock: Clock;
}): (draft: Draft) => Promise<Attended> {
  const { store } = deps;
  const statusesOf = createStatusBook(deps);

  return async (draft) => {
    const { workspaceId, regions, facts } = draft.commit.conversation;
    const { ownerId } = facts;
    if (ownerId === null || regions.lifecycle === "closed") return "nothing";
    if (gives(draft)) {
      const user = await store.user(workspaceId, ownerId);
      if (user !== null && !(await canOwn(user, store))) return release(draft, ownerId, store);
    }
    const heardAt = newestHeardAt(draft);
    if (heardAt === null || !mayWriteFreely(facts, draft.now) || hasOptedOut(draft)) {
      return "nothing";
    }
    const statuses = await statusesOf(workspaceId);
    if (statuses.every(({ reply }) => reply === null)) return "nothing";
    const user = await store.user(workspaceId, ownerId);
    if (user === null) return "nothing";
    return answerFor({ user, statuses, heardAt }, draft, store);
  };
}

/** Whether the turn makes it somebody's, or leaves it somebody's as it opens. */
function gives({ mailbox: { conversation }, commit }: Draft): boolean {
  const { facts } = commit.conversation;
  const opens = facts.episode.number !== (conversation?.facts.episode.number ?? 0);
  return opens || facts.ownerId !== (conversation?.facts.ownerId ?? null);
}

async function canOwn(user: User, store: OwnerStore): Promise<boolean> {
  if (!user.active) return false;
  return mayOwn(user, roleOf(user.role, await store.role(user.workspaceId, user.role)));
}

/** When the newest of the contact's messages in this turn came; null when there is none. */
function newestHeardAt({ mailbox, commit }: Draft): number | null {
  if (!commit.events.some(({ type }) => type === "message.received")) return null;
  const times = mailbox.entries.flatMap(({ input, receivedAt }) =>
    input.kind === "message" ? [receivedAt] : [],
  );
  return times.length === 0 ? null : Math.max(...times);
}

/** Whether the contact wants nothing that no person writes to them (Q67); it may be this very message that says so. */
function hasOptedOut({ mailbox: { contact }, commit }: Draft): boolean {
  const said = commit.learnt.findLast((news) => news.kind === "wants" && news.which === "whatsapp");
  const wanted = said?.kind === "wants" ? said.said.wanted : contact.preferences.whatsapp?.wanted;
  return wanted === false;
}

function release(draft: Draft, userId: UserId, store: OwnerStore): Promise<Attended> {
  const { id, workspaceId } = draft.commit.conversation;
  const command: Command = { name: "release", userId };
  // The same for the same entries, however often the turn is tried.
  const last = draft.mailbox.entries.at(-1)?.seq;
  const key =
    last === undefined
      ? releaseKey(id, userId, draft.commit.expectedVersion)
      : engineKey(id, `release ${userId} after ${last}`);
  return askFor({ workspaceId, conversationId: id, command, key, at: draft.now }, store);
}

/** Of taking a conversation of this version from this user: asked for again it is the same, until something has happened in it. */
export function releaseKey(id: ConversationId, userId: UserId, version: number): string {
  return engineKey(id, `release ${userId} ${version}`);
}

async function answerFor(
  away: { user: User; statuses: readonly OfflineStatus[]; heardAt: number },
  { commit, now }: Draft,
  store: OwnerStore,
): Promise<Attended> {
  const { user, statuses, heardAt } = away;
  const { offline, since } = statusNow(user, statuses, now);
  if (offline === null || offline.reply === null || heardAt < (since ?? 0)) return "nothing";
  const { id, workspaceId } = commit.conversation;
  const content = { type: "text", text: offline.reply, previewUrl: false } as const;
  const command: Command = {
    name: "send",
    messages: [{ content, replyToId: null }],
    refused: [],
  };
  const key = engineKey(id, `away ${user.id} ${since ?? 0}`);
  return askFor({ workspaceId, conversationId: id, command, key, at: now }, store);
}

export async function askFor(
  asked: {
    workspaceId: WorkspaceId;
    conversationId: ConversationId;
    command: Command;
    key: string;
    at: number;
  },
  store: Pick<IntakeStore, "submit">,
): Promise<Attended> {
  const { at: receivedAt, key, ...rest } = asked;
  const submitted = await store.submit({
    ...rest,
    key,
    actor: ENGINE,
    fingerprint: key,
    receivedAt,
  });
  return submitted.kind === "submitted" ? "asked" : "nothing";
}

function createStatusBook({ store, clock }: { store: OwnerStore; clock: Clock }) {
  const read = new Map<WorkspaceId, { at: number; statuses: OfflineStatus[] }>();
  return async (workspaceId: WorkspaceId): Promise<readonly OfflineStatus[]> => {
    const now = clock.now();
    const known = read.get(workspaceId);
    // A clock that was set back must not keep them for ever.
    if (known !== undefined && Math.abs(now - known.at) < STATUSES_MS) return known.statuses;
    const statuses = await store.statuses(workspaceId);
    read.set(workspaceId, { at: now, statuses });
    return statuses;
  };
}
