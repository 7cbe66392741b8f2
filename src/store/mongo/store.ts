import type { Db } from "mongodb";
import type { LineSendingStore } from "../line-sending-store.ts";
import type { PeopleStore } from "../people-store.ts";
import type { SendStore } from "../send-store.ts";
import type { Store } from "../store.ts";
import { createAutomation } from "./automation/automation.ts";
import { createAutomationLog } from "./automation/automation-log.ts";
import { createCommitting } from "./conversations/commit.ts";
import { openDatabase, type OpenOptions } from "./connect.ts";
import { createLoading } from "./conversations/conversations.ts";
import { createCrashes } from "./intake/crashes.ts";
import { createCrm } from "./crm/crm.ts";
import { createDeadEntries } from "./intake/dead-entries.ts";
import { createDeliveries } from "./feed/deliveries.ts";
import { createDeliveryLog } from "./feed/delivery-log.ts";
import { collectionsOf, type Collections } from "./documents.ts";
import { createEndpoints } from "./feed/endpoints.ts";
import { createEntries } from "./intake/entries.ts";
import { createFeed } from "./feed/feed.ts";
import { createGroups } from "./people/groups.ts";
import { createIntake } from "./intake/intake.ts";
import { createItems } from "./conversations/items.ts";
import { createLineSending } from "./sending/line-sending.ts";
import { createLines } from "./people/lines.ts";
import { createMediaAssets } from "./media/media-assets.ts";
import { createMediaFiles } from "./media/media-files.ts";
import { createOutbox } from "./feed/outbox.ts";
import { createPasts } from "./conversations/pasts.ts";
import { createPending } from "./conversations/pending.ts";
import { createReachedContacts } from "./sending/reached-contacts.ts";
import { createReader } from "./conversations/reader.ts";
import { createRelaying } from "./feed/relay.ts";
import { createReplaying } from "./feed/replay.ts";
import { upsert } from "./retry.ts";
import { createRequests } from "./intake/requests.ts";
import { createSendQueries } from "./sending/send-queries.ts";
import { createSendResults, type SendResults } from "./sending/send-results.ts";
import { createClaimingSends, createRetryingSends } from "./sending/sends.ts";
import { shielded } from "./shield.ts";
import { createTemplates } from "./sending/templates.ts";
import { createTemplateSyncs } from "./sending/template-syncs.ts";
import { createThreads } from "./conversations/threads.ts";
import { createTokens } from "./people/tokens.ts";
import { createUsers } from "./people/users.ts";
import { createWorkspaces } from "./people/workspaces.ts";
import { createWorkQueues } from "./work-queues.ts";

/**
 * The store for more than one machine. Needs no transactions, so that a single server, a replica set, a cluster and
 * servers that only speak the protocol will all do; what is acknowledged stands on the majority's disks.
 *
 * @param options.url `mongodb://` or `mongodb+srv://`, with the database's name in the path (default `ventana`)
 * @throws StoreUnavailableError with a plain sentence when the server cannot be reached or used
 */
export async function openMongoStore(options: OpenOptions): Promise<Store> {
  const { client, db, name } = await openDatabase(options);
  return createMongoStore(db, { name, close: () => client.close() });
}

/** The store on a database that is connected and has its indexes. */
export function createMongoStore(
  db: Db,
  { name, close }: { name: string; close: () => Promise<void> },
): Store {
  const collections = collectionsOf(db);
  const { conversations } = collections;
  const threads = createThreads(conversations);
  const entries = createEntries(collections.entries, threads);
  const items = createItems(collections.items);
  const { append, ...feed } = createFeed(collections);
  const { addFiles, ...files } = createMediaFiles(collections);
  const { sends } = collections;
  const crm = createCrm(collections, append);
  const { followUp, follow } = crm;
  const { note: noteDead, ...dead } = createDeadEntries(collections, entries);
  const putAutomation = createAutomationLog(collections);
  const written = { items, entries, sends, append, followUp, putAutomation, noteDead };
  const pending = createPending(conversations, { ...written, files: { addFiles } });
  const { repairSends, ...results } = createSendResults(collections, entries);
  const syncs = createTemplateSyncs(collections);
  const automation = createAutomation(collections, entries);
  return shielded({
    name,
    ...createIntake(collections, {
      entries,
      items,
      threads,
      settle: crm.settle,
      requestSync: syncs.requestTemplateSync,
    }),
    ...createLoading(collections, { pending, entries, items, follow }),
    ...createWorkQueues(collections),
    ...dead,
    commit: createCommitting(conversations, { threads, pending }),
    repair: inTurn(pending.repair, repairSends, automation.repairEffects, crm.repairCrm),
    ...createSending(collections, { items, follow }),
    ...results,
    ...createRequests(collections.requests),
    ...createCrashes(collections.crashes),
    ...feed,
    ...createRelaying(collections, feed),
    ...createDeliveries(collections),
    ...createOutbox(collections),
    ...createDeliveryLog(collections),
    ...createReplaying(collections, feed),
    ...createLines(collections, syncs.requestTemplateSync),
    ...createPeople(collections),
    ...createEndpoints(collections),
    ...createReader(collections),
    ...createPasts(collections, { pending, entries, follow }),
    ...files,
    ...createMediaAssets(collections),
    ...createTemplates(collections),
    ...syncs,
    ...crm.store,
    ...automation.store,
    // A write: reading alone would not notice a full disk, or a cluster without a primary.
    ping: () => beat(collections.heartbeat),
    close,
  });
}

async function beat(heartbeat: Collections["heartbeat"]): Promise<void> {
  const count = { $inc: { beats: 1 } };
  await upsert(() => heartbeat.updateOne({ _id: "ping" }, count, { upsert: true }));
}

type Repair = Store["repair"];

/** One after another; how many were repaired in all. */
function inTurn(...repairs: Repair[]): Repair {
  return async (query) => {
    let sum = 0;
    for (const repair of repairs) sum += await repair(query);
    return sum;
  };
}

function createSending(
  collections: Collections,
  parts: Parameters<typeof createClaimingSends>[1],
): Omit<SendStore, keyof SendResults> & LineSendingStore {
  return {
    ...createClaimingSends(collections, parts),
    ...createRetryingSends(collections),
    ...createSendQueries(collections),
    ...createLineSending(collections.lineSendings),
    ...createReachedContacts(collections.reachedContacts),
  };
}

function createPeople(collections: Collections): PeopleStore {
  return {
    ...createUsers(collections),
    ...createTokens(collections),
    ...createGroups(collections),
    ...createWorkspaces(collections),
  };
}
