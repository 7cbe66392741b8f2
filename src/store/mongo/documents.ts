import type {
  CrmMembers,
  CustomFieldsDocument,
  HistoryMembers,
  MergingMembers,
  RecordDocument,
  TellingDocument,
} from "./crm/crm-documents.ts";
import type { ListMembers, SearchMembers } from "./conversations/list-members.ts";
import type { Collection, Db, ObjectId } from "mongodb";
import type { Delivery } from "../../domain/endpoint.ts";
import type { EventType } from "../../domain/events.ts";
import type {
  MediaAssetDocument,
  MediaFileDocument,
  MediaUploadDocument,
} from "./media/media-documents.ts";
import type {
  TemplateBindingsDocument,
  TemplateDocument,
  TemplateSyncDocument,
} from "./sending/template-documents.ts";
import type { NoticeDocument, ParkedDocument } from "./intake/outside-documents.ts";
import type {
  TeamDocument,
  TokenDocument,
  UserDocument,
  WorkspaceDocument,
} from "./people/people-documents.ts";
import type { AutomationDocuments } from "./automation/automation-documents.ts";
import type { CrashDocument } from "./intake/crashes.ts";
import type { RequestDocument } from "./intake/requests.ts";
import type {
  LineSendingDocument,
  ReachedContactDocument,
  SendDocument,
} from "./sending/sending-documents.ts";

/**
 * Documents at rest. What queries ask for stands beside a `doc` (or `body`, `raw`) of JSON text, which holds the domain's
 * object as a whole. Text, because it must come back to the letter: WhatsApp's forms bring member names that BSON refuses
 * (`$`, a NUL) and nesting without bound, and a text cut inside a surrogate pair would come back changed.
 *
 * Times are epoch milliseconds. A member that an index is sparse over is absent, never null, when it does not apply.
 */
export interface LineDocument {
  /** The line's id alone: it is one number of the world, whichever workspace has it. */
  _id: string;
  workspace: string;
  portfolio: string;
  waba: string;
  doc: string;
}

/** Of a workspace, under an `_id` made of the workspace and the document's own name. */
export interface TenantDocument {
  _id: string;
  workspace: string;
  doc: string;
}

export interface ContactDocument
  extends TenantDocument, TellingDocument, SearchMembers, CrmMembers, MergingMembers {
  /** Counts the changes; compared at each. */
  revision: number;
  /** Ids of the identifiers it holds now, and what its profile claims: unique in the workspace. */
  open: string[];
  /** Ids of those it held once, workspace first; absent when there is none. */
  former?: string[];
}

/** A conversation's row stands from its first entry on, with version 0 and no document. */
export interface ConversationDocument extends ListMembers {
  _id: string;
  workspace: string;
  conversation: string;
  line: string;
  contact: string;
  version: number;
  nextDueAt?: number;
  lastActivityAt?: number;
  doc?: string;
  /** The last commit, kept: it tells a caller whose answer got lost that it was theirs. */
  lastCommit?: ObjectId;
  pending?: PendingWork;
}

/** What a commit still has to bring to other collections: see `pending.ts`. */
export interface PendingWork {
  /** The commit's id. */
  id: ObjectId;
  body: string;
}

export interface EntryDocument {
  /** Workspace and key. */
  _id: string;
  workspace: string;
  conversation: string;
  key: string;
  seq: number;
  occurredAt: number;
  receivedAt: number;
  body: string;
  raw?: string;
  fingerprint?: string;
  /** Present while no outcome stands, so that indexes over it hold nothing else. */
  waiting?: { workspace: string; conversation: string; seq: number; since: number };
  applied?: {
    version: number;
    at: number;
    settingsVersion: number;
    contactOwner: string | null;
    outcome: string;
  };
}

export interface ItemDocument {
  /** Workspace, conversation and item id. */
  _id: string;
  workspace: string;
  conversation: string;
  id: string;
  version: number;
  occurredAt: number;
  /** False while only something about the message is known. */
  shown: boolean;
  /** Workspace, conversation and the provider's id of the message; absent without one. */
  source?: string;
  /** Version that the commit led to which wrote this state. */
  writtenIn: number;
  doc: string;
}

export interface EventDocument {
  /** Workspace and event id. */
  _id: string;
  workspace: string;
  seq: number;
  id: string;
  type: EventType;
  body: string;
  history?: HistoryMembers;
}

export interface FeedDocument {
  /** The workspace. */
  _id: string;
  /** Never behind the feed once a commit is moved out; a hint for the sweep, not the feed's end. */
  lastSeq: number;
  relayedSeq: number;
  /** How far it was read for starts; absent at first. */
  startsSeq?: number;
}

export interface EndpointDocument extends TenantDocument {
  id: string;
  enabled: boolean;
  disabledReason: "gone" | "failing" | null;
  failingSince: number | null;
  failures: number;
}

export interface DeliveryDocument {
  /** Workspace and delivery id. */
  _id: string;
  workspace: string;
  endpoint: string;
  seq: number;
  eventId: string;
  eventType: EventType;
  state: Delivery["state"];
  attempts: number;
  nextAttemptAt: number;
  createdAt: number;
  settledAt: number | null;
  /** JSON of the attempts, newest last. */
  log: string[];
  /** Present while pending. */
  due?: { workspace: string; endpoint: string; at: number; seq: number };
  /** Present while somebody has it, or had it and died. */
  lease?: { workspace: string; endpoint: string; until: number };
}

export interface DeadEntryDocument {
  /** Workspace and public id, which is derived from the entry's key. */
  _id: string;
  workspace: string;
  id: string;
  /** Of the entry. */
  key: string;
  conversation: string;
  reason: string;
  /** When it was set aside. */
  at: number;
  /** When a copy of it was made that is tried again. */
  replayedAt: number | null;
  /** Until then. */
  waiting?: { workspace: string; at: number; id: string };
}

export interface HeartbeatDocument {
  _id: string;
  beats: number;
}

/** Every collection of the store, by its name in the database. */
export interface Documents extends AutomationDocuments {
  lines: LineDocument;
  lineSettings: TenantDocument;
  workspaces: WorkspaceDocument;
  users: UserDocument;
  tokens: TokenDocument;
  roles: TenantDocument;
  teams: TeamDocument;
  statuses: TenantDocument;
  contacts: ContactDocument;
  mergeProposals: TenantDocument;
  conversations: ConversationDocument;
  entries: EntryDocument;
  items: ItemDocument;
  events: EventDocument;
  feeds: FeedDocument;
  endpoints: EndpointDocument;
  deliveries: DeliveryDocument;
  sends: SendDocument;
  lineSendings: LineSendingDocument;
  reachedContacts: ReachedContactDocument;
  requests: RequestDocument;
  crashes: CrashDocument;
  parked: ParkedDocument;
  deadEntries: DeadEntryDocument;
  notices: NoticeDocument;
  mediaFiles: MediaFileDocument;
  mediaAssets: MediaAssetDocument;
  mediaUploads: MediaUploadDocument;
  templates: TemplateDocument;
  templateBindings: TemplateBindingsDocument;
  templateSyncs: TemplateSyncDocument;
  customFields: CustomFieldsDocument;
  crmRecords: RecordDocument;
  heartbeat: HeartbeatDocument;
}

export type Collections = { [Name in keyof Documents]: Collection<Documents[Name]> };

export function collectionsOf(db: Db): Collections {
  return {
    lines: db.collection("lines"),
    lineSettings: db.collection("lineSettings"),
    workspaces: db.collection("workspaces"),
    users: db.collection("users"),
    tokens: db.collection("tokens"),
    roles: db.collection("roles"),
    teams: db.collection("teams"),
    statuses: db.collection("statuses"),
    contacts: db.collection("contacts"),
    mergeProposals: db.collection("mergeProposals"),
    conversations: db.collection("conversations"),
    entries: db.collection("entries"),
    items: db.collection("items"),
    events: db.collection("events"),
    feeds: db.collection("feeds"),
    endpoints: db.collection("endpoints"),
    deliveries: db.collection("deliveries"),
    sends: db.collection("sends"),
    lineSendings: db.collection("lineSendings"),
    reachedContacts: db.collection("reachedContacts"),
    requests: db.collection("requests"),
    crashes: db.collection("crashes"),
    parked: db.collection("parked"),
    deadEntries: db.collection("deadEntries"),
    notices: db.collection("notices"),
    mediaFiles: db.collection("mediaFiles"),
    mediaAssets: db.collection("mediaAssets"),
    mediaUploads: db.collection("mediaUploads"),
    templates: db.collection("templates"),
    templateBindings: db.collection("templateBindings"),
    templateSyncs: db.collection("templateSyncs"),
    customFields: db.collection("customFields"),
    crmRecords: db.collection("crmRecords"),
    flowBooks: db.collection("flowBooks"),
    flowVersions: db.collection("flowVersions"),
    runs: db.collection("runs"),
    runSteps: db.collection("runSteps"),
    evaluations: db.collection("evaluations"),
    startClaims: db.collection("startClaims"),
    effects: db.collection("effects"),
    turns: db.collection("turns"),
    heartbeat: db.collection("heartbeat"),
  };
}
