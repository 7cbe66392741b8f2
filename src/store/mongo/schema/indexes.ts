import type { Db } from "mongodb";
import type { Documents } from "../documents.ts";
import { AUTOMATION_INDEXES } from "./automation-indexes.ts";
import { CRM_INDEXES } from "./crm-indexes.ts";
import { PEOPLE_INDEXES } from "./people-indexes.ts";
import { LIST_INDEXES } from "./list-indexes.ts";
import { TEMPLATE_INDEXES } from "./template-indexes.ts";
import { SENDING_INDEXES } from "./sending-indexes.ts";

export interface Index {
  collection: keyof Documents;
  name: string;
  key: Readonly<Record<string, 1 | -1>>;
  /** No second document with these members. Every such index but `_id` begins with the tenant too. */
  unique?: true;
  /** Documents without the members are left out: the index holds only what waits, however old the collection grows. */
  sparse?: true;
  /** The queries it is there for. */
  serves: string;
}

/**
 * Every index besides `_id`, beside the query it serves. The way of a message reads by `_id` alone, but for what stands
 * here as "intake" or "load". The tenant is the first member of each, except of those that serve the engine's sweeps, or find the
 * tenant of a webhook, which look over all tenants; where a member is a composed text (`former`, `source`), the tenant is its first part.
 *
 * Sparse compound indexes leave a document out only when it has none of the members. That is why what they span lies in a
 * sub-document (`waiting`, `due`, `lease`) which goes away as a whole, tenant included.
 */
export const INDEXES: readonly Index[] = [
  ...LIST_INDEXES,
  ...SENDING_INDEXES,
  ...CRM_INDEXES,
  ...PEOPLE_INDEXES,
  ...AUTOMATION_INDEXES,
  {
    collection: "contacts",
    name: "open",
    key: { workspace: 1, open: 1 },
    unique: true,
    serves: "intake: who holds these identifiers; the rule that nobody else does",
  },
  {
    collection: "contacts",
    name: "former",
    key: { former: 1 },
    sparse: true,
    serves: "intake: who held these identifiers once",
  },
  {
    collection: "entries",
    name: "seq",
    key: { workspace: 1, conversation: 1, seq: 1 },
    unique: true,
    serves:
      "intake: the last entry of a conversation, and the rule that the next comes behind it; history",
  },
  {
    collection: "entries",
    name: "waiting",
    key: { "waiting.workspace": 1, "waiting.conversation": 1, "waiting.seq": 1 },
    sparse: true,
    serves: "load: what waits in a conversation, in order",
  },
  {
    collection: "entries",
    name: "waitingSince",
    key: { "waiting.since": 1, "waiting.workspace": 1, "waiting.conversation": 1 },
    sparse: true,
    serves: "sweep: conversations that have waited longest; depth",
  },
  {
    collection: "items",
    name: "source",
    key: { source: 1 },
    sparse: true,
    serves: "load: the messages that entries speak of",
  },
  {
    collection: "items",
    name: "timeline",
    key: { workspace: 1, conversation: 1, shown: 1, occurredAt: -1, version: -1, id: -1 },
    serves: "reader: the timeline",
  },
  {
    collection: "conversations",
    name: "due",
    key: { nextDueAt: 1 },
    sparse: true,
    serves: "sweep: deadlines that have come, or come soon",
  },
  {
    collection: "conversations",
    name: "pending",
    key: { "pending.id": 1 },
    sparse: true,
    serves: "sweep: commits that a crash left half-written",
  },
  {
    collection: "events",
    name: "seq",
    key: { workspace: 1, seq: 1 },
    unique: true,
    serves: "feed: events behind a place, the last one, and the rule that the next comes behind it",
  },
  {
    collection: "events",
    name: "type",
    key: { workspace: 1, type: 1, seq: 1 },
    serves: "feed: events of some types behind a place",
  },
  {
    collection: "deliveries",
    name: "due",
    key: { "due.workspace": 1, "due.endpoint": 1, "due.at": 1, "due.seq": 1 },
    sparse: true,
    serves: "claim, dueEndpoints, nextDeliveryAt, outboxDepth",
  },
  {
    collection: "deliveries",
    name: "leased",
    key: { "lease.workspace": 1, "lease.endpoint": 1, "lease.until": 1 },
    sparse: true,
    serves: "nextDeliveryAt: when the first lease ends",
  },
  {
    collection: "deliveries",
    name: "listed",
    key: { workspace: 1, state: 1, seq: -1, _id: 1 },
    serves: "deliveries of all endpoints, by state",
  },
  {
    collection: "deliveries",
    name: "listedOfEndpoint",
    key: { workspace: 1, endpoint: 1, state: 1, seq: -1, _id: 1 },
    serves: "deliveries of one endpoint, by state; removal of an endpoint",
  },
  {
    collection: "endpoints",
    name: "workspace",
    key: { workspace: 1, _id: 1 },
    serves: "endpoints of a workspace; relay",
  },
  {
    collection: "endpoints",
    name: "enabled",
    key: { enabled: 1, _id: 1 },
    serves: "sweep: dueEndpoints, nextDeliveryAt, outboxDepth",
  },
  {
    collection: "parked",
    name: "listed",
    key: { workspace: 1, parkedAt: 1, _id: 1 },
    serves: "parked, replayed ones too",
  },
  {
    collection: "parked",
    name: "listedOfLine",
    key: { workspace: 1, line: 1, parkedAt: 1, _id: 1 },
    serves: "parked of one line, replayed ones too",
  },
  {
    collection: "parked",
    name: "waiting",
    key: { workspace: 1, replayedAt: 1, parkedAt: 1, _id: 1 },
    serves: "parked, parkedForReplay",
  },
  {
    collection: "parked",
    name: "waitingOfLine",
    key: { workspace: 1, line: 1, replayedAt: 1, parkedAt: 1, _id: 1 },
    serves: "parked and parkedForReplay of one line",
  },
  {
    collection: "parked",
    name: "backlog",
    key: { workspace: 1, line: 1, reason: 1, replayedAt: 1 },
    serves: "intake: whether items of a line still wait to be replayed; linesToReplay",
  },
  {
    collection: "deadEntries",
    name: "waiting",
    key: { "waiting.workspace": 1, "waiting.at": 1, "waiting.id": 1 },
    sparse: true,
    serves: "deadEntries, replayDead",
  },
  {
    collection: "notices",
    name: "listed",
    key: { workspace: 1, receivedAt: 1, _id: 1 },
    serves: "notices",
  },
  {
    collection: "mediaFiles",
    name: "due",
    key: { "due.at": 1, "due.workspace": 1, "due.conversation": 1 },
    sparse: true,
    serves: "sweep: files of messages that are to be fetched",
  },
  {
    collection: "mediaFiles",
    name: "dueOfConversation",
    key: { "due.workspace": 1, "due.conversation": 1, "due.at": 1 },
    sparse: true,
    serves: "claimMedia of one conversation",
  },
  {
    collection: "mediaAssets",
    name: "listed",
    key: { workspace: 1, deletedAt: 1, createdAt: -1, _id: -1 },
    serves: "assets of all kinds",
  },
  {
    collection: "mediaAssets",
    name: "listedOfKind",
    key: { workspace: 1, kind: 1, deletedAt: 1, createdAt: -1, _id: -1 },
    serves: "assets of one kind",
  },
  ...TEMPLATE_INDEXES,
  { collection: "lines", name: "workspace", key: { workspace: 1, _id: 1 }, serves: "lines" },
  {
    collection: "mergeProposals",
    name: "workspace",
    key: { workspace: 1, _id: 1 },
    serves: "mergeProposals, mergeProposalPage",
  },
];

/** Makes what is missing of them, and of their collections; several processes may do so at once. */
export async function createIndexes(db: Db): Promise<void> {
  const byCollection = Map.groupBy(INDEXES, ({ collection }) => collection);
  await Promise.all(
    [...byCollection].map(([collection, indexes]) =>
      db.collection(collection).createIndexes(
        indexes.map(({ name, key, unique = false, sparse = false }) => ({
          name,
          key: { ...key },
          ...(unique ? { unique } : {}),
          ...(sparse ? { sparse } : {}),
        })),
      ),
    ),
  );
}
