import type { Commit } from "../../../src/domain/commit.ts";
import { ENGINE } from "../../../src/domain/actor.ts";
import { timerKey } from "../../../src/domain/intake/intake.ts";
import type { ConversationRef } from "../../../src/store/conversation-store.ts";
import type { Accepted } from "../../../src/store/intake-store.ts";
import type { Store } from "../../../src/store/store.ts";
import {
  ACME,
  aLine,
  aMessage,
  ANA,
  anEndpoint,
  aNotice,
  aParkedItem,
  aReaction,
  aRotation,
  aStatus,
  aSubmission,
  BEN,
  DAY,
  MINUTE,
  SECOND_LINE,
  T0,
} from "../../support/builders.ts";
import { aLog } from "../../support/automation-builders.ts";
import { commitOf } from "../../support/plain-step.ts";
import { allPages, refOf } from "../contract/setup.ts";
import { comparableMailbox, sorted, withoutId, withoutSeq } from "../model/comparable.ts";

/** Takes items in. Ids of new contacts count from 1 in each call, so that a repeated call makes the same. */
export function take(
  store: Store,
  items: Parameters<Store["accept"]>[0],
  at = T0,
): Promise<Accepted[]> {
  let made = 0;
  return store.accept(items, { receivedAt: at, newContactId: () => `made-${at - T0}-${++made}` });
}

/** A line, an endpoint, and Ana's conversation with one message. */
export async function setScene(store: Store): Promise<ConversationRef> {
  await store.putLine(aLine());
  await store.putLine(aLine({ id: SECOND_LINE }));
  await store.putEndpoint(anEndpoint());
  const [accepted] = await take(store, [aMessage("m1")]);
  const ref = refOf(accepted);
  await step(store, ref);
  return ref;
}

/** Something of everything arrives for Ana. */
export async function fillMailbox(store: Store, ref: ConversationRef): Promise<void> {
  const at = T0 + MINUTE;
  await take(store, [aMessage("m2"), aStatus("m1", "read"), aReaction("m1", "👍")], at);
  await store.submit(aSubmission(ref.conversationId, "close it", { receivedAt: at }));
}

/** The turn that deals with the mailbox, in which a deadline fires too, and automations take part. */
export async function turnOf(store: Store, ref: ConversationRef): Promise<Commit> {
  const mailbox = await store.load(ref.workspaceId, ref.conversationId, { maxEntries: 100 });
  if (mailbox === null) throw new Error("no such conversation");
  const commit = commitOf(mailbox, { at: T0 + MINUTE });
  return commit.conversation.version === commit.expectedVersion
    ? commit
    : { ...commit, fired: [firing(commit)], automation: logOf(commit) };
}

/** Deals with what is in the mailbox. */
export async function step(store: Store, ref: ConversationRef): Promise<string> {
  return store.commit(await turnOf(store, ref));
}

/** A webhook that brings a new person, a known one, a rotation, and what belongs in no mailbox. */
export const WEBHOOK = [
  aMessage("w1", { identity: BEN }),
  aMessage("w2", { identity: { ...ANA, name: "Ana Maria" } }),
  aNotice("n1"),
  aMessage("w3", { identity: BEN, lineId: SECOND_LINE }),
  aRotation("r1", { waId: "15550009999" }, { identity: ANA, occurredAt: T0 + MINUTE }),
  aMessage("w4", { identity: { userId: ANA.userId, waId: BEN.waId } }),
  aParkedItem("p1"),
  aMessage("w1", { identity: BEN }),
];

function logOf({ conversationId, conversation: { version } }: Commit) {
  return aLog(conversationId, { version, at: T0 + version });
}

function firing(commit: Commit): Commit["fired"][number] {
  const { workspaceId, conversationId, conversation } = commit;
  const dueAt = T0 + DAY;
  const { version } = conversation;
  const key = timerKey(conversationId, { timer: "windowExpired", dueAt, version });
  const at = T0 + MINUTE;
  const outcome = { kind: "applied" as const };
  return {
    entry: {
      workspaceId,
      conversationId,
      key,
      seq: 0,
      occurredAt: dueAt,
      receivedAt: dueAt,
      cause: { kind: "timer", id: key, actor: ENGINE },
      input: { kind: "timer", timer: "windowExpired", dueAt },
    },
    applied: { key, version, at, settingsVersion: 1, contactOwnerId: null, outcome },
  };
}

/** All that a store shows of Acme, in a form that two stores can be compared by. */
export async function everythingOf(store: Store, conversationIds: readonly string[]) {
  const contactIds = conversationIds.map((id) => id.slice(id.indexOf("-") + 1));
  const nothing = { reason: null, lineId: null, replayed: true };
  const [parked, notices, deliveries] = await Promise.all([
    allPages((cursor) => store.parked(ACME, { ...nothing, cursor, limit: 50 })),
    allPages((cursor) => store.notices(ACME, { cursor, limit: 50 })),
    allPages((cursor) =>
      store.deliveries(ACME, { endpointId: null, state: null, cursor, limit: 50 }),
    ),
  ]);
  return {
    conversations: await Promise.all(conversationIds.map((id) => conversationOf(store, id))),
    contacts: await Promise.all(contactIds.map((id) => store.contact(ACME, id))),
    proposals: sorted(await store.mergeProposals(ACME)),
    events: await store.events(ACME, { after: 0, limit: 1_000, types: null }),
    unrelayed: await store.unrelayed(),
    depth: await store.depth(),
    due: await store.due({ now: T0 + 100 * DAY, limit: 100 }),
    parked: sorted(parked.map(withoutId)),
    notices: sorted(notices.map(withoutId)),
    deliveries,
    ...(await automationsOf(store)),
  };
}

async function automationsOf(store: Store) {
  const all = { flowId: null, conversationId: null, cursor: null, limit: 100 };
  const runs = (await store.runs(ACME, { ...all, state: null })).items;
  return {
    runs,
    steps: await Promise.all(runs.map(({ id }) => store.runSteps(ACME, id))),
    evaluations: (await store.evaluations(ACME, { ...all, verdict: null })).items,
    effects: await store.effectDepth(),
    flows: await store.liveFlows(ACME),
  };
}

async function conversationOf(store: Store, id: string) {
  const query = { cursor: null, limit: 100 };
  const history = await store.history(ACME, id);
  return {
    mailbox: comparableMailbox(await store.load(ACME, id, { maxEntries: 100 })),
    history: history.map(withoutSeq),
    timeline: (await store.timeline(ACME, id, query)).items,
    outcomes: await Promise.all(history.map(({ key }) => store.outcome(ACME, key))),
  };
}
