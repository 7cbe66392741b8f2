import { EVENT_CATALOGUE } from "../../event-catalogue/catalogue.ts";
import { CONVERSATION_EXAMPLE } from "../../views/conversation-example.ts";
import { AT, bruno, CONVERSATION, LATER, ursula } from "./story.ts";

const place = { episode: 2, version: 18, occurredAt: LATER };

const { commands: _commands, episode: _episode, ...ROW } = CONVERSATION_EXAMPLE;

const MESSAGE = {
  kind: "message",
  id: "m17",
  sourceId: "wamid.HBgMNTczMDExMTEwMDAyFQIAEhgg",
  direction: "incoming",
  origin: "live",
  sender: bruno,
  episode: 2,
  version: 17,
  occurredAt: AT,
  receivedAt: "2026-11-22T21:48:00.420Z",
  content: { type: "text", text: "Hola, ¿siguen abiertos?" },
  file: null,
  status: null,
  errors: [],
  pricing: null,
  context: null,
  referral: null,
  reactions: [],
  edits: [],
  revokedAt: null,
};

const PROBLEM = {
  type: "urn:ventana:problem:conversation.already_closed",
  title: "The conversation is closed already.",
  status: 409,
  code: "conversation.already_closed",
  instance: "urn:ventana:request:req_0k2f7v9c1m3n5p7q9s1u-2f",
};

/** Conversations, what is in them, and what is asked of them. By the names of their schemas. */
export const INBOX_EXAMPLES: Readonly<Record<string, unknown>> = {
  Activity: {
    kind: "activity",
    id: "a18-0",
    activity: "closed",
    actor: ursula,
    ...place,
    data: { episode: 2, description: "Order taken", reasonCode: "sold", rearmed: true },
  },
  BulkItem: {
    id: CONVERSATION,
    status: 200,
    outcome: "applied",
    version: 18,
    problem: null,
    rearmedAutomations: [{ id: "welcome", name: "Welcome" }],
  },
  ConversationRemoved: { conversationId: CONVERSATION, version: 18 },
  MediaFile: {
    id: "wamid.HBgMNTczMDExMTEwMDAyFQIAEhgg",
    state: "ready",
    url: `/v1/conversations/${CONVERSATION}/media/m17`,
    type: "image/jpeg",
    bytes: 184_320,
    failure: null,
  },
  Message: MESSAGE,
  MessageToSend: { type: "text", text: "Sí, hasta las ocho" },
  Note: { kind: "note", id: "n18", text: "Waits for the invoice", author: ursula, ...place },
  OutOfSight: { id: CONVERSATION, outOfSight: true, rearmedAutomations: [] },
  Outcome: {
    key: "close-7f3a",
    state: "settled",
    conversationId: CONVERSATION,
    version: 18,
    outcome: { kind: "applied", code: null },
  },
  ProviderError: { code: 131_047, title: "Re-engagement message", details: null },
  Refusal: {
    ...PROBLEM,
    reason: PROBLEM.code,
    commands: CONVERSATION_EXAMPLE.commands,
    owner: CONVERSATION_EXAMPLE.owner,
    version: 18,
  },
  RefusedMessage: {
    index: 1,
    code: "request.invalid",
    errors: [{ field: "body.messages.1.text", rule: "must have 1 to 4,096 characters" }],
  },
  StreamEvent: {
    ...EVENT_CATALOGUE["message.received"].example,
    rows: [ROW],
  },
};
