import type { Mailbox } from "../../../src/store/conversation-store.ts";
import type { Sabotage } from "./sabotage.ts";

/** Mistakes with time, and with the net that catches what the queue loses. */
export const TIMER_BUGS: Sabotage[] = [
  {
    name: "keeps deadlines in the queue only",
    from: 2,
    process: ({ store }) => ({ sweepStore: { ...store, due: () => Promise.resolve([]) } }),
  },
  {
    name: "never sweeps for waiting entries",
    from: 2,
    process: ({ store }) => ({ sweepStore: { ...store, waiting: () => Promise.resolve([]) } }),
  },
  {
    name: "relays only when it is rung for",
    from: 2,
    process: ({ store }) => ({ sweepStore: { ...store, unrelayed: () => Promise.resolve([]) } }),
  },
  {
    name: "delivers only when it is rung for",
    process: ({ store }) => ({
      sweepStore: { ...store, dueEndpoints: () => Promise.resolve([]) },
    }),
  },
  {
    name: "decides by the wall clock of the worker",
    process: ({ life, queueSkewMs }) => ({
      workerClock: { now: () => life.clock.now() + queueSkewMs },
    }),
  },
  {
    name: "lets a fired job expire the window, whatever deadline is stored",
    process({ store }) {
      /** Conversations whose timer job begins, with the deadline that the job was made for. */
      const fired = new Map<string, number>();
      return {
        store: {
          ...store,
          async load(workspaceId, conversationId, options) {
            const dueAt = fired.get(conversationId);
            fired.delete(conversationId);
            const mailbox = await store.load(workspaceId, conversationId, options);
            return mailbox && dueAt !== undefined ? expiring(mailbox, dueAt) : mailbox;
          },
        },
        handlers: (honest) => ({
          ...honest,
          timer(data) {
            fired.set(data.conversationId, data.dueAt);
            return honest.timer(data);
          },
        }),
      };
    },
  },
];

/** The conversation as if its window were to end when the job says. */
function expiring(mailbox: Mailbox, dueAt: number): Mailbox {
  const { conversation } = mailbox;
  if (conversation === null || conversation.facts.timers.windowExpired === null) return mailbox;
  const timers = { ...conversation.facts.timers, windowExpired: dueAt };
  return {
    ...mailbox,
    conversation: { ...conversation, facts: { ...conversation.facts, timers } },
  };
}
