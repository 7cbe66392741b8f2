import type { Db } from "mongodb";
import type { Store } from "../store.ts";
import { createCommitting } from "./conversations/commit.ts";
import { openDatabase } from "./connect.ts";
import { createLoading } from "./conversations/conversations.ts";
import { createCrashes } from "./intake/crashes.ts";
import { createCrm } from "./crm/crm.ts";
import { createDeadEntries } from "./intake/dead-entries.ts";
import { createDeliveries } from "./feed/deliveries.ts";
import { createDeliveryLog } from "./feed/delivery-log.ts";
import { collectionsOf } from "./documents.ts";
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
import { createPending } from "./conversations/pending.ts";
import { createReachedContacts } from "./sending/reached-contacts.ts";
import { createReader } from "./conversations/reader.ts";
import { createRelaying } from "./feed/relay.ts";
import { createReplaying } from "./feed/replay.ts";
import { upsert } from "./retry.ts";
import { createRequests } from "./intake/requests.ts";
import { createSendQueries } from "./sending/send-queries.ts";
import { createSendResults } from "./sending/send-results.ts";
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
export async function openMongoStore({ url }: { url: string }): Promise<Store> {
  const { client, db, name } = await openDatabase({ url });
  return createMongoStore(db, { name, close: () => client.close() });
}

/** The store on a database that is connected and has its indexes. */
export function createMongoStore(
  db: Db,
  { name, close }: { name: string; close: () => Promise<void> },
): Store {
  const collections = collectionsOf(db);
  const { conversations, heartbeat } = collections;
  const threads = createThreads(conversations);
  const entries = createEntries(collections.entries, threads);
  const items = createItems(collections.items);
  const { append, ...feed } = createFeed(collections);
  const { addFiles, ...files } = createMediaFiles(collections);
  const { sends } = collections;
  const crm = createCrm(collections, append);
  const { followUp, follow } = crm;
  const { note: noteDead, ...dead } = createDeadEntries(collections, entries);
  const parts = { items, entries, sends, append, files: { addFiles }, followUp, noteDead };
  const pending = createPending(conversations, parts);
  const { repairSends, ...results } = createSendResults(collections, entries);
  const syncs = createTemplateSyncs(collections);
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
    async repair(query) {
      const repaired = [await pending.repair(query), await repairSends(query)];
      return [...repaired, await crm.repairCrm(query)].reduce((sum, count) => sum + count, 0);
    },
    ...createClaimingSends(collections, { items, follow }),
    ...createRetryingSends(collections),
    ...results,
    ...createSendQueries(collections),
    ...createLineSending(collections.lineSendings),
    ...createReachedContacts(collections.reachedContacts),
    ...createRequests(collections.requests),
    ...createCrashes(collections.crashes),
    ...feed,
    ...createRelaying(collections, feed),
    ...createDeliveries(collections),
    ...createOutbox(collections),
    ...createDeliveryLog(collections),
    ...createReplaying(collections, feed),
    ...createLines(collections, syncs.requestTemplateSync),
    ...createUsers(collections),
    ...createTokens(collections),
    ...createGroups(collections),
    ...createWorkspaces(collections),
    ...createEndpoints(collections),
    ...createReader(collections),
    ...files,
    ...createMediaAssets(collections),
    ...createTemplates(collections),
    ...syncs,
    ...crm.store,
    async ping() {
      // A write: reading alone would not notice a full disk, or a cluster without a primary.
      const beat = { $inc: { beats: 1 } };
      await upsert(() => heartbeat.updateOne({ _id: "ping" }, beat, { upsert: true }));
    },
    close,
  });
}
