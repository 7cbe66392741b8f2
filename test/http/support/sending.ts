import { randomUUID } from "node:crypto";
import type { LightMyRequestResponse } from "fastify";
import { sendIdOf } from "../../../src/domain/ids.ts";
import type { SendResult } from "../../../src/domain/sending/send.ts";
import { DEFAULT_WORKSPACE } from "../../../src/domain/ids.ts";
import { LINE } from "../../support/builders.ts";
import type { Bench } from "./bench.ts";

/** A message of an answer, as far as tests look at it. */
export interface MessageView {
  id: string;
  status: string;
  sourceId: string | null;
  content: Record<string, unknown>;
  file: { state: string } | null;
  context: { sourceId: string } | null;
  resendOf?: string;
  resentAs?: string;
}

export interface SentView {
  id: string;
  version: number;
  messages: MessageView[];
  refused: { index: number; code: string; errors: { field: string; rule: string }[] }[];
}

export function post(
  { ask }: Pick<Bench, "ask">,
  id: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<LightMyRequestResponse> {
  return ask("POST", `/v1/conversations/${id}/messages`, body, headers);
}

/** A post that must have been answered with 200. */
export async function sent(
  bench: Pick<Bench, "ask">,
  id: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<SentView> {
  const response = await post(bench, id, body, headers);
  if (response.statusCode !== 200) throw new Error(response.body);
  return response.json<SentView>();
}

export async function messageOf(
  { ask }: Pick<Bench, "ask">,
  id: string,
  messageId: string,
): Promise<MessageView | undefined> {
  const page = await ask("GET", `/v1/conversations/${id}/timeline?limit=100`);
  return page.json<{ items: MessageView[] }>().items.find((item) => item.id === messageId);
}

/** What the outbox holds of a conversation, oldest first. */
export async function outboxOf({ store }: Pick<Bench, "store">, conversationId: string) {
  const sends = await store.sendsOf(DEFAULT_WORKSPACE, conversationId, { limit: 100 });
  return sends.toReversed();
}

/** WhatsApp answers a send, as the dispatcher would report it. */
export async function settle(
  { store, engine, clock }: Pick<Bench, "store" | "engine" | "clock">,
  { conversationId, messageId }: { conversationId: string; messageId: string },
  result: SendResult,
): Promise<void> {
  const place = { name: randomUUID(), now: clock.now(), leaseMs: 1_000, limit: 10 };
  await store.claimSends(DEFAULT_WORKSPACE, LINE, place);
  await store.settleSend({
    workspaceId: DEFAULT_WORKSPACE,
    id: sendIdOf(conversationId, messageId),
    attempt: 1,
    at: clock.now(),
    result,
  });
  engine.doorbell.ringConversations("live", [{ workspaceId: DEFAULT_WORKSPACE, conversationId }]);
  await engine.idle();
}
