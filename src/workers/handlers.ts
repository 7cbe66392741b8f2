import type { JobData, QueueName } from "../queues/catalogue.ts";
import type { AdvanceConversation } from "./advance.ts";
import type { AutomationWork } from "./automation/automation-work.ts";
import type { DeliverToEndpoint } from "./deliver.ts";
import type { FetchMedia } from "./media/fetch-media.ts";
import type { RelayEvents } from "./relay.ts";
import type { SendLines } from "./send/send-lines.ts";
import type { Sweep } from "./sweep.ts";
import type { SyncTemplates } from "./templates/sync-templates.ts";

/** What each queue's jobs do. A job says where to look; the handler finds in the store what there is to do. */
export type Handlers = { [Q in QueueName]: (data: JobData<Q>) => Promise<unknown> };

/** Entries younger than this are still on their way through the queue. */
export const SWEEP_GRACE_MS = 2_000;

export function createHandlers(deps: {
  advance: AdvanceConversation;
  relay: RelayEvents;
  deliver: DeliverToEndpoint;
  sweep: Sweep;
  fetchMedia: FetchMedia;
  syncTemplates: SyncTemplates;
  sends: Pick<SendLines, "wake">;
  /** Left out where there are no flows. */
  automations?: Pick<AutomationWork, "effects" | "startOnContacts">;
}): Handlers {
  return {
    "advance-live": (address) => deps.advance(address, "live"),
    "advance-bulk": (address) => deps.advance(address, "bulk"),
    "advance-status": async ({ conversations }) => {
      await allOf(conversations.map((address) => deps.advance(address, "status")));
    },
    timer: (address) => deps.advance(address, "bulk"),
    relay: async ({ workspaceId }) => {
      const starting = deps.automations?.startOnContacts(workspaceId, "rung") ?? [];
      await allOf([deps.relay(workspaceId), starting].flat());
    },
    deliver: ({ workspaceId, endpointId }) => deps.deliver(workspaceId, endpointId),
    send: async ({ workspaceId, lineId }) => deps.sends.wake(workspaceId, lineId),
    automation: async () => deps.automations?.effects.wake(),
    media: (conversation) => deps.fetchMedia(conversation),
    templates: (account) => deps.syncTemplates(account),
    sweep: async () => {
      await deps.sweep.mirror();
      await deps.sweep.run({ graceMs: SWEEP_GRACE_MS });
    },
  };
}

/** Waits for all of them, also when one fails, and then fails with the first. */
async function allOf(works: Promise<unknown>[]): Promise<void> {
  for (const result of await Promise.allSettled(works)) {
    if (result.status === "rejected") throw result.reason;
  }
}
