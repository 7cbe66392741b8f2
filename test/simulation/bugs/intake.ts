import { receiveWebhook } from "../../../src/channels/whatsapp/intake-webhook.ts";
import type { InboundItem, MailboxItem } from "../../../src/domain/intake/inbound.ts";
import { canonicalWaId } from "../../../src/domain/contact/phone.ts";
import type { MemoryStore } from "../../support/memory-store/memory-store.ts";
import type { Sabotage } from "./sabotage.ts";

const HOUR = 3_600_000;

/** Mistakes of the door: between the webhook and the mailbox. */
export const INTAKE_BUGS: Sabotage[] = [
  {
    name: "answers 200 before the commit",
    from: 3,
    process: ({ acceptWebhook }) => ({
      async acceptWebhook(request, deps) {
        const receipt = receiveWebhook({ ...request, secrets: deps.secrets });
        const answer = acceptWebhook(request, deps);
        if (receipt.kind !== "accepted") return answer;
        return { kind: "accepted", counts: { accepted: 0, duplicate: 0, parked: 0, noticed: 0 } };
      },
    }),
  },
  {
    name: "answers 200 although the store is unavailable",
    from: 3,
    process: ({ acceptWebhook }) => ({
      async acceptWebhook(request, deps) {
        const answer = await acceptWebhook(request, deps);
        if (answer.kind !== "unavailable") return answer;
        return { kind: "accepted", counts: { accepted: 0, duplicate: 0, parked: 0, noticed: 0 } };
      },
    }),
  },
  {
    name: "forgets the keys of items after six hours",
    database(store, { scheduler }) {
      const firstSeenAt = new Map<string, number>();
      return withItems(store, (item) => {
        const at = firstSeenAt.get(item.key) ?? scheduler.now();
        firstSeenAt.set(item.key, at);
        return scheduler.now() - at < 6 * HOUR ? item : { ...item, key: `${item.key}#again` };
      });
    },
  },
  {
    name: "drops what is older than an hour",
    database: (store, { scheduler }) => ({
      ...store,
      async accept(items, options) {
        const isFresh = (item: InboundItem): boolean =>
          item.kind === "parked" ||
          item.kind === "history" ||
          item.occurredAt > scheduler.now() - HOUR;
        await store.accept(items.filter(isFresh), options);
        return items.map(() => ({ kind: "noticed", workspaceId: "default" }));
      },
    }),
  },
  {
    name: "takes the time of arrival for the time of the message",
    database: (store, { scheduler }) =>
      withItems(store, (item) => ({ ...item, occurredAt: scheduler.now() })),
  },
  {
    name: "takes the spellings of one number for different people",
    database: (store) =>
      withItems(store, (item) => {
        const { waId } = item.identity;
        if (waId === null || canonicalWaId(waId) === waId) return item;
        return { ...item, identity: { ...item.identity, waId: `00${waId}` } };
      }),
  },
  {
    name: "takes parked items from the list before they are accepted",
    from: 2,
    process: ({ store, life }) => ({
      store: {
        ...store,
        async parkedForReplay(workspaceId, query) {
          const page = await store.parkedForReplay(workspaceId, query);
          const ids = page.items
            .filter(({ reason }) => reason === "unknown_line")
            .map(({ id }) => id);
          if (ids.length > 0) await store.settleParked(workspaceId, ids, life.clock.now());
          return page;
        },
      },
    }),
  },
];

/** A database that reads every item for a mailbox otherwise than it came. */
function withItems(store: MemoryStore, change: (item: MailboxItem) => MailboxItem): MemoryStore {
  return {
    ...store,
    accept: (items, options) =>
      store.accept(
        items.map((item) =>
          item.kind === "parked" || item.kind === "notice" ? item : change(item),
        ),
        options,
      ),
  };
}
