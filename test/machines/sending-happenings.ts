import type { Actor } from "../../src/domain/actor.ts";
import type { Command } from "../../src/domain/conversation/commands.ts";
import type { Commit } from "../../src/domain/commit.ts";
import type { SendResult } from "../../src/domain/sending/send.ts";
import { message, reports, sendOf, sends, TEMPLATE, text } from "./sends.ts";
import type { Life } from "./support.ts";

/** What people send, and what becomes of it. */
export const SENDING = [
  "send",
  "several",
  "template",
  "answer",
  "react",
  "resend",
  "typing",
  "receipt",
  "accepted",
  "refused",
  "uncertain",
] as const;

/** One of them happens to a conversation; `pick` chooses the message that is spoken of. */
export function sendsSomething(
  life: Life,
  { kind, by, pick }: { kind: string; by: Actor; pick: number },
  at: number,
): Commit {
  const messages = life.messages();
  const picked = messages[pick % Math.max(1, messages.length)]?.id ?? "m1";
  const ask = (command: Command) => life.asks(by, command, at);
  switch (kind) {
    case "send":
      return sends(life, by, at, text("Hola"));
    case "several":
      return sends(life, by, at, text("Hola"), TEMPLATE, text("¿Qué tal?"));
    case "template":
      return sends(life, by, at, TEMPLATE);
    case "answer":
      return ask({ ...sendOf(), messages: [message(text("Sí"), picked)] });
    case "react":
      return sends(life, by, at, { type: "reaction", targetId: picked, emoji: "👍" });
    case "resend":
      return ask({ name: "resend", messageId: picked, content: TEMPLATE, replyToId: null });
    case "typing":
      return ask({ name: "typing" });
    case "receipt":
      return ask({ name: "read", receipt: true });
    default:
      return reports(
        life,
        { version: versionOf(picked), index: indexOf(picked), result: resultOf(kind, at) },
        at,
      );
  }
}

function resultOf(kind: string, at: number): SendResult {
  if (kind === "accepted") return { kind, sourceId: `wamid.out${at}` };
  if (kind === "uncertain") return { kind };
  const errors = [{ code: 131047, title: null, details: null }];
  return { kind: "refused", reason: "window", errors };
}

const versionOf = (id: string) => Number(/^m(\d+)/.exec(id)?.[1] ?? 0);
const indexOf = (id: string) => Number(/\.(\d+)$/.exec(id)?.[1] ?? 0);
