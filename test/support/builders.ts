import type { Command } from "../../src/domain/conversation/commands.ts";
import type { Identity } from "../../src/domain/contact/contact.ts";
import type { MessageContent } from "../../src/domain/conversation/content.ts";
import type { Attempt, Endpoint } from "../../src/domain/endpoint.ts";
import type {
  InboundItem,
  IncomingMessage,
  MailboxItem,
  MessageStatus,
} from "../../src/domain/intake/inbound.ts";
import { DEFAULT_LINE_SETTINGS, type Line } from "../../src/domain/line.ts";
import type { Token } from "../../src/domain/people/token.ts";
import type { User } from "../../src/domain/people/user.ts";
import type { Submission } from "../../src/store/intake-store.ts";

/** The moment at which tests begin. */
export const T0 = Date.UTC(2026, 0, 15, 12);
export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Two tenants, each with a line of its own. */
export const ACME = "acme";
export const GLOBEX = "globex";
export const LINE = "100000000000001";
export const SECOND_LINE = "100000000000002";
export const GLOBEX_LINE = "200000000000001";

export const NOBODY: Identity = {
  userId: null,
  parentUserId: null,
  waId: null,
  name: null,
  username: null,
};

/** The person most tests write as: known by both kinds of identifier. */
export const ANA: Identity = {
  ...NOBODY,
  userId: "BR.1001",
  waId: "5511987654321",
  name: "Ana Souza",
};
export const BEN: Identity = { ...NOBODY, userId: "US.2002", waId: "15550002002", name: "Ben" };

export function aLine(changes: Partial<Line> = {}): Line {
  return {
    workspaceId: ACME,
    id: LINE,
    name: "Sales",
    displayPhoneNumber: "+55 11 4000-0001",
    wabaId: "300000000000001",
    portfolioId: "portfolio-1",
    accessToken: null,
    settings: DEFAULT_LINE_SETTINGS,
    createdAt: T0,
    updatedAt: T0,
    ...changes,
  };
}

/** What every mailbox item may say otherwise than the defaults. */
interface ItemChanges {
  lineId?: string;
  identity?: Partial<Identity>;
  occurredAt?: number;
}

/** The part that all mailbox items share. `identity`, when given, is all there is: nothing of Ana's is mixed in. */
function baseOf(key: string, changes: ItemChanges) {
  const { lineId = LINE, identity, occurredAt = T0 } = changes;
  return {
    key,
    lineId,
    identity: identity === undefined ? ANA : { ...NOBODY, ...identity },
    occurredAt,
    raw: { field: "messages", value: { metadata: { phone_number_id: lineId } }, item: { id: key } },
  };
}

export function incoming(sourceId: string, content?: MessageContent): IncomingMessage {
  return {
    sourceId,
    content: content ?? { type: "text", text: `text of ${sourceId}` },
    context: null,
    referral: null,
  };
}

export function aMessage(sourceId: string, changes: ItemChanges = {}): MailboxItem {
  return {
    ...baseOf(`message|${sourceId}`, changes),
    kind: "message",
    message: incoming(sourceId),
  };
}

export function anEcho(sourceId: string, changes: ItemChanges = {}): MailboxItem {
  return { ...baseOf(`message|${sourceId}`, changes), kind: "echo", message: incoming(sourceId) };
}

export function aHistory(sourceId: string, changes: ItemChanges = {}): MailboxItem {
  return {
    ...baseOf(`history|${sourceId}`, changes),
    kind: "history",
    message: incoming(sourceId),
    direction: "incoming",
    status: null,
  };
}

export function aStatus(
  sourceId: string,
  status: MessageStatus,
  changes: ItemChanges = {},
): MailboxItem {
  return {
    ...baseOf(`status|${sourceId}|${status}`, changes),
    kind: "status",
    sourceId,
    status,
    errors: [],
    pricing: null,
    callbackData: null,
  };
}

export function aReaction(
  targetSourceId: string,
  emoji: string | null,
  changes: ItemChanges = {},
): MailboxItem {
  return {
    ...baseOf(`reaction|${targetSourceId}|${emoji}`, changes),
    kind: "reaction",
    by: "contact",
    targetSourceId,
    emoji,
  };
}

export function anEdit(targetSourceId: string, changes: ItemChanges = {}): MailboxItem {
  return {
    ...baseOf(`edit|${targetSourceId}`, changes),
    kind: "edit",
    by: "contact",
    targetSourceId,
    content: { type: "text", text: "edited" },
  };
}

export function aRevoke(targetSourceId: string, changes: ItemChanges = {}): MailboxItem {
  return {
    ...baseOf(`revoke|${targetSourceId}`, changes),
    kind: "revoke",
    by: "contact",
    targetSourceId,
  };
}

export function aCall(sourceId: string, changes: ItemChanges = {}): MailboxItem {
  return {
    ...baseOf(`call|${sourceId}`, changes),
    kind: "call",
    sourceId,
    event: "connect",
    direction: "incoming",
    opensWindow: true,
  };
}

/** `identity` of the changes is the old one; `next` the new one. */
export function aRotation(
  key: string,
  next: Partial<Pick<Identity, "userId" | "parentUserId" | "waId">>,
  changes: ItemChanges = {},
): MailboxItem {
  return {
    ...baseOf(`rotation|${key}`, changes),
    kind: "rotation",
    change: next.waId === undefined ? "userId" : "number",
    next: { userId: null, parentUserId: null, waId: null, ...next },
    body: null,
  };
}

export function aNotice(key: string, lineId: string | null = LINE): InboundItem {
  return {
    kind: "notice",
    key,
    field: "message_template_status_update",
    event: "APPROVED",
    wabaId: "300000000000001",
    lineId,
    occurredAt: T0,
    raw: { field: "message_template_status_update", value: { event: "APPROVED", key } },
  };
}

export function aParkedItem(key: string, lineId: string | null = LINE): InboundItem {
  return {
    kind: "parked",
    key,
    parked: "unknown_shape",
    lineId,
    field: "messages",
    raw: { field: "messages", value: { odd: key } },
  };
}

export const CLOSE: Command = {
  name: "close",
  description: "answered",
  reasonCode: null,
  handOverTo: null,
  rearm: true,
};

export function aSubmission(
  conversationId: string,
  key: string,
  changes: Partial<Submission> = {},
): Submission {
  return {
    workspaceId: ACME,
    conversationId,
    key,
    command: CLOSE,
    actor: { kind: "user", id: "user-1" },
    fingerprint: `print of ${key}`,
    receivedAt: T0,
    ...changes,
  };
}

export function aUser(changes: Partial<User> = {}): User {
  return {
    workspaceId: ACME,
    id: "user-1",
    name: "Ursula",
    role: "seller",
    active: true,
    statusId: null,
    statusSince: null,
    releaseAt: null,
    createdAt: T0,
    lastActiveAt: null,
    ...changes,
  };
}

export function aToken(changes: Partial<Token> = {}): Token {
  return {
    workspaceId: ACME,
    id: "tok_1",
    userId: "user-1",
    name: "",
    hash: "a".repeat(64),
    hint: "vnt_abcd",
    scopes: null,
    createdAt: T0,
    expiresAt: null,
    lastUsedAt: null,
    rotatedAt: null,
    revokedAt: null,
    ...changes,
  };
}

export function anEndpoint(changes: Partial<Endpoint> = {}): Endpoint {
  return {
    workspaceId: ACME,
    id: "endpoint-1",
    url: "https://receiver.example/hook",
    events: ["*"],
    description: "",
    enabled: true,
    disabledReason: null,
    secrets: [{ value: "whsec_dGVzdA==", validUntil: null }],
    startSeq: 0,
    health: { failingSince: null, failures: 0 },
    createdAt: T0,
    updatedAt: T0,
    ...changes,
  };
}

export function anAttempt(number: number, changes: Partial<Attempt> = {}): Attempt {
  return {
    number,
    startedAt: T0,
    durationMs: 12,
    result: "failed",
    status: 500,
    reason: "status",
    ...changes,
  };
}
