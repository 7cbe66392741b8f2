import type { Draft } from "../../../../src/domain/automation/state.ts";
import type { MessageItem } from "../../../../src/domain/conversation/message.ts";
import type { Dump } from "../../../support/memory-store/dump.ts";
import { groupBy, historiesOf, type Evidence } from "../evidence.ts";

/**
 * What a program drafted is settled once, by whoever was first, and goes out once, in the words that were approved, as that person's message. That none is
 * approved which the contact has made stale, or a person's talking, is the shadow's to say.
 */
export function checkDrafts({ verdict }: Evidence, dump: Dump): void {
  const broken = (what: string): void => verdict.broken("drafts", what);
  const spoken = messagesByStep(dump);
  for (const [conversationId, history] of historiesOf(dump)) {
    const drafts = new Map<string, Draft>();
    const settled = new Set<string>();
    for (const { key, input, cause, applied } of history) {
      if (input.kind === "automation" && input.state.draft !== null) {
        drafts.set(input.state.draft.id, input.state.draft);
      }
      if (input.kind !== "command" || applied.outcome.kind !== "applied") continue;
      const { command } = input;
      if (command.name !== "approveDraft" && command.name !== "discardDraft") continue;
      const { draftId } = command;
      const draft = drafts.get(draftId);
      if (draft === undefined) broken(`${key} settled ${draftId}, which nobody wrote`);
      if (settled.has(draftId)) broken(`${draftId} was settled again by ${key}`);
      settled.add(draftId);
      const said = spoken.get(`${conversationId} ${applied.version}`) ?? [];
      if (command.name === "discardDraft") {
        if (said.length > 0) broken(`${draftId} was discarded, and said`);
        continue;
      }
      const [message] = said;
      const isTheirs =
        said.length === 1 &&
        message?.sender.kind === "user" &&
        message.sender.id === cause.actor.id &&
        textOf(message) === (command.text ?? draft?.text);
      if (!isTheirs) broken(`${draftId} was approved by ${key}, and said ${said.length} times`);
    }
  }
}

/** What each step said to the contact, by conversation and version. */
function messagesByStep({ timelines }: Dump): Map<string, MessageItem[]> {
  const messages = timelines.flatMap(({ items }) =>
    items.flatMap((item) =>
      item.kind === "message" && item.direction === "outgoing" ? [item] : [],
    ),
  );
  return groupBy(messages, ({ conversationId, version }) => `${conversationId} ${version}`);
}

function textOf({ content }: MessageItem): string | null {
  return content?.type === "text" ? content.text : null;
}
