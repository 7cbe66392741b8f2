import type { NewEvent } from "../../../src/domain/events.ts";
import { kept } from "./copy.ts";
import type { Workspace } from "./state.ts";

/** Gives an event its place in the feed; a repeated id gets none. */
export function publish(workspace: Workspace, { history, ...event }: NewEvent): void {
  if (workspace.eventSeqById.has(event.id)) return;
  const seq = workspace.events.length + 1;
  workspace.events.push(kept({ ...event, seq }));
  workspace.eventSeqById.set(event.id, seq);
  if (history !== undefined) workspace.histories.set(event.id, history);
}
