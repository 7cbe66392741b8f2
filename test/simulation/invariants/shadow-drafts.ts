import type { Draft } from "../../../src/domain/automation/state.ts";
import type { Command, Refusal } from "../../../src/domain/conversation/commands.ts";

/** The draft that waits for a person's word (R12.5, Q51), written a second time: that it was written is told, that it is stale is reckoned. */
export interface ShadowDrafts {
  /** What automations have under way was told. */
  written(draft: Draft | null): void;
  /** It was settled, or the contact wrote, or a person took the talking. */
  drop(): void;
  refusalOf(command: Command): Refusal | null;
}

export function createShadowDrafts(): ShadowDrafts {
  let waiting: string | null = null;
  const gone = new Set<string>();
  return {
    written(draft) {
      waiting = draft === null || gone.has(draft.id) ? null : draft.id;
    },
    drop() {
      if (waiting !== null) gone.add(waiting);
      waiting = null;
    },
    refusalOf: (command) =>
      "draftId" in command && command.draftId !== waiting ? "automation.no_such_draft" : null,
  };
}
