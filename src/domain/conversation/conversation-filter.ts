import type { ConversationState } from "./conversation.ts";
import type { LineId, UserId } from "../ids.ts";
import type { SearchTerm } from "./search.ts";
import type { Visibility } from "../people/visibility.ts";

/** Which conversations a list shows or a count counts. Null leaves a member out; all that are given must fit (Q26). */
export interface ConversationFilter {
  visibility: Visibility;
  status: "open" | "closed" | "all";
  lineIds: readonly LineId[] | null;
  /** Conversations of any of these users, or of nobody when `unassigned` is set (R4.10). */
  owners: OwnerSet | null;
  states: readonly ConversationState[] | null;
  /** True: the tab "Sin leer" (R4.4); false: only what was read. */
  unread: boolean | null;
  /** Time of the last activity, from `from` on and before `until` (Q27). */
  from: number | null;
  until: number | null;
  /** One that the conversation carries (`domain/conversation/tag.ts`). */
  tag: string | null;
  search: readonly SearchTerm[] | null;
}

/** The filter that leaves all that somebody may see. */
export function unfiltered(visibility: Visibility): ConversationFilter {
  return {
    visibility,
    status: "all",
    lineIds: null,
    owners: null,
    states: null,
    unread: null,
    from: null,
    until: null,
    tag: null,
    search: null,
  };
}

export interface OwnerSet {
  ids: readonly UserId[];
  unassigned: boolean;
}

/** Whose conversations the filter leaves: what is asked for, as far as it is visible. Null: everybody's. */
export function ownersWithin(
  filter: Pick<ConversationFilter, "visibility" | "owners">,
): OwnerSet | null {
  const { visibility, owners } = filter;
  if (visibility.kind === "all") return owners;
  const { ownerIds, unassigned } = visibility;
  if (owners === null) return { ids: ownerIds, unassigned };
  return {
    ids: owners.ids.filter((id) => ownerIds.includes(id)),
    unassigned: owners.unassigned && unassigned,
  };
}
