import type { IncomingMessage, MailboxInput } from "../../../src/domain/intake/inbound.ts";
import { WHATSAPP, type Actor } from "../../../src/domain/actor.ts";
import type { SendResult } from "../../../src/domain/sending/send.ts";
import { live } from "../../machines/happenings.ts";
import { message as outgoing, reports, sendOf, text } from "../../machines/sends.ts";
import { BotLife } from "../../machines/automation/bot-life.ts";
import { ANA, HOUR, Life, LINE_ID, MINUTE, T0, user } from "../../machines/support.ts";

const EVA = user("usr_eva");
const PHONE: Actor = { kind: "phone", id: LINE_ID };
const LONG = "x".repeat(20_000);

/** With everything that may stand beside what it says. */
function rich(sourceId: string, words = "Hola"): IncomingMessage {
  return {
    sourceId,
    content: { type: "text", text: words },
    context: {
      sourceId: "wamid.before",
      forwarded: true,
      frequentlyForwarded: false,
      product: { catalogId: "c1", retailerId: "r1" },
    },
    referral: {
      sourceId: "ad-7",
      sourceType: "ad",
      sourceUrl: "https://fb.example/7",
      headline: "Sillas",
      body: "Doce por diez",
      clickId: "click-7",
    },
  };
}

/** What few random lives bring about: WhatsApp's rarer news, and messages with all that may stand in them. */
export function rareLife(): Life {
  const life = new Life({ pickupMs: 20 * MINUTE });
  let at = T0;
  const hear = (input: MailboxInput, by: Actor = ANA) => life.webhook(input, (at += MINUTE), by);
  const edit = (targetSourceId: string, words: string) =>
    hear({ kind: "edit", by: "business", targetSourceId, content: { type: "text", text: words } });
  for (const words of ["Hola", LONG]) {
    hear({ kind: "message", message: rich(`wamid.in${words.length}`, words) });
    hear({ kind: "echo", message: rich(`wamid.echo${words.length}`, words) }, PHONE);
  }
  for (const change of ["number", "userId", "identity"] as const) {
    const next = { userId: "US.1", parentUserId: null, waId: "15550001111" };
    hear({ kind: "rotation", change, next, body: null }, WHATSAPP);
  }
  for (const words of ["Sí", LONG]) {
    life.asks(EVA, { ...sendOf(), messages: [outgoing(text(words), "m1")] }, (at += MINUTE));
  }
  const failed = life.conversation!.version;
  const result: SendResult = { kind: "refused", reason: "window", errors: [] };
  reports(life, { version: failed, result }, (at += MINUTE));
  hear({ kind: "message", message: rich("wamid.again") });
  const resend = { name: "resend", messageId: `m${failed}`, replyToId: "m1" } as const;
  life.asks(EVA, { ...resend, content: text("Sí") }, (at += MINUTE));
  const { version } = life.conversation!;
  const accepted = { kind: "accepted", sourceId: "wamid.ours" } as const;
  reports(life, { version, result: accepted }, (at += MINUTE));
  live(life, ["status", "wamid.ours", "played"], at, at);
  edit("wamid.ours", "Sí.");
  edit("wamid.in4", LONG);
  life.asks(EVA, { ...CLOSE, handOverTo: { kind: "user", userId: "usr_max" } }, (at += HOUR));
  hear({ kind: "reaction", by: "contact", targetSourceId: "wamid.in4", emoji: null });
  return life;
}

/** With an automation that comes to its end, and one that chooses whose it is. */
export function automatedLife(): Life {
  const steps = [{ id: "mark", do: "tag", tags: ["nuevo"], next: null }];
  const life = new BotLife().has("f", { start: { on: "conversation.started_by_contact" }, steps });
  life.says("Hola", T0);
  const flow = { kind: "automation", id: "f" } as const;
  for (const [at, userId] of ["usr_eva", "usr_max"].entries()) {
    const chosen = { by: "roundRobin", of: 2 } as const;
    const target = { kind: "user", userId } as const;
    life.asks(flow, { name: "assign", target, markUnread: false, chosen }, T0 + MINUTE * (at + 1));
  }
  return life;
}

const CLOSE = { name: "close", description: "Vendido", reasonCode: "sold", rearm: false } as const;
