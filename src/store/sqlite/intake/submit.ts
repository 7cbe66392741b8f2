import { commandEntry } from "../../../domain/intake/intake.ts";
import type { IntakeStore, Submission, SubmitResult } from "../../intake-store.ts";
import type { Connection } from "../connection.ts";
import { createEntries, outcomeOf } from "./entries.ts";
import { createThreads } from "../conversations/threads.ts";

/** Commands into mailboxes, and what became of what was put there. */
export function createSubmitting(connection: Connection): Pick<IntakeStore, "submit" | "outcome"> {
  const entries = createEntries(connection);
  const threads = createThreads(connection);

  function begin({ workspaceId, conversationId: id, begins }: Submission): number | undefined {
    return begins === undefined ? undefined : threads.add({ workspaceId, id, ...begins });
  }

  function submit(submission: Submission): SubmitResult {
    const { workspaceId, conversationId, key, fingerprint } = submission;
    const known = entries.byKey(workspaceId, key);
    if (known !== undefined) {
      const command = entries.commandOf(workspaceId, key);
      return { kind: "repeated", fingerprint: known.fingerprint ?? "", command };
    }
    const pk = threads.pkOf(workspaceId, conversationId) ?? begin(submission);
    if (pk === undefined) return { kind: "unknown_conversation" };
    entries.add(pk, commandEntry(submission), { raw: null, fingerprint });
    return { kind: "submitted" };
  }

  return {
    submit: (submission) => connection.write(() => submit(submission)),
    outcome: (workspaceId, key) =>
      connection.read(() => {
        const row = entries.byKey(workspaceId, key);
        if (row === undefined) return null;
        const { conversationId, version, outcome } = row;
        if (version === null || outcome === null) return { kind: "pending", conversationId };
        return { kind: "settled", conversationId, version, outcome: outcomeOf(outcome) };
      }),
  };
}
