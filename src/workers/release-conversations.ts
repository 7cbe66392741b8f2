import type { Clock } from "../clock.ts";
import { unfiltered, type ConversationFilter } from "../domain/conversation/conversation-filter.ts";
import type { UserId } from "../domain/ids.ts";
import type { User } from "../domain/people/user.ts";
import { EVERYTHING } from "../domain/people/visibility.ts";
import type { Doorbell } from "../queues/doorbell.ts";
import type { IntakeStore } from "../store/intake-store.ts";
import type { UserStore } from "../store/people-store.ts";
import type { ConversationRow, Reader } from "../store/reader.ts";
import { askFor, releaseKey } from "./owner-duties.ts";
import { pageByPage } from "./page-by-page.ts";

/** Gives back what people have who can have no conversations any more. */
export type ReleaseConversations = () => Promise<void>;

const USERS_MAX = 20;
const PAGE = 100;
/** One user gets at most this long at a go; the next sweep finds the rest. */
const USER_MS_MAX = 10_000;
/** Somebody may have been given one in the moment before they were switched off: so long nothing may be left before it is over. */
const SETTLED_MS = 30_000;

/**
 * Open conversations of users who were switched off, or lost their inbox, become nobody's, each by a step of its own with its event; closed
 * ones keep the name (Q46). However many there are: page by page, each through the mailbox behind live messages. Whoever crashes here leaves
 * the user's `releaseAt`, and asking twice for the same version of a conversation is asking once.
 */
export function createReleaseConversations({
  store,
  clock,
  doorbell,
  stopping,
}: {
  store: Pick<UserStore, "usersToRelease" | "endRelease"> &
    Pick<Reader, "conversations"> &
    Pick<IntakeStore, "submit">;
  clock: Clock;
  doorbell: Pick<Doorbell, "ringConversations">;
  stopping?: AbortSignal;
}): ReleaseConversations {
  async function askPage(rows: readonly ConversationRow[], userId: UserId): Promise<void> {
    const at = clock.now();
    const addresses = rows.map(({ conversation: { workspaceId, id } }) => ({
      workspaceId,
      conversationId: id,
    }));
    await Promise.all(
      rows.map(({ conversation: { workspaceId, id, version } }) => {
        const command = { name: "release", userId } as const;
        const key = releaseKey(id, userId, version);
        return askFor({ workspaceId, conversationId: id, command, key, at }, store);
      }),
    );
    doorbell.ringConversations("bulk", addresses);
  }

  /** Whether nothing was left. */
  function releaseAll({ workspaceId, id }: User): Promise<boolean> {
    const endsAt = clock.now() + USER_MS_MAX;
    return pageByPage({
      read: (cursor) => store.conversations(workspaceId, { ...openOf(id), cursor, limit: PAGE }),
      work: (rows) => askPage(rows, id),
      isOver: () => stopping?.aborted === true || clock.now() >= endsAt,
    });
  }

  return async () => {
    for (const user of await store.usersToRelease({ limit: USERS_MAX })) {
      if (stopping?.aborted === true) return;
      const { workspaceId, id, releaseAt } = user;
      const isEmpty = await releaseAll(user);
      if (releaseAt === null || !isEmpty || clock.now() < releaseAt + SETTLED_MS) continue;
      await store.endRelease(workspaceId, id, releaseAt);
    }
  };
}

function openOf(userId: UserId): ConversationFilter {
  const owners = { ids: [userId], unassigned: false };
  return { ...unfiltered(EVERYTHING), status: "open", owners };
}
