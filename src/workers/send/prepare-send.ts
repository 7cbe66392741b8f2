import { graphRequest } from "../../channels/whatsapp/graph/message-request.ts";
import { sendAddressOf } from "../../domain/contact/address.ts";
import type { Line } from "../../domain/line.ts";
import { pairFreeAt } from "../../domain/sending/pair-rate.ts";
import { automationGuardOf, guardOf } from "../../domain/sending/send-guard.ts";
import { isSign, mediaIdsIn, type Send, type SendFailure } from "../../domain/sending/send.ts";
import { mayWriteFreely } from "../../domain/conversation/window.ts";
import { REACH_MS, type LineSendingStore } from "../../store/line-sending-store.ts";
import type { ClaimedSend } from "../../store/send-store.ts";
import { mayTemplateLeave } from "../../store/template-for-send.ts";
import type { TemplateStore } from "../../store/template-store.ts";
import type { MediaIdForLine, MediaIdForSend } from "../media/send-media.ts";
import { again, refused, type LineNews, type SendEnd } from "./after-post.ts";

export interface PrepareDeps {
  store: Pick<LineSendingStore, "reachContact"> & Pick<TemplateStore, "templateByKey">;
  mediaIdForLine: MediaIdForLine;
  random: () => number;
}

/** The line as it is while a send is prepared. */
export interface SendingLine {
  line: Line & { accessToken: string };
  /** See `LineCapacity`. */
  messagingLimit: number | null;
}

/** What is posted; or why nothing is, and what becomes of the send instead. */
export type Prepared =
  | { kind: "ready"; body: Record<string, unknown> }
  | { kind: "not"; end: SendEnd; line: LineNews; wait: "pair" | "portfolio" | null };

/** A typing sign that is older shows nothing any more (WhatsApp section 8). */
const TYPING_MS_MAX = 25_000;
const FILE_TRIES_MAX = 8;
/** What waits for the portfolio's limit looks again so often: the limit may be raised meanwhile. */
const REACH_WAIT_MS_MAX = 600_000;
const JITTER = 0.2;

/**
 * Everything that is judged and looked up before a send is posted: whether it may go at all, now, to this person; where it goes; and WhatsApp's
 * ids of its files, which are uploaded if need be.
 */
export async function prepareSend(
  deps: PrepareDeps,
  sending: SendingLine,
  { claimed, now }: { claimed: ClaimedSend; now: number },
): Promise<Prepared> {
  const hindrance = hindranceOf(claimed, now);
  if (hindrance !== null) return hindrance;
  const { send, contact, lastInboundFrom, sourceIds } = claimed;
  if (await isStoppedTemplate(deps, sending, send)) return not(refused("template"));
  const address = sendAddressOf(contact, sending.line.portfolioId, lastInboundFrom);
  if (address === null) return not(refused("recipient"));
  const files = await filesOf(deps, sending, { claimed, now });
  if (files.kind === "not") return files;
  const request = graphRequest(send, address, { media: files.ids, messages: sourceIds });
  if (request.kind === "no_target") return not(refused("request"));
  // Last, because it counts: nobody is counted who is not written to.
  const wait = await reachOf(deps, sending, { claimed, now });
  return wait ?? { kind: "ready", body: request.body };
}

/** The template again, which may have been paused since (Q31). */
async function isStoppedTemplate(
  { store }: PrepareDeps,
  { line: { workspaceId, wabaId } }: SendingLine,
  { content }: Send,
): Promise<boolean> {
  if (content.type !== "template") return false;
  const { name, language } = content;
  return !(await mayTemplateLeave(store, workspaceId, { wabaId, name, language }));
}

function not(end: SendEnd, wait: "pair" | "portfolio" | null = null): Prepared & { kind: "not" } {
  return { kind: "not", end, line: { kind: "nothing" }, wait };
}

/** The window again (Q23), what the person wants, the age of a sign, and the pair rate. */
function hindranceOf(claimed: ClaimedSend, now: number): (Prepared & { kind: "not" }) | null {
  const { send, contact, recentlySent } = claimed;
  const { content, freeForm, queuedAt } = send;
  if (isSign(content)) {
    const isStale = content.type === "typing" && now - queuedAt > TYPING_MS_MAX;
    return isStale ? not(refused("exhausted")) : null;
  }
  if (freeForm && !mayWriteFreely(claimed, now)) return not(refused("window_expired"));
  if (guardOf(contact.preferences, content) !== null) return not(refused("opted_out"));
  const objection = send.lease === null ? null : objectionToBot(claimed, send.lease);
  if (objection !== null) return not(refused(objection));
  const freeAt = pairFreeAt(recentlySent, now);
  return freeAt > now ? not(laterAt(claimed, freeAt), "pair") : null;
}

/**
 * Whether a run's message may still leave: not once a person has taken the talking (Q50), nor to who wants nothing automatic (Q67). What it said before it
 * handed over by itself does: the lease has not moved then, and whatever people write leaves after it.
 */
function objectionToBot({ driver, contact }: ClaimedSend, lease: number): SendFailure | null {
  if (driver.lease !== lease) return "superseded";
  return automationGuardOf(contact.preferences) === null ? null : "opted_out";
}

/** Back into the outbox, untried. */
function laterAt({ send }: ClaimedSend, at: number): SendEnd {
  return { kind: "later", at, failures: send.failures, errors: send.lastErrors };
}

type Files = { kind: "ready"; ids: Map<string, string> } | (Prepared & { kind: "not" });

async function filesOf(
  deps: PrepareDeps,
  { line }: SendingLine,
  asked: { claimed: ClaimedSend; now: number },
): Promise<Files> {
  const ids = new Map<string, string>();
  for (const mediaId of mediaIdsIn(asked.claimed.send.content)) {
    const found = await deps.mediaIdForLine(line, mediaId);
    if (found.kind !== "ready") return withoutFile(deps, found, asked);
    ids.set(mediaId, found.mediaId);
  }
  return { kind: "ready", ids };
}

function withoutFile(
  { random }: PrepareDeps,
  found: Exclude<MediaIdForSend, { kind: "ready" }>,
  { claimed, now }: { claimed: ClaimedSend; now: number },
): Prepared & { kind: "not" } {
  const repeat = { now, random: random(), triesMax: FILE_TRIES_MAX, errors: [] };
  switch (found.kind) {
    case "unknown":
      return not(refused("media"));
    case "refused":
      return not(refused("media", [{ code: found.code, title: null, details: found.details }]));
    case "unauthorized":
      return {
        ...not(laterAt(claimed, now)),
        line: { kind: "stop", reason: "authorization", code: null },
      };
    case "throttled":
      return { ...not(again(claimed.send, repeat)), line: { kind: "too_fast", askedMs: null } };
    case "gone":
    case "unclear":
      return not(again(claimed.send, repeat));
  }
}

/** Whether the portfolio may write to this person outside of a window; null when it may. */
async function reachOf(
  { store, random }: PrepareDeps,
  { line, messagingLimit: limit }: SendingLine,
  { claimed, now }: { claimed: ClaimedSend; now: number },
): Promise<(Prepared & { kind: "not" }) | null> {
  const { send, windowExpiresAt } = claimed;
  if (isSign(send.content) || (windowExpiresAt !== null && windowExpiresAt > now)) return null;
  const { workspaceId, portfolioId } = line;
  const reach = { portfolioId, contactId: send.contactId, now, limit };
  const reached = await store.reachContact(workspaceId, reach);
  if (reached.kind === "reached") return null;
  if (now - send.queuedAt > REACH_MS) return not(refused("exhausted"));
  const at = Math.min(reached.freeAt, now + REACH_WAIT_MS_MAX);
  // Spread, or all that wait would come at once for the one place that is free.
  return not(laterAt(claimed, at + Math.ceil((at - now) * JITTER * random())), "portfolio");
}
