import type { WorkspaceId } from "../../../domain/ids.ts";
import { unfiltered } from "../../../domain/conversation/conversation-filter.ts";
import type { Visibility } from "../../../domain/people/visibility.ts";
import type { Connection } from "../connection.ts";
import { createConversationRuns } from "../conversations/conversation-runs.ts";

/** Up to so many conversations that somebody may see are gone through at once; of more, a contact who has one is soon come upon. */
const FEW_MAX = 20_000;

/** Contacts of the CRM who have a conversation that somebody may see: these they may see too, whoever owns the contact. */
export function createContactsInSight(connection: Connection) {
  const runsOf = createConversationRuns(connection);
  const inSight = `exists (
    select 1 from conversations c where c.contact_number = p.number and c.version > 0
      and (?3 or (c.owner is null and ?4) or c.owner in (select value from json_each(?5))))`;
  const walked = connection.query<{ number: number }>(
    `select p.number from contacts p
     where p.workspace = ?1 and p.crm = 1 and p.number < ?2 and ${inSight}
     order by p.number desc limit ?6`,
  );
  const among = connection.query<{ number: number }>(
    `select p.number from json_each(?2) j
     cross join contacts p on p.workspace = ?1 and p.number = j.value and p.crm = 1
     where ${inSight}`,
  );
  const ofCrm = connection.query<{ number: number }>(
    `select p.number from json_each(?1) j
     cross join contacts p on p.workspace = ?2 and p.number = j.value and p.crm = 1
     where p.number < ?3 order by p.number desc limit ?4`,
  );

  /** The contacts of everything that they may see; null when that is much. */
  function few(workspaceId: WorkspaceId, conversations: Visibility): string | null {
    if (conversations.kind === "all") return null;
    const numbers: (number | null)[] = [];
    for (const run of runsOf(workspaceId, unfiltered(conversations))) {
      numbers.push(...run.contacts(FEW_MAX + 1 - numbers.length));
      if (numbers.length > FEW_MAX) return null;
    }
    return JSON.stringify([...new Set(numbers)]);
  }

  return {
    /** Reads their numbers step by step, falling: each time the next `count` of them below `from`. */
    reader(workspaceId: WorkspaceId, conversations: Visibility) {
      const all = few(workspaceId, conversations);
      return ({ from, count }: { from: number; count: number }): { number: number }[] =>
        all === null
          ? walked.all(workspaceId, from, ...valuesOf(conversations), count)
          : ofCrm.all(all, workspaceId, from, count);
    },
    /** Which of these contacts are among them. */
    among(
      workspaceId: WorkspaceId,
      conversations: Visibility,
      numbers: readonly number[],
    ): Set<number> {
      const found = among.all(workspaceId, JSON.stringify(numbers), ...valuesOf(conversations));
      return new Set(found.map(({ number }) => number));
    },
  };
}

function valuesOf(conversations: Visibility) {
  return conversations.kind === "all"
    ? ([1, 0, "[]"] as const)
    : ([0, conversations.unassigned ? 1 : 0, JSON.stringify(conversations.ownerIds)] as const);
}
