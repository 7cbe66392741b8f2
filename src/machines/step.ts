import type { Facts, Regions } from "../domain/conversation/conversation.ts";
import type { Announcement } from "./announcement.ts";
import type { MachineEvent } from "./machine-event.ts";
import { restore, transition } from "./transition.ts";

/** The part of a conversation that the machine moves. */
export interface MachineState {
  regions: Regions;
  facts: Facts;
}

export interface Step extends MachineState {
  /** False when no region had an answer to the event: then regions and facts are the very same objects. */
  changed: boolean;
  announcements: Announcement[];
}

/**
 * One step of the conversation machine, as a pure function: `(state, event) -> (state, announcements)`. XState decides and runs
 * nothing; what it would run comes back as data.
 */
export function step(state: MachineState, event: MachineEvent): Step {
  const before = restore(state.regions, state.facts);
  const [after, actions] = transition(before, event);
  const unchanged = {
    regions: state.regions,
    facts: state.facts,
    changed: false,
    announcements: [],
  };
  if (after === before) return unchanged;
  const announcements: Announcement[] = [];
  for (const action of actions) {
    if (action.type === "announce") announcements.push(action.params as Announcement);
  }
  const changed =
    announcements.length > 0 ||
    after.context !== before.context ||
    !sameRegions(state.regions, after.value);
  return changed
    ? { regions: after.value, facts: after.context, changed, announcements }
    : unchanged;
}

function sameRegions(a: Regions, b: Regions): boolean {
  return (
    a.lifecycle === b.lifecycle &&
    a.window === b.window &&
    a.ownership === b.ownership &&
    a.attention === b.attention
  );
}
