import type { Command } from "../../../src/domain/conversation/commands.ts";
import type { ParkedReason } from "../../../src/domain/intake/inbound.ts";
import type { StoredEvent } from "../../../src/domain/events.ts";
import type { Visibility } from "../../../src/domain/people/visibility.ts";
import type { CommandAnswer } from "../../../src/http/commands/submit-command.ts";
import type { Begun } from "../../../src/http/automations/begin-run.ts";
import type { Update } from "../../../src/simulator/payloads/update.ts";

/** What must have become of one item of a webhook that was answered with 200. */
export type Expectation =
  /** An entry of a conversation, under this key of its line. */
  | { kind: "entry"; lineId: string; itemKey: string; person: string }
  /** Either: a change of identifiers is only noted where there is no conversation. */
  | { kind: "entry or notice"; lineId: string; itemKey: string; person: string }
  /** Kept aside, its raw form holding this mark, and never replayed: nothing can read it. */
  | { kind: "parked"; mark: string; reason: ParkedReason }
  | { kind: "notice"; mark: string };

/** One update that something outside brought about, from then on. */
export interface SentUpdate {
  update: Update;
  expectations: Expectation[];
  /** Provider time of what happened, whole seconds, epoch milliseconds. */
  occurredAt: number;
  /** Whether it opens the window, by WhatsApp's rules. */
  opensWindow: boolean;
  /** A status report: of which message, and what. */
  status: { sourceId: string; status: string } | null;
  /** First time it was in a posted body; null: never. */
  postedAt: number | null;
  /** First time a body with it was answered with 200; null: never. */
  answeredAt: number | null;
}

/** One call of the command API, and how it ended. */
export interface CommandCall {
  sentAt: number;
  endedAt: number;
  /** Null: no answer came. */
  answer: CommandAnswer | null;
}

/** A command as its sender knows it: one key, any number of calls. Sometimes somebody uses a key for two different things. */
export interface SentCommand {
  workspaceId: string;
  userId: string;
  callerKey: string;
  conversationId: string;
  command: Command;
  /** Whose conversations the sender may change. */
  within: Visibility;
  /** `If-Match`; null: any version. */
  expectedVersion: number | null;
  /** The conversations of the bulk request that it is a part of. */
  among?: readonly string[];
  calls: CommandCall[];
}

/** One request that reached a customer's endpoint. */
export interface ReceivedPost {
  at: number;
  eventId: string;
  body: string;
  /** Whether the signature is right, by the receiver's own reckoning. */
  isGenuine: boolean;
  /** Whether the receiver counts it as delivered. */
  accepted: boolean;
}

/** A send that WhatsApp took, whether or not the answer reached anybody. */
export interface TakenSend {
  sendId: string;
  lineId: string;
  sourceId: string;
  at: number;
  /** Whose address it went to; null: nobody's. */
  person: string | null;
  freeForm: boolean;
}

/** One call of a flow's webhook that reached the program behind it. */
export interface AskedProgram {
  workspaceId: string;
  webhookId: string;
  body: string;
  isGenuine: boolean;
}

/** A start of a flow that somebody asked for, by hand or from outside, and every answer that said that it stands. */
export interface AskedBegin {
  asked: { workspaceId: string; flowId: string; callerKey: string };
  /** In whose name: keys of different ones are different. */
  asker: string;
  begun: Begun[];
}

/** Everything the outside knows: what it sent, what it was told, what it received. The invariants ask nobody else. */
export interface Ledger {
  updates: Map<Update, SentUpdate>;
  commands: SentCommand[];
  /** By `<workspace> <endpoint>`. */
  received: Map<string, ReceivedPost[]>;
  sends: TakenSend[];
  asked: AskedProgram[];
  /** Files that messages named, and that WhatsApp had never given that line. */
  strangeFiles: string[];
  starts: AskedBegin[];
  /** What each reader of a feed has read, in its order, by the reader's name. */
  feeds: Map<string, { workspaceId: string; events: StoredEvent[] }>;
  /** Source ids of messages that a planted defect makes unreadable to the machine. */
  poison: Set<string>;
  /** People who wrote under new identifiers before WhatsApp told of the change: two contacts are no mistake then. */
  loosePeople: Set<string>;
  /** Contacts of whom somebody said that they are one with another. */
  mergedContacts: Set<string>;
  /** Endpoints to which deliveries were sent again on request: their attempts were counted afresh. */
  replayed: Set<string>;
  /** Genuine bodies that were refused, forged ones that were taken, and other answers nobody may give. */
  wrongAnswers: string[];
}

export function createLedger(): Ledger {
  return {
    updates: new Map(),
    commands: [],
    received: new Map(),
    sends: [],
    asked: [],
    strangeFiles: [],
    starts: [],
    feeds: new Map(),
    poison: new Set(),
    loosePeople: new Set(),
    mergedContacts: new Set(),
    replayed: new Set(),
    wrongAnswers: [],
  };
}
