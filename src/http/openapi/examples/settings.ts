import { CONVERSATION_EXAMPLE } from "../../views/conversation-example.ts";
import { AT, CONVERSATION, LATER, LINE, WABA } from "./story.ts";

export const ENDPOINT = {
  id: "ep_0k2f7v9c1m3n5p7q9s1u",
  url: "https://crm.example/ventana",
  events: ["conversation.started_by_contact", "window.closing"],
  description: "CRM",
  enabled: true,
  disabledReason: null,
  secrets: [{ validUntil: null }],
  startSeq: 1_041,
  failingSince: null,
  createdAt: AT,
  updatedAt: AT,
};

const DELIVERY = {
  id: "ep_0k2f7v9c1m3n5p7q9s1u.1042",
  endpointId: ENDPOINT.id,
  eventId: `evt_${CONVERSATION}_started_2`,
  eventType: "conversation.started_by_contact",
  seq: 1_042,
  state: "delivered",
  attempts: 1,
  nextAttemptAt: AT,
  createdAt: AT,
  settledAt: LATER,
};

export const LINE_EXAMPLE = {
  ...CONVERSATION_EXAMPLE.line,
  wabaId: WABA,
  portfolioId: WABA,
  hasAccessToken: true,
  settings: {
    windowMs: 86_400_000,
    closingLeadMs: 3_600_000,
    autoClose: {
      enabled: true,
      afterMs: 259_200_000,
      description: "No answer for three days",
      reasonCode: "no_answer",
    },
    ownerOnReopening: "keep",
    reopening: "automatic",
    pickupMs: 900_000,
    version: 3,
    autoCloseActivatedAt: AT,
  },
  sending: {
    state: "running",
    reason: null,
    code: null,
    since: null,
    perSecond: 80,
    messagingLimit: 1_000,
  },
  createdAt: AT,
  updatedAt: AT,
};

/** Lines, templates, endpoints, and what came in beside them. By the names of their schemas. */
export const SETTINGS_EXAMPLES: Readonly<Record<string, unknown>> = {
  Attempt: {
    number: 1,
    startedAt: AT,
    durationMs: 84,
    result: "delivered",
    status: 204,
    reason: null,
  },
  DeadEntry: {
    id: "dead_1",
    conversationId: CONVERSATION,
    kind: "message",
    reason: "TypeError",
    occurredAt: AT,
    receivedAt: AT,
    diedAt: LATER,
  },
  Delivery: DELIVERY,
  Endpoint: ENDPOINT,
  Line: LINE_EXAMPLE,
  Notice: {
    id: "notice_1",
    field: "message_template_status_update",
    event: "APPROVED",
    wabaId: WABA,
    lineId: null,
    occurredAt: AT,
    receivedAt: AT,
    raw: { message_template_name: "order_ready", event: "APPROVED" },
  },
  ParkedItem: {
    id: "parked_1",
    reason: "unknown_line",
    lineId: LINE,
    field: "messages",
    raw: { object: "whatsapp_business_account", entry: [] },
    parkedAt: AT,
    replayedAt: null,
  },
  TemplateObstacle: { reason: "status", status: "PAUSED" },
  TemplateSlot: {
    key: "body.1",
    need: "text",
    required: true,
    charsMax: 1_024,
    context: "Hola {{1}}, su pedido está listo",
    example: "Ana",
  },
  TemplateSync: {
    wabaId: WABA,
    state: "idle",
    lastFullAt: AT,
    nextAt: LATER,
    problem: null,
  },
};
