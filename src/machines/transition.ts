import type { SnapshotFrom } from "xstate";
import type { Facts, Regions } from "../domain/conversation/conversation.ts";
import { conversationMachine } from "./conversation.ts";
import { pureTransition } from "./pure-transition.ts";

type Snapshot = SnapshotFrom<typeof conversationMachine>;

/** The conversation machine's transition. A test holds it against XState's own, from every combination of regions by every event. */
export const transition = pureTransition(conversationMachine);

/** Snapshots by the states of the four regions, of which there are few dozen combinations: to find their nodes is most of the work. */
const resolved = new Map<string, Snapshot>();

/** The machine's snapshot of a stored state: the same as `resolveState` gives. Throws when a region has no such state. */
export function restore(regions: Regions, facts: Facts): Snapshot {
  const { lifecycle, window, ownership, attention } = regions;
  const name = `${lifecycle} ${window} ${ownership} ${attention}`;
  const known = resolved.get(name);
  if (known !== undefined) return { ...known, context: facts };
  const snapshot = conversationMachine.resolveState({ value: { ...regions }, context: facts });
  resolved.set(name, snapshot);
  return snapshot;
}
