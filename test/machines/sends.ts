import type { Actor } from "../../src/domain/actor.ts";
import type { Commit } from "../../src/domain/commit.ts";
import { messageIdOf, sendIdOf } from "../../src/domain/ids.ts";
import type {
  OutgoingContent,
  OutgoingMessage,
  OutgoingTemplate,
} from "../../src/domain/sending/outgoing.ts";
import type { SendCommand } from "../../src/domain/sending/send-commands.ts";
import type { SendResult } from "../../src/domain/sending/send.ts";
import { WHATSAPP } from "../../src/domain/actor.ts";
import { CONVERSATION_ID, type Life } from "./support.ts";

export const text = (words: string): OutgoingContent => ({
  type: "text",
  text: words,
  previewUrl: false,
});

export const TEMPLATE: OutgoingTemplate = {
  type: "template",
  name: "seguimiento",
  language: "es_MX",
  category: "UTILITY",
  components: [{ type: "body", parameters: [{ type: "text", text: "Ana" }] }],
  text: "Hola Ana, ¿seguimos?",
  values: { 1: "Ana" },
};

export const message = (
  content: OutgoingContent,
  replyToId: string | null = null,
): OutgoingMessage => ({ content, replyToId });

export function sendOf(...contents: OutgoingContent[]): SendCommand {
  return { name: "send", messages: contents.map((content) => message(content)), refused: [] };
}

/** The person sends, and each content is a message. */
export function sends(life: Life, by: Actor, at: number, ...contents: OutgoingContent[]): Commit {
  return life.asks(by, sendOf(...contents), at);
}

/** Word of what became of the `index`-th message of a version. */
export function reports(
  life: Life,
  { version, index = 0, result }: { version: number; index?: number; result: SendResult },
  at: number,
): Commit {
  const messageId = messageIdOf(version, index);
  const item = life.messages().find(({ id }) => id === messageId);
  const targetId = item?.content?.type === "reaction" ? item.content.targetId : null;
  const sendId = sendIdOf(CONVERSATION_ID, messageId);
  const input = { kind: "sendResult", sendId, messageId, targetId, result } as const;
  return life.enters([life.entry(input, WHATSAPP, at, at)], at);
}
