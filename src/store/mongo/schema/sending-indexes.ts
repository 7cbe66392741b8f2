import type { Index } from "./indexes.ts";

/** Indexes of the outbox of sends, and of what a line may send; the rules of `indexes.ts` apply. */
export const SENDING_INDEXES: readonly Index[] = [
  {
    collection: "lineSendings",
    name: "workspace",
    key: { workspace: 1, line: 1 },
    serves: "lineSendings of a workspace",
  },
  {
    collection: "lineSendings",
    name: "stopped",
    key: { stop: 1 },
    sparse: true,
    serves: "sweep: dueSendLines leaves out the lines that have stopped",
  },
  {
    collection: "reachedContacts",
    name: "reachedAt",
    key: { workspace: 1, portfolio: 1, reachedAt: 1 },
    serves: "reachContact: how many in the last 24 hours, the first of them, and those before",
  },
  {
    collection: "sends",
    name: "waiting",
    key: {
      "waiting.workspace": 1,
      "waiting.line": 1,
      "waiting.queuedAt": 1,
      "waiting.position": 1,
      "waiting.at": 1,
    },
    sparse: true,
    serves: "claimSends: what waits on a line, oldest first",
  },
  {
    collection: "sends",
    name: "waitingUntil",
    key: { "waiting.at": 1 },
    sparse: true,
    serves: "sweep: dueSendLines, nextSendAt, sendDepth",
  },
  {
    collection: "sends",
    name: "open",
    key: { "open.workspace": 1, "open.conversation": 1, "open.position": 1 },
    sparse: true,
    serves: "claimSends, dueSendLines: what is to be settled first in a conversation",
  },
  {
    collection: "sends",
    name: "openSince",
    key: { "open.queuedAt": 1 },
    sparse: true,
    serves: "sweep: sendDepth, the oldest that is not settled",
  },
  {
    collection: "sends",
    name: "leased",
    key: { "lease.until": 1 },
    sparse: true,
    serves: "sweep: settleOverdueSends, nextSendAt, sendDepth; claimSends: what a claim has taken",
  },
  {
    collection: "sends",
    name: "unreported",
    key: { "report.since": 1 },
    sparse: true,
    serves: "sweep: results that a crash left unreported",
  },
  {
    collection: "sends",
    name: "ofConversation",
    key: { workspace: 1, conversation: 1, position: -1 },
    serves: "sendsOf",
  },
];
