import type { Commit } from "../../../src/domain/commit.ts";
import type { InboundItem } from "../../../src/domain/intake/inbound.ts";
import { automationKey } from "../../../src/domain/automation/run.ts";
import { webhookKey } from "../../../src/domain/intake/intake.ts";
import type { AutomationsWatch } from "../invariants/automations/automations-watch.ts";
import type { MemoryStore } from "../../support/memory-store/memory-store.ts";

export interface StoreWatch {
  /** Something was written: there may be work for a sweep. */
  onChange: () => void;
  /** An entry has come to stand in a mailbox. */
  onAccepted: (workspaceId: string, key: string) => void;
  /** A line has stopped sending. */
  onStopped: (workspaceId: string, lineId: string) => void;
  /** A commit stands. */
  onCommitted: (commit: Commit) => void;
  /** Whether this message is one on which the machine is to fail, as if our parser had a defect. */
  isPoison: (sourceId: string) => boolean;
  /** Null in a world without flows. */
  automations: AutomationsWatch | null;
}

/** Calls after which a sweep may find something that it did not find before. */
const WRITES = [
  "accept",
  "submit",
  "commit",
  "relay",
  "claim",
  "settle",
  "mergeContacts",
  "replayDeliveries",
  "putEndpoint",
  "claimSends",
  "retrySend",
  "settleSend",
  "settleOverdueSends",
  "releaseLine",
  "resumeLine",
  "addFlow",
  "changeFlow",
  "claimEffects",
  "retryEffect",
  "settleEffect",
  "submitStart",
  "moveStartsCursor",
  "saveContact",
  "saveRecord",
] as const satisfies (keyof MemoryStore)[];

/** The database itself, watched: what is told here happened, whatever the caller was told. */
export function watchStore(store: MemoryStore, watch: StoreWatch): MemoryStore {
  const watched: MemoryStore = {
    ...store,
    async accept(items, options) {
      const accepted = await store.accept(
        items.map((item) => spoil(item, watch)),
        options,
      );
      for (const [index, item] of items.entries()) {
        const result = accepted[index];
        if (result?.kind !== "accepted" || item.kind === "parked" || item.kind === "notice")
          continue;
        watch.onAccepted(result.workspaceId, webhookKey(item.lineId, item.key));
      }
      return accepted;
    },
    async submit(submission) {
      const result = await store.submit(submission);
      if (result.kind === "submitted") watch.onAccepted(submission.workspaceId, submission.key);
      return result;
    },
    async settleEffect(settlement) {
      const result = await store.settleEffect(settlement);
      const key = automationKey(settlement.id);
      if (result === "settled") watch.onAccepted(settlement.workspaceId, key);
      return result;
    },
    async submitStart(asked) {
      const result = await store.submitStart(asked);
      if (result === "submitted") watch.onAccepted(asked.workspaceId, asked.key);
      return result;
    },
    async stopLine(workspaceId, lineId, stop) {
      const result = await store.stopLine(workspaceId, lineId, stop);
      if (result === "stopped") watch.onStopped(workspaceId, lineId);
      return result;
    },
    async commit(commit) {
      const result = await store.commit(commit);
      if (result !== "committed") return result;
      watch.onCommitted(commit);
      await watch.automations?.onCommitted(commit);
      return result;
    },
    ...(watch.automations !== null && watchReads(store, watch.automations)),
  };
  for (const method of WRITES) {
    const write = watched[method] as (...args: unknown[]) => Promise<unknown>;
    const noted = (...args: unknown[]) => write(...args).finally(watch.onChange);
    Object.assign(watched, { [method]: noted });
  }
  return watched;
}

function watchReads(
  store: MemoryStore,
  { onLoaded, onClaimed }: AutomationsWatch,
): Pick<MemoryStore, "load" | "claimSends"> {
  return {
    async load(workspaceId, conversationId, options) {
      const mailbox = await store.load(workspaceId, conversationId, options);
      if (mailbox !== null) onLoaded({ workspaceId, conversationId }, mailbox.flowsVersion);
      return mailbox;
    },
    async claimSends(...args) {
      const claimed = await store.claimSends(...args);
      onClaimed(claimed);
      return claimed;
    },
  };
}

/** A text message without its text: no parser of ours makes one, and the machine throws on it. */
function spoil(item: InboundItem, { isPoison }: StoreWatch): InboundItem {
  if (item.kind !== "message" || !isPoison(item.message.sourceId)) return item;
  const content = { type: "text" } as unknown as typeof item.message.content;
  return { ...item, message: { ...item.message, content } };
}
