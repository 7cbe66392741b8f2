import { commandEntry } from "../../../src/domain/intake/intake.ts";
import type { IntakeStore } from "../../../src/store/intake-store.ts";
import { acceptItem } from "./accept.ts";
import { copyOf } from "./copy.ts";
import { createOutside } from "./outside.ts";
import { workspaceOf, type State } from "./state.ts";
import { addEntry, threadOf } from "./threads.ts";

/** The durable door. Each call runs to its end before another begins, which is all the atomicity there is to have. */
export function createIntake(state: State): IntakeStore {
  return {
    ...createOutside(state),
    async accept(items, options) {
      return copyOf(items).map((item) => acceptItem(state, item, options));
    },
    async submit(given) {
      const submission = copyOf(given);
      const { key, conversationId, fingerprint } = submission;
      const workspace = workspaceOf(state, submission.workspaceId);
      const earlier = workspace.entries.get(key);
      if (earlier !== undefined) {
        const { input } = earlier.entry;
        if (input.kind !== "command") throw new Error("no command stands under this key");
        const command = copyOf(input.command);
        return { kind: "repeated", fingerprint: earlier.fingerprint ?? "", command };
      }
      const { begins } = submission;
      const thread =
        begins === undefined
          ? workspace.threads.get(conversationId)
          : threadOf(workspace, { id: conversationId, ...begins });
      if (thread === undefined) return { kind: "unknown_conversation" };
      addEntry({ state, workspace, thread }, (seq) => ({ ...commandEntry(submission), seq }), {
        raw: null,
        fingerprint,
      });
      return { kind: "submitted" };
    },
    async outcome(workspaceId, key) {
      const row = workspaceOf(state, workspaceId).entries.get(key);
      if (row === undefined) return null;
      const { conversationId } = row.entry;
      if (row.applied === null) return { kind: "pending", conversationId };
      const { version, outcome } = row.applied;
      return { kind: "settled", conversationId, version, outcome: copyOf(outcome) };
    },
  };
}
