import { createActor, type ExecutableActionsFrom, type SnapshotFrom } from "xstate";
import type { Facts, Regions } from "../domain/conversation/conversation.ts";
import { conversationMachine } from "./conversation.ts";
import type { MachineEvent } from "./machine-event.ts";

type Snapshot = SnapshotFrom<typeof conversationMachine>;
type Action = ExecutableActionsFrom<typeof conversationMachine>;

/**
 * XState's own `transition()`, at a third of its price. That one makes an actor for every call, which first runs through the machine's
 * initial states; here one that is never started stands in for all of them. Nothing can be left behind in it: the machine spawns, invokes
 * and sends nothing, and its actions are handed out as data. A test holds the two against each other,
 * from every combination of regions by every event.
 */
export function transition(snapshot: Snapshot, event: MachineEvent): [Snapshot, Action[]] {
  const actions: Action[] = [];
  const actionExecutor = (action: unknown): void => void actions.push(action as Action);
  const next = conversationMachine.transition(snapshot, event, { ...SCOPE, actionExecutor });
  return [next, actions];
}

const nobody = createActor(conversationMachine);
const nothing = (): void => {};

const SCOPE = {
  self: nobody,
  system: nobody.system,
  id: "",
  sessionId: "",
  logger: nothing,
  defer: nothing,
  emit: nothing,
  stopChild: nothing,
};

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
