import { DEFAULT_WORKSPACE } from "../../../src/domain/ids.ts";
import type { Store } from "../../../src/store/store.ts";
import { ACME, GLOBEX } from "../../support/builders.ts";
import { WHOLE_LIST } from "../../support/whole-list.ts";
import { allPages } from "../contract/setup.ts";
import {
  comparableDelivery,
  comparableDue,
  comparableMailbox,
  comparableRefs,
  sorted,
  withoutId,
  withoutSeq,
} from "./comparable.ts";
import { LINES } from "./items.ts";
import type { Side } from "./side.ts";

const EVER = Number.MAX_SAFE_INTEGER;
const NOTHING = null;

/** Everything that a store shows through its port, in a form that two stores can be compared by. */
export async function dumpOf(side: Side): Promise<unknown> {
  const { store, now } = side;
  const workspaces = [];
  for (const id of [ACME, GLOBEX, DEFAULT_WORKSPACE, "nobody"]) {
    workspaces.push(await dumpOfWorkspace(side, id));
  }
  return {
    workspaces,
    waiting: comparableRefs(await store.waiting({ before: EVER, limit: 1_000 })),
    due: comparableDue(await store.due({ now: EVER, limit: 1_000 })),
    upcoming: comparableDue(await store.upcoming({ after: now, until: EVER, limit: 1_000 })),
    depth: await store.depth(),
    unrelayed: sorted(await store.unrelayed()),
    dueEndpoints: sorted(await store.dueEndpoints({ now, limit: 1_000 })),
    nextDeliveryAt: await store.nextDeliveryAt({ now }),
    outboxDepth: await store.outboxDepth(),
    effectDepth: await store.effectDepth(),
    nextEffectAt: await store.nextEffectAt({ now }),
    flowsToStop: await store.flowsToStop({ limit: 10 }),
  };
}

async function dumpOfWorkspace(side: Side, id: string) {
  const { store } = side;
  const conversations = [];
  for (const { conversationId } of side.conversations) {
    conversations.push(await dumpOfConversation(store, id, conversationId));
  }
  return {
    id,
    conversations,
    ...(await settingsIn(store, id)),
    ...(await contactsIn(side, id)),
    ...(await outsideIn(store, id)),
    ...(await feedIn(store, id)),
    ...(await automationsIn(store, id)),
    outcomes: await Promise.all([...side.keys].map((key) => store.outcome(id, key))),
    list: await allPages((cursor) => store.conversations(id, { ...WHOLE_LIST, cursor, limit: 3 })),
  };
}

async function dumpOfConversation(store: Store, workspaceId: string, id: string) {
  const history = await store.history(workspaceId, id);
  return {
    mailbox: comparableMailbox(await store.load(workspaceId, id, { maxEntries: 1_000 })),
    row: await store.conversation(workspaceId, id),
    history: history.map(withoutSeq),
    timeline: await allPages((cursor) => store.timeline(workspaceId, id, { cursor, limit: 2 })),
  };
}

async function settingsIn(store: Store, id: string) {
  const settings = [];
  for (const lineId of LINES) {
    for (let version = 1; version <= 4; version++) {
      settings.push(await store.settingsOf(id, lineId, version));
    }
  }
  return {
    settings,
    lines: sorted(await store.lines(id)),
    users: sorted(await store.users(id)),
    endpoints: sorted(await store.endpoints(id)),
  };
}

async function contactsIn({ store, conversations }: Side, id: string) {
  const contacts = [];
  // One more than there are conversations: nobody has made a contact that nothing speaks of.
  for (let number = 1; number <= conversations.length + 1; number++) {
    contacts.push(await store.contact(id, `contact${number}`));
  }
  return { contacts, proposals: sorted(await store.mergeProposals(id)) };
}

async function outsideIn(store: Store, id: string) {
  const everything = { reason: NOTHING, lineId: NOTHING, replayed: true };
  const parked = await allPages((cursor) => store.parked(id, { ...everything, cursor, limit: 2 }));
  const all = { ids: NOTHING, lineId: NOTHING, reason: NOTHING, limit: 3 };
  const waiting = await allPages((cursor) => store.parkedForReplay(id, { ...all, cursor }));
  const notices = await allPages((cursor) => store.notices(id, { cursor, limit: 2 }));
  return {
    parkedTimes: parked.map(({ parkedAt }) => parkedAt),
    parked: sorted(parked.map(withoutId)),
    replayTimes: waiting.map(({ parkedAt }) => parkedAt),
    parkedForReplay: sorted(waiting.map(withoutId)),
    noticeTimes: notices.map(({ receivedAt }) => receivedAt),
    notices: sorted(notices.map(withoutId)),
    templateSyncs: await store.templateSyncs(id),
  };
}

async function automationsIn(store: Store, id: string) {
  const all = { flowId: NOTHING, conversationId: NOTHING };
  const runs = await allPages((cursor) =>
    store.runs(id, { ...all, state: NOTHING, cursor, limit: 2 }),
  );
  const evaluations = await allPages((cursor) =>
    store.evaluations(id, { ...all, verdict: NOTHING, cursor, limit: 2 }),
  );
  const flows = await allPages((cursor) => store.flows(id, { cursor, limit: 2 }));
  return {
    flows,
    versions: await Promise.all(flows.map((flow) => store.flowVersions(id, flow.id))),
    live: await store.liveFlows(id),
    // Their order is free within one moment.
    runs: sorted(runs),
    steps: await Promise.all(sorted(runs).map((run) => store.runSteps(id, run.id))),
    evaluations: sorted(evaluations),
    openCounts: [...(await store.openCounts(id, ["user-0", "user-1", "user-2"]))],
  };
}

async function feedIn(store: Store, id: string) {
  const query = { endpointId: NOTHING, state: NOTHING };
  const deliveries = await allPages((cursor) =>
    store.deliveries(id, { ...query, cursor, limit: 3 }),
  );
  const logs = await Promise.all(deliveries.map((delivery) => store.delivery(id, delivery.id)));
  return {
    lastSeq: await store.lastSeq(id),
    events: await store.events(id, { after: 0, limit: 10_000, types: NOTHING }),
    deliveries: deliveries.map(comparableDelivery),
    attempts: logs.map((log) => log && { event: log.event, attempts: log.attempts }),
  };
}
