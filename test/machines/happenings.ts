import fc from "fast-check";
import type { Actor } from "../../src/domain/actor.ts";
import type { Commit } from "../../src/domain/commit.ts";
import type { MailboxInput, MessageStatus } from "../../src/domain/intake/inbound.ts";
import {
  changeSettings,
  lineSettingsSchema,
  type EffectiveSettings,
} from "../../src/domain/line.ts";
import { SENDING, sendsSomething } from "./sending-happenings.ts";
import { ANA, HOUR, LINE_ID, Life, MINUTE, T0, user } from "./support.ts";

const VERSIONS: EffectiveSettings[] = [];
for (const wanted of [
  {},
  { autoClose: { afterMs: 3 * HOUR, description: "Sin respuesta" }, pickupMs: 20 * MINUTE },
  { autoClose: { afterMs: HOUR, description: "Rápido" }, ownerOnReopening: "unassign" as const },
  { reopening: "manual" as const },
]) {
  VERSIONS.push(changeSettings(VERSIONS.at(-1) ?? null, lineSettingsSchema.parse(wanted), T0));
}
export const settingsOf = (version: number): EffectiveSettings => VERSIONS[version - 1]!;

export const CLOSE = {
  kind: "command" as const,
  command: {
    name: "close" as const,
    description: "Venta cerrada",
    reasonCode: null,
    handOverTo: null,
    rearm: true,
  },
};
const PHONE: Actor = { kind: "phone", id: LINE_ID };
const people = fc.constantFrom("usr_eva", "usr_max");
const sourceIds = fc.constantFrom("wamid.1", "wamid.2", "wamid.3", "wamid.4");
const message = (sourceId: string, text: string) => ({
  sourceId,
  content: { type: "text" as const, text },
  context: null,
  referral: null,
});

/** One thing that happens to a conversation, with the time since the last one and the delay until it reached us. */
export const happening = fc.record({
  wait: fc.integer({ min: 0, max: 20 * HOUR }),
  delay: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 30 * HOUR })),
  settings: fc.constantFrom(1, 1, 1, 2, 3, 4),
  what: fc.oneof(
    { weight: 4, arbitrary: fc.tuple(fc.constant("message"), sourceIds) },
    { weight: 1, arbitrary: fc.tuple(fc.constant("echo"), sourceIds) },
    { weight: 1, arbitrary: fc.tuple(fc.constant("history"), sourceIds) },
    {
      weight: 2,
      arbitrary: fc.tuple(
        fc.constant("status"),
        sourceIds,
        fc.constantFrom("sent", "delivered", "read", "failed"),
      ),
    },
    { weight: 1, arbitrary: fc.tuple(fc.constantFrom("reaction", "edit", "revoke"), sourceIds) },
    { weight: 1, arbitrary: fc.tuple(fc.constant("call")) },
    {
      weight: 4,
      arbitrary: fc.tuple(
        fc.constantFrom(
          "close",
          "closeSilently",
          "reopen",
          "assign",
          "nobody",
          "read",
          "unread",
          "claim",
          "tag",
          "untag",
          "note",
          "conditional",
        ),
        people,
        people,
      ),
    },
    {
      weight: 4,
      arbitrary: fc.tuple(fc.constantFrom(...SENDING), people, fc.nat({ max: 12 }).map(String)),
    },
    { weight: 2, arbitrary: fc.tuple(fc.constant("nothing")) },
  ),
});

export function live(
  life: Life,
  [kind = "", a = "", b = ""]: string[],
  at: number,
  receivedAt: number,
): void {
  const hear = (input: MailboxInput) =>
    life.webhook(input, at, kind === "echo" ? PHONE : ANA, receivedAt);
  switch (kind) {
    case "message":
    case "echo":
      return void hear({ kind, message: message(a, kind) });
    case "history":
      return void hear({ kind, message: message(a, "antes"), direction: "incoming", status: null });
    case "status":
      return void hear({
        kind,
        sourceId: a,
        status: b as MessageStatus,
        errors: b === "failed" ? [{ code: 131047, title: null, details: null }] : [],
        pricing: null,
        callbackData: null,
      });
    case "reaction":
      return void hear({ kind, by: "contact", targetSourceId: a, emoji: "👍" });
    case "edit":
      return void hear({
        kind,
        by: "contact",
        targetSourceId: a,
        content: { type: "text", text: "otra" },
      });
    case "revoke":
      return void hear({ kind, by: "contact", targetSourceId: a });
    case "call":
      return void hear({
        kind,
        sourceId: "c",
        event: "terminate",
        direction: "incoming",
        opensWindow: true,
      });
    case "close":
      return void life.closes(user(a), receivedAt);
    case "closeSilently":
      return void life.asks(user(a), { ...CLOSE.command, rearm: false }, receivedAt);
    case "tag":
    case "untag":
      return void life.asks(user(a), { name: kind, tags: [b] }, receivedAt);
    case "note":
      return void life.asks(user(a), { name: kind, text: b }, receivedAt);
    case "conditional":
      // Right half of the time: the other one's version is that of the first step.
      return void life.asksAt(
        a === b ? (life.conversation?.version ?? 0) : 1,
        { by: user(a), command: { name: "tag", tags: [`${receivedAt}`] } },
        receivedAt,
      );
    case "assign":
      return void life.assigns(user(a), b, receivedAt, true);
    case "nobody":
      return void life.assigns(user(a), null, receivedAt);
    case "reopen":
    case "read":
    case "unread":
    case "claim":
      return void life.asks(user(a), { name: kind }, receivedAt);
    case "nothing":
      return void life.passes(receivedAt);
    default:
      return void sendsSomething(life, { kind, by: user(a), pick: Number(b) }, receivedAt);
  }
}

export function lifeOf(
  walk: readonly { wait: number; delay: number; settings: number; what: string[] }[],
  onCommit: (commit: Commit) => void = () => {},
  life = new Life(),
): Life {
  let now = T0;
  for (const { wait, delay, settings, what } of walk) {
    now += wait;
    life.line.settings = settingsOf(settings);
    live(life, what, now - delay, now);
    if (life.last !== null) onCommit(life.last);
  }
  return life;
}
