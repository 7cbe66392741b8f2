import type { Contact, MergeProposal } from "../../../src/domain/contact/contact.ts";
import type { Conversation } from "../../../src/domain/conversation/conversation.ts";
import type { CrmRecord } from "../../../src/domain/records/crm-record.ts";
import type { CustomField } from "../../../src/domain/contact/custom-field.ts";
import type { Attempt, Delivery, Endpoint } from "../../../src/domain/endpoint.ts";
import type { NewEvent, StoredEvent } from "../../../src/domain/events.ts";
import type { Effect } from "../../../src/domain/automation/effect.ts";
import type { Evaluation } from "../../../src/domain/automation/evaluation.ts";
import type { Flow, FlowId, FlowVersion } from "../../../src/domain/automation/flow.ts";
import type { RunId, RunRecord, StepRecord } from "../../../src/domain/automation/run.ts";
import type {
  ContactId,
  ConversationId,
  LineId,
  UserId,
  WorkspaceId,
} from "../../../src/domain/ids.ts";
import type { AppliedEntry, IntakeEntry } from "../../../src/domain/intake/intake.ts";
import type { EffectiveSettings, Line } from "../../../src/domain/line.ts";
import type { LineSending } from "../../../src/domain/sending/line-sending.ts";
import type { MessageItem, TimelineItem } from "../../../src/domain/conversation/message.ts";
import type { MediaAsset, MediaFile } from "../../../src/domain/media/media.ts";
import type { Send } from "../../../src/domain/sending/send.ts";
import type { Template } from "../../../src/domain/template/template.ts";
import type { TemplateSync } from "../../../src/domain/template/template-sync.ts";
import type { Bindings } from "../../../src/domain/template/binding.ts";
import type { CustomRole } from "../../../src/domain/people/role.ts";
import type { Team } from "../../../src/domain/people/team.ts";
import type { Token } from "../../../src/domain/people/token.ts";
import type { OfflineStatus } from "../../../src/domain/people/user-status.ts";
import type { User } from "../../../src/domain/people/user.ts";
import type { Workspace as WorkspaceDoc } from "../../../src/domain/people/workspace.ts";
import type { ConversationRef } from "../../../src/store/conversation-store.ts";
import type { Notice, ParkedItem } from "../../../src/store/intake-store.ts";
import type { Upload } from "../../../src/store/media-store.ts";
import { createSortedIndex, type SortedIndex } from "./sorted-index.ts";

/** An intake entry at rest. */
export interface EntryRow {
  entry: IntakeEntry;
  /** What the channel handed in beside it; null for commands and timers. */
  raw: unknown;
  /** Of commands: what the caller's key was first used for. */
  fingerprint: string | null;
  applied: AppliedEntry | null;
}

/** Everything of one conversation. It exists from its first entry on; `conversation` from its first commit on. */
export interface Thread {
  id: ConversationId;
  lineId: LineId;
  contactId: ContactId;
  conversation: Conversation | null;
  lastSeq: number;
  /** In order of `seq`. */
  waiting: EntryRow[];
  settled: EntryRow[];
  items: Map<string, TimelineItem>;
  messageIdBySource: Map<string, MessageItem["id"]>;
}

export interface DeliveryRow {
  delivery: Delivery;
  /** 0 while nobody works on it. */
  leaseUntil: number;
  attempts: Attempt[];
}

export interface LineSendingRow {
  sending: LineSending;
  holder: string | null;
  heldUntil: number;
  spent: number | null;
}

/** All data of one tenant. A lookup cannot leave it, which is what makes the isolation obvious. */
export interface Workspace {
  id: WorkspaceId;
  lines: Map<LineId, Line>;
  /** By `<line id>|<version>`. */
  settings: Map<string, EffectiveSettings>;
  users: Map<string, User>;
  roles: Map<string, CustomRole>;
  teams: Map<string, Team>;
  statuses: Map<string, OfflineStatus>;
  endpoints: Map<string, Endpoint>;
  contacts: Map<ContactId, Contact>;
  /** By alias id: everybody who has it, or once did. */
  holders: Map<string, Set<ContactId>>;
  /** Who holds a claim now. */
  claims: Map<string, ContactId>;
  proposals: Map<string, MergeProposal>;
  threads: Map<ConversationId, Thread>;
  entries: Map<string, EntryRow>;
  /** Entries that were set aside and not tried again yet, in the order of their deaths. */
  dead: Map<string, EntryRow>;
  /** By the item's key. */
  parked: Map<string, ParkedItem>;
  /** How many of them wait for their line to be registered. */
  backlog: Map<LineId, number>;
  notices: Map<string, Notice>;
  /** Fingerprints by the request's key. */
  requests: Map<string, string>;
  /** `events[n]` has `seq` n + 1. */
  events: StoredEvent[];
  eventSeqById: Map<string, number>;
  /** By event id: whose history it is part of. */
  histories: Map<string, NonNullable<NewEvent["history"]>>;
  relayedSeq: number;
  deliveries: Map<string, DeliveryRow>;
  /** Pending deliveries by endpoint, then by delivery id. */
  pending: Map<string, Map<string, DeliveryRow>>;
  /** By `<conversation id> <file id>`. */
  files: Map<string, MediaFile>;
  assets: Map<string, MediaAsset>;
  /** By `<asset id> <line id>`. */
  uploads: Map<string, Upload>;
  /** By id, in the order of their commits. */
  sends: Map<string, Send>;
  /** Those of them that are queued or on their way. */
  unsettled: Map<string, Send>;
  /** By account, name and language. */
  templates: Map<string, Template>;
  /** By user, and the template's key. */
  templateBindings: Map<string, { bindings: Bindings; at: number }>;
  /** By account. */
  templateSyncs: Map<string, TemplateSync>;
  sendings: Map<LineId, LineSendingRow>;
  /** By portfolio, then by contact: when each was reached last outside of a window. */
  reached: Map<string, Map<ContactId, number>>;
  customFields: Map<string, CustomField>;
  /** By id, in the order in which they were made. */
  records: Map<string, CrmRecord>;
  automations: Automations;
}

/** An effect at rest, and whose turn it was given, if it asked. */
export interface EffectRow {
  effect: Effect;
  turn: UserId | null;
}

/** Flows and what became of them. */
export interface Automations {
  flows: Map<FlowId, Flow>;
  /** By `<flow id>|<version>`. */
  versions: Map<string, FlowVersion>;
  /** Counts the changes. */
  flowsVersion: number;
  /** By id, in the order of their starts, as the following in that of their commits. */
  runs: Map<RunId, RunRecord>;
  /** By run, then by position. */
  steps: Map<RunId, Map<number, StepRecord>>;
  evaluations: Map<string, Evaluation>;
  claims: Map<string, RunId>;
  effects: Map<string, EffectRow>;
  /** By pointer: who was last. */
  turns: Map<string, UserId>;
  /** How far the feed was read for starts. */
  startsSeq: number;
}

export interface State {
  workspaces: Map<WorkspaceId, Workspace>;
  /** A line id is one number of the world: it belongs to one workspace. */
  workspaceOfLine: Map<LineId, WorkspaceId>;
  tokens: Map<string, Token>;
  /** Plans and add-ons. */
  workspaceDocs: Map<WorkspaceId, WorkspaceDoc>;
  /** Conversations by their earliest deadline, and by the arrival of their oldest waiting entry. */
  due: SortedIndex<ConversationRef>;
  waiting: SortedIndex<ConversationRef>;
  /** Counts parked items and notices, which makes their ids and keeps arrivals of one millisecond in order. */
  arrivals: number;
}

export function createState(): State {
  return {
    workspaces: new Map(),
    workspaceOfLine: new Map(),
    tokens: new Map(),
    workspaceDocs: new Map(),
    due: createSortedIndex(),
    waiting: createSortedIndex(),
    arrivals: 0,
  };
}

export function workspaceOf(state: State, id: WorkspaceId): Workspace {
  const known = state.workspaces.get(id);
  if (known !== undefined) return known;
  const made: Workspace = {
    id,
    lines: new Map(),
    settings: new Map(),
    users: new Map(),
    roles: new Map(),
    teams: new Map(),
    statuses: new Map(),
    endpoints: new Map(),
    contacts: new Map(),
    holders: new Map(),
    claims: new Map(),
    proposals: new Map(),
    threads: new Map(),
    entries: new Map(),
    dead: new Map(),
    parked: new Map(),
    backlog: new Map(),
    notices: new Map(),
    requests: new Map(),
    events: [],
    eventSeqById: new Map(),
    histories: new Map(),
    relayedSeq: 0,
    deliveries: new Map(),
    pending: new Map(),
    files: new Map(),
    assets: new Map(),
    uploads: new Map(),
    sends: new Map(),
    unsettled: new Map(),
    templates: new Map(),
    templateBindings: new Map(),
    templateSyncs: new Map(),
    sendings: new Map(),
    reached: new Map(),
    customFields: new Map(),
    records: new Map(),
    automations: {
      flows: new Map(),
      versions: new Map(),
      flowsVersion: 0,
      runs: new Map(),
      steps: new Map(),
      evaluations: new Map(),
      claims: new Map(),
      effects: new Map(),
      turns: new Map(),
      startsSeq: 0,
    },
  };
  state.workspaces.set(id, made);
  return made;
}
