import {
  echoUpdate,
  historyUpdate,
  type HistoryMessage,
} from "../../../src/simulator/payloads/coexistence.ts";
import { callConnected, callTerminated } from "../../../src/simulator/payloads/calls.ts";
import type { Content } from "../../../src/simulator/payloads/content.ts";
import type { Identity } from "../../../src/simulator/payloads/identity.ts";
import { messageUpdate } from "../../../src/simulator/payloads/message.ts";
import type { Riders } from "../../../src/simulator/payloads/riders.ts";
import { statusUpdate, type StatusName } from "../../../src/simulator/payloads/status.ts";
import { userChangedNumber, userChangedUserId } from "../../../src/simulator/payloads/system.ts";
import type { LineRef, Update } from "../../../src/simulator/payloads/update.ts";
import type { Expectation, SentUpdate } from "./ledger.ts";

/** An update with what must become of it, before anybody has posted it. */
export type Draft = Omit<SentUpdate, "postedAt" | "answeredAt">;

/** Between whom: a person as shown now, and a line. */
export interface Between {
  person: string;
  as: Identity;
  line: LineRef;
}

/*
 * The dedupe keys are written out here once more, after section 6 of the WhatsApp page, and not taken from the parser: what the
 * parser makes of an update is one of the things that the simulation doubts.
 */

export function messageDraft(
  { person, as, line }: Between,
  message: { id: string; at: number; content: Content; riders?: Riders },
): Draft {
  const update = messageUpdate({ line, from: as, ...message });
  const expectations = [entry(line, `m:${message.id}`, person)];
  // A type newer than this code: the message stands, unread, and a copy waits for code that can read it.
  if (message.content.type === NEWER_TYPE) {
    expectations.push({ kind: "parked", mark: message.id, reason: "unknown_type" });
  }
  return draft(update, message.at, expectations, { opensWindow: true });
}

export function echoDraft(
  { person, as, line }: Between,
  message: { id: string; at: number; content: Content; swapParties?: boolean },
): Draft {
  const update = echoUpdate({ line, to: as, ...message });
  return draft(update, message.at, [entry(line, `b:${message.id}`, person)]);
}

export function statusDraft(
  { person, as, line }: Between,
  report: {
    sourceId: string;
    status: StatusName;
    at: number;
    errorCode?: number;
    callbackData?: string;
  },
): Draft {
  const { sourceId, status, at, errorCode, callbackData } = report;
  const update = statusUpdate({
    line,
    id: sourceId,
    status,
    at,
    to: as,
    withContacts: status !== "failed",
    ...(callbackData === undefined ? {} : { callbackData }),
    ...(errorCode === undefined
      ? {}
      : { errors: [{ code: errorCode, title: "failed" }], addressedBy: "bsuid" as const }),
  });
  return draft(update, at, [entry(line, `s:${sourceId}:${status}`, person)], {
    status: { sourceId, status },
  });
}

/** A reaction, an edit or a revoke, by the contact or from the phone app. */
export function remarkDraft(
  between: Between,
  remark: { id: string; at: number; content: Content; by: "contact" | "business"; key: string },
): Draft {
  const { person, as, line } = between;
  const { id, at, content, by, key } = remark;
  const update =
    by === "contact"
      ? messageUpdate({ line, from: as, id, at, content })
      : echoUpdate({ line, to: as, id, at, content });
  return draft(update, at, [entry(line, key, person)]);
}

/** A call of the contact: it rings, and it ends, and WhatsApp opens the window for it, answered or not. */
export function callDrafts(
  { person, as, line }: Between,
  call: { id: string; at: number; endedAt: number },
): Draft[] {
  const { id, at, endedAt } = call;
  const base = { line, id, person: as, direction: "USER_INITIATED" as const };
  const rings = callConnected({ ...base, at });
  const ends = callTerminated({ ...base, at: endedAt }, { status: "FAILED" });
  return [
    draft(rings, at, [entry(line, `c:${id}:connect`, person)], { opensWindow: true }),
    draft(ends, endedAt, [entry(line, `c:${id}:terminate`, person)], { opensWindow: true }),
  ];
}

/** One chunk of old messages: one update, and an entry for each message in it. */
export function historyDraft(
  { person, as, line }: Between,
  chunk: { order: number; messages: HistoryMessage[] },
): Draft {
  const { order, messages } = chunk;
  const update = historyUpdate(line, { phase: 0, order, progress: 10 * order }, [
    { person: as, messages },
  ]);
  const expectations = messages.map(({ id }) => entry(line, `h:${id}`, person));
  return draft(update, messages[0]?.at ?? 0, expectations);
}

/** The person's identifiers change from `as` to `after`. */
export function changeDraft(
  { person, as, line }: Between,
  change: { id: string; at: number; after: Identity },
): Draft {
  const build = as.waId === undefined ? userChangedUserId : userChangedNumber;
  const update = build({ line, before: as, ...change });
  const itemKey = `i:${change.id}`;
  return draft(update, change.at, [
    { kind: "entry or notice", lineId: line.phoneNumberId, itemKey, person },
  ]);
}

/** Anything that no conversation takes. */
export function asideDraft(update: Update, at: number, expected: Expectation): Draft {
  return draft(update, at, [expected]);
}

/** A message type that nobody knows yet. */
export const NEWER_TYPE = "poll_of_2027";

function entry(line: LineRef, itemKey: string, person: string): Expectation {
  return { kind: "entry", lineId: line.phoneNumberId, itemKey, person };
}

function draft(
  update: Update,
  at: number,
  expectations: Expectation[],
  more: Partial<Pick<Draft, "opensWindow" | "status">> = {},
): Draft {
  const occurredAt = Math.floor(at / 1_000) * 1_000;
  return { update, occurredAt, expectations, opensWindow: false, status: null, ...more };
}
