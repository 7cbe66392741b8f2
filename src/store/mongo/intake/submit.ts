import type { Collection } from "mongodb";
import { commandEntry } from "../../../domain/intake/intake.ts";
import type { WorkspaceId } from "../../../domain/ids.ts";
import type { IntakeStore, SubmitResult } from "../../intake-store.ts";
import type { ConversationDocument } from "../documents.ts";
import type { Entries, KnownEntry } from "./entries.ts";
import { outcomeOf } from "./entry-documents.ts";
import { keyOf } from "../keys.ts";
import { untilDone } from "../retry.ts";

/** Commands into mailboxes, and what became of what was put there. */
export function createSubmitting(
  conversations: Collection<ConversationDocument>,
  entries: Entries,
): Pick<IntakeStore, "submit" | "outcome"> {
  async function repeated(
    workspaceId: WorkspaceId,
    key: string,
    { fingerprint = "" }: KnownEntry,
  ): Promise<SubmitResult> {
    return { kind: "repeated", fingerprint, command: await entries.commandOf(workspaceId, key) };
  }

  return {
    async submit(submission) {
      const { workspaceId, conversationId, key, fingerprint, begins } = submission;
      const [known, thread] = await Promise.all([
        entries.byKey(workspaceId, key),
        conversations.findOne(
          { _id: keyOf(workspaceId, conversationId) },
          { projection: { line: 1, contact: 1 } },
        ),
      ]);
      if (known !== null) return repeated(workspaceId, key, known);
      const between = thread === null ? begins : { lineId: thread.line, contactId: thread.contact };
      if (between === undefined) return { kind: "unknown_conversation" };
      const entry = commandEntry(submission);
      const place = { workspaceId, id: conversationId, ...between };
      const [added] = await entries.add(place, [{ entry, raw: null, fingerprint, applied: null }]);
      if (added === true) return { kind: "submitted" };
      // Somebody else was faster with this key, between the look and the write.
      const first = await untilDone(() => entries.byKey(workspaceId, key));
      return repeated(workspaceId, key, first);
    },

    async outcome(workspaceId, key) {
      const entry = await entries.byKey(workspaceId, key);
      if (entry === null) return null;
      const { conversation: conversationId, applied } = entry;
      if (applied === undefined) return { kind: "pending", conversationId };
      const { version } = applied;
      return { kind: "settled", conversationId, version, outcome: outcomeOf(applied) };
    },
  };
}
