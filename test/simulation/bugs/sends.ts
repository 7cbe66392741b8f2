import type { IntakeEntry } from "../../../src/domain/intake/intake.ts";
import type { Send } from "../../../src/domain/sending/send.ts";
import type { MemoryStore } from "../../support/memory-store/memory-store.ts";
import type { Sabotage } from "./sabotage.ts";

/** Mistakes with what people write. */
export const SEND_BUGS: Sabotage[] = [
  {
    name: "takes every message for a template, which needs no window",
    process: ({ store }) => ({
      store: {
        ...store,
        async load(workspaceId, conversationId, options) {
          const mailbox = await store.load(workspaceId, conversationId, options);
          return mailbox && { ...mailbox, entries: mailbox.entries.map(asTemplates) };
        },
      },
    }),
  },
  {
    name: "posts again when no answer came",
    from: 5,
    process: ({ graphPost }) => ({
      async graphPost(message) {
        const answer = await graphPost(message);
        return answer.kind === "lost" ? { kind: "not_sent" } : answer;
      },
    }),
  },
  { name: "puts back what a dead process had under way", from: 72, database: putBackOverdue },
  {
    name: "judges the window when a message is written, and not when it leaves",
    from: 19,
    process: ({ store }) => ({
      store: {
        ...store,
        async claimSends(...args) {
          const claimed = await store.claimSends(...args);
          return claimed.map((one) => ({ ...one, windowExpiresAt: Number.MAX_SAFE_INTEGER }));
        },
      },
    }),
  },
  {
    name: "writes to the newest number of a merged contact, whoever of them wrote",
    from: 8,
    process: ({ store }) => ({
      store: {
        ...store,
        async claimSends(...args) {
          const claimed = await store.claimSends(...args);
          return claimed.map((one) => ({ ...one, lastInboundFrom: null }));
        },
      },
    }),
  },
  {
    name: "posts the messages of a conversation side by side",
    database: (store) => ({
      ...store,
      async claimSends(...args) {
        const claimed = [];
        // What is settled does not hold up the next: here nothing does.
        for (;;) {
          const more = await store.claimSends(...args);
          if (more.length === 0) return claimed;
          claimed.push(...more);
          for (const { send } of more) await store.settleSend(doneAlready(send));
        }
      },
    }),
  },
];

function doneAlready({ workspaceId, id, attempts: attempt, claimedAt }: Send) {
  const result = { kind: "uncertain" } as const;
  return { workspaceId, id, attempt, at: claimedAt ?? 0, result };
}

function putBackOverdue(store: MemoryStore): MemoryStore {
  return {
    ...store,
    async settleOverdueSends({ now }) {
      const sends = store.dump().flatMap((dump) => dump.sends);
      for (const { workspaceId, id, attempts: attempt, leaseUntil, failures } of sends) {
        if (leaseUntil === null || leaseUntil > now) continue;
        await store.retrySend({
          workspaceId,
          id,
          attempt,
          nextAttemptAt: now,
          failures,
          errors: [],
        });
      }
      return [];
    },
  };
}

function asTemplates(entry: IntakeEntry): IntakeEntry {
  const { input } = entry;
  if (input.kind !== "command" || input.command.name !== "send") return entry;
  const template = { name: "x", language: "es", category: "UTILITY", components: [], values: {} };
  const messages = input.command.messages.map(({ replyToId }) => ({
    content: { ...template, type: "template" as const, text: "x" },
    replyToId,
  }));
  return { ...entry, input: { ...input, command: { ...input.command, messages } } };
}
