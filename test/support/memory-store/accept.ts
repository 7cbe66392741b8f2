import { conversationIdsOf, DEFAULT_WORKSPACE } from "../../../src/domain/ids.ts";
import { aliasKeysOf, isNobodys } from "../../../src/domain/contact/identity.ts";
import type { InboundItem, MailboxItem, NoticeItem } from "../../../src/domain/intake/inbound.ts";
import { entryOf, laneOf, webhookKey } from "../../../src/domain/intake/intake.ts";
import type { Line } from "../../../src/domain/line.ts";
import { conversationNamedBy, goingOn, subjectOf } from "../../../src/domain/intake/subject.ts";
import { clampOccurredAt } from "../../../src/domain/conversation/window.ts";
import type { Accepted, AcceptOptions } from "../../../src/store/intake-store.ts";
import { placeNotice } from "../../../src/store/place-notice.ts";
import { contactOfItem } from "./contacts.ts";
import { hasBacklog, note, park } from "./outside.ts";
import { workspaceOf, type State, type Workspace } from "./state.ts";
import { requestSync } from "./template-syncs.ts";
import { addEntry, threadOf } from "./threads.ts";

/** Writes one item of a webhook, wherever it belongs. */
export function acceptItem(state: State, item: InboundItem, options: AcceptOptions): Accepted {
  if (item.kind === "notice") return acceptNotice(state, item, options.receivedAt);
  const line = item.lineId === null ? null : findLine(state, item.lineId);
  const workspace = workspaceOf(state, line?.workspaceId ?? DEFAULT_WORKSPACE);
  if (item.kind === "parked") {
    const { key, parked: reason, lineId, field, raw } = item;
    park({ state, workspace }, key, { reason, lineId, field, raw, parkedAt: options.receivedAt });
    return { kind: "parked", workspaceId: workspace.id, reason };
  }
  if (line === null) {
    const reason = isNobodys(item.identity) ? "no_identity" : "unknown_line";
    return parkMailboxItem({ state, workspace }, item, reason, options);
  }
  return acceptMailboxItem({ state, workspace, line }, item, options);
}

interface Target {
  state: State;
  workspace: Workspace;
  line: Line;
}

function acceptMailboxItem(target: Target, item: MailboxItem, options: AcceptOptions): Accepted {
  const { workspace, line } = target;
  const key = webhookKey(line.id, item.key);
  const lane = laneOf(item);
  const duplicate = workspace.entries.get(key);
  if (duplicate !== undefined) {
    const { conversationId } = duplicate.entry;
    return { kind: "duplicate", workspaceId: workspace.id, conversationId, lane };
  }
  const keys = aliasKeysOf(item.identity, line.portfolioId);
  if (keys.length === 0) return parkMailboxItem(target, item, "no_identity", options);

  const { receivedAt, newContactId, isReplay = false } = options;
  const times = { occurredAt: occurredAtOf(item, receivedAt), receivedAt };
  const mayMake = isReplay || !hasBacklog(target.state, line);
  const contact = contactOfItem(workspace, item, { keys, line, times, newContactId, mayMake });
  if (contact === null) return parkMailboxItem(target, item, "unknown_line", options);
  // A rotation is news of a conversation, and makes none.
  const ids = conversationIdsOf(line.id, contact);
  const begun = threadFor(workspace, item, ids);
  if (item.kind === "rotation" && begun === undefined)
    return noteRotation(target, item, receivedAt);
  const conversationId = begun ?? ids[0];
  return addItem(target, item, { conversationId, contactId: contact.id, receivedAt });
}

/** That of the message that an item is about, or else the one that goes on. */
function threadFor(
  { threads }: Workspace,
  item: MailboxItem,
  ids: readonly string[],
): string | undefined {
  const begun = ids.flatMap((id) => {
    const thread = threads.get(id);
    const isOpen = thread?.conversation?.regions.lifecycle === "open";
    return thread === undefined ? [] : [{ id, isOpen, thread }];
  });
  const sourceId = subjectOf(item);
  const going = goingOn(begun)?.id;
  if (begun.length < 2 || sourceId === null) return going;
  const named = conversationNamedBy(
    item,
    begun.map(({ id }) => id),
  );
  const subject = begun.find(({ thread }) => thread.messageIdBySource.has(sourceId));
  return named ?? subject?.id ?? going;
}

function addItem(
  { state, workspace, line }: Target,
  item: MailboxItem,
  place: { conversationId: string; contactId: string; receivedAt: number },
): Accepted {
  const { conversationId, contactId, receivedAt } = place;
  const workspaceId = workspace.id;
  const thread = threadOf(workspace, { id: conversationId, lineId: line.id, contactId });
  addEntry(
    { state, workspace, thread },
    (seq) => entryOf(item, { workspaceId, conversationId, contactId, seq, receivedAt }),
    { raw: item.raw, fingerprint: null },
  );
  return { kind: "accepted", workspaceId, conversationId, lane: laneOf(item) };
}

function acceptNotice(state: State, item: NoticeItem, receivedAt: number): Accepted {
  const line = item.lineId === null ? null : findLine(state, item.lineId);
  const ofAccount = [...state.workspaces.values()]
    .filter(({ lines }) => [...lines.values()].some(({ wabaId }) => wabaId === item.wabaId))
    .map(({ id }) => id)
    .sort();
  const holders = { ofLine: line?.workspaceId ?? null, ofAccount };
  const { workspaceId, syncs, answer } = placeNotice(item, holders, receivedAt);
  const { key, kind: _kind, templateName: _name, preference: _preference, ...news } = item;
  note({ state, workspace: workspaceOf(state, workspaceId) }, key, { ...news, receivedAt });
  for (const sync of syncs) {
    requestSync(workspaceOf(state, sync.workspaceId), sync.wabaId, sync.request);
  }
  return answer;
}

function noteRotation(
  { state, workspace, line }: Target,
  item: MailboxItem,
  receivedAt: number,
): Accepted {
  note({ state, workspace }, webhookKey(line.id, item.key), {
    field: "messages",
    event: "rotation_without_conversation",
    wabaId: line.wabaId,
    lineId: line.id,
    occurredAt: item.occurredAt,
    receivedAt,
    raw: item.raw,
  });
  return { kind: "noticed", workspaceId: workspace.id };
}

function parkMailboxItem(
  target: { state: State; workspace: Workspace },
  item: MailboxItem,
  reason: "unknown_line" | "no_identity",
  { receivedAt }: AcceptOptions,
): Accepted {
  const { lineId, raw } = item;
  const key = webhookKey(lineId, item.key);
  park(target, key, { reason, lineId, field: fieldOf(raw), raw, parkedAt: receivedAt });
  return { kind: "parked", workspaceId: target.workspace.id, reason };
}

function findLine(state: State, lineId: string): Line | null {
  const workspaceId = state.workspaceOfLine.get(lineId);
  if (workspaceId === undefined) return null;
  return workspaceOf(state, workspaceId).lines.get(lineId) ?? null;
}

/** The webhook field an item came in: the channel hands raw items as `{ field, value, ... }`. */
function fieldOf(raw: unknown): string {
  const field = typeof raw === "object" && raw !== null && "field" in raw ? raw.field : null;
  return typeof field === "string" ? field : "messages";
}

/** The time that the entry will have (`entryOf`): messages of the past keep theirs. */
function occurredAtOf(item: MailboxItem, receivedAt: number): number {
  return item.kind === "history" ? item.occurredAt : clampOccurredAt(item.occurredAt, receivedAt);
}
