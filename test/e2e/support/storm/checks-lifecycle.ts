import { isOfConversation, type StoredConversationEvent } from "../../../../src/domain/events.ts";
import { fold } from "../../../../src/machines/fold.ts";
import { isDeepStrictEqual } from "node:util";
import { WINDOW_MS, type TenantId } from "./plan.ts";
import type { Evidence } from "./storm.ts";

const STARTED = "conversation.started_by_contact";

/**
 * I4, in the record: each episode has one opening and one end at most, and a trigger exactly if the entry that opened it came from the
 * contact; an answer from the phone app that overtook the contact's message opens without one.
 */
export function wrongTriggers({ record }: Evidence): string[] {
  const eventsOf = Map.groupBy(
    record.events.filter(isOfConversation),
    ({ conversation }) => conversation.id,
  );
  return record.conversations.flatMap(({ id, pk, doc }) => {
    const events = eventsOf.get(id) ?? [];
    const history = record.history.get(pk) ?? [];
    const kindOf = new Map(history.map(({ key, input }) => [key, input.kind]));
    const episodes = (
      type: string,
      only: (event: StoredConversationEvent) => boolean = () => true,
    ): string =>
      events
        .filter((event) => event.type === type && only(event))
        .map(({ conversation }) => conversation.episode)
        .join();
    const closes = history.filter(
      ({ input, applied }) => input.kind === "command" && applied.outcome.kind === "applied",
    ).length;
    const count = closes + (doc.regions.lifecycle === "open" ? 1 : 0);
    const byContact = episodes(
      "conversation.opened",
      ({ cause }) => kindOf.get(cause.id) === "message",
    );
    const compared = {
      opened: [episodes("conversation.opened"), upTo(count)],
      closed: [episodes("conversation.closed"), upTo(closes)],
      started: [episodes(STARTED), byContact],
      counted: [doc.facts.episode.number, count],
    };
    return Object.entries(compared)
      .filter(([, [found, wanted]]) => found !== wanted)
      .map(([what, [found, wanted]]) => `${id} ${what} ${found} for ${wanted}`);
  });
}

function upTo(count: number): string {
  return Array.from({ length: count }, (_, index) => index + 1).join();
}

/** I4, outside: every trigger arrived at its own tenant's endpoint, genuine, under one id with one body; nothing else did. */
export function wrongDeliveries({ record, delivered }: Evidence): string[] {
  const violations: string[] = [];
  const arrived = Map.groupBy(delivered, ({ id }) => id);
  const wanted = new Map(
    record.events.filter(({ type }) => type === STARTED).map((one) => [one.id, one]),
  );
  for (const [id, { workspaceId, seq }] of wanted) {
    const copies = arrived.get(id) ?? [];
    if (copies.length === 0) violations.push(`${id} was not taken`);
    if (new Set(copies.map(({ bodyHash }) => bodyHash)).size > 1)
      violations.push(`${id} has several bodies`);
    for (const { path, body, isGenuine } of copies) {
      const isRight =
        body.id === id &&
        body.seq === seq &&
        body.type === STARTED &&
        body.workspaceId === workspaceId;
      if (!isGenuine || !isRight || path !== `/${workspaceId}`)
        violations.push(`${id} came wrongly to ${path}`);
    }
  }
  for (const id of arrived.keys())
    if (!wanted.has(id)) violations.push(`${id} was delivered and is not recorded`);
  for (const { eventId, state } of record.deliveries) {
    if (state !== "delivered") violations.push(`the delivery of ${eventId} is ${state}`);
  }
  if (record.deliveries.length !== wanted.size)
    violations.push(`${record.deliveries.length} deliveries of ${wanted.size} triggers`);
  return violations;
}

/** Deadlines that fired, and how long after they could have, in milliseconds. */
export function firedDeadlines({
  record,
}: Evidence): { id: string; timer: string; earlyMs: number; lateMs: number }[] {
  return [...record.history.values()].flatMap((history) =>
    history.flatMap(({ input, applied, conversationId: id }, index) => {
      if (input.kind !== "timer") return [];
      // A deadline that was over when it was set (the message came late) could not fire before that step.
      const setAt = history[index - 1]?.applied.at ?? 0;
      const { timer, dueAt } = input;
      return [
        { id, timer, earlyMs: dueAt - applied.at, lateMs: applied.at - Math.max(dueAt, setAt) },
      ];
    }),
  );
}

/** I5, I6: every window ended, where the contact's newest message says, and said so once for each time it was open. */
export function wrongWindows(evidence: Evidence): string[] {
  const { record, spoken } = evidence;
  const newest = new Map<string, number>();
  const conversationOf = new Map<string, string>();
  for (const { doc } of record.items) {
    if (doc.kind === "message" && doc.sourceId !== null)
      conversationOf.set(doc.sourceId, doc.conversationId);
  }
  for (const { id, at } of spoken.messages) {
    const conversation = conversationOf.get(id) ?? "none";
    newest.set(conversation, Math.max(newest.get(conversation) ?? 0, at));
  }
  const violations = record.conversations.flatMap(({ id, doc, nextDueAt }) => {
    const { windowExpiresAt } = doc.facts;
    const wanted = (newest.get(id) ?? 0) + WINDOW_MS;
    const isRight =
      windowExpiresAt === wanted && doc.regions.window === "expired" && nextDueAt === null;
    return isRight
      ? []
      : [`${id} is ${doc.regions.window} until ${String(windowExpiresAt)} for ${wanted}`];
  });
  for (const { id, timer, earlyMs } of firedDeadlines(evidence)) {
    if (earlyMs > 0) violations.push(`${timer} of ${id} fired ${earlyMs} ms early`);
  }
  for (const { id } of record.conversations) {
    const turns = record.events
      .filter(
        ({ type, conversation }) =>
          conversation?.id === id && (type === "window.opened" || type === "window.expired"),
      )
      .map(({ type }) => type);
    const alternates = turns.every(
      (type, index) => type === (index % 2 === 0 ? "window.opened" : "window.expired"),
    );
    if (!alternates || turns.length % 2 !== 0) violations.push(`${id} said ${turns.join()}`);
  }
  return violations;
}

/** I8: taking every step again leads to the document that stands, and the list of steps is whole. */
export function wrongHistories({ record }: Evidence): string[] {
  const violations = record.brokenChains.map((id) => `the history of ${id} has a gap`);
  for (const { workspace, pk, id, doc } of record.conversations) {
    const line = record.lines.get(doc.lineId);
    const contact = record.contacts.get(`${workspace} ${doc.contactId}`);
    if (line === undefined || contact === undefined) {
      violations.push(`${id} has no line or contact`);
      continue;
    }
    const folded = fold(record.history.get(pk) ?? [], {
      line,
      contact,
      settingsOf: (version) => record.settings.get(`${line.id} ${version}`) ?? line.settings,
    });
    if (!isDeepStrictEqual(JSON.parse(JSON.stringify(folded)), doc))
      violations.push(`${id} folds to something else`);
  }
  return violations;
}

/** Commands: one final answer each, the same for its twin and when repeated, and the outcome that stands says the same. */
export function wrongOutcomes({ issued, repeated, record }: Evidence): string[] {
  const violations: string[] = [];
  const stands = new Map(
    [...record.history.values()]
      .flat()
      .flatMap((entry) => (entry.input.kind === "command" ? [[entry.key, entry]] : [])),
  );
  const closedBy = Map.groupBy(
    record.events.filter(({ type }) => type === "conversation.closed"),
    ({ cause }) => cause.id,
  );
  for (const [index, { key, conversationId, status, code, twin }] of issued.entries()) {
    const entry = stands.get(`cmd|admin|${key}`);
    const answer = `${status} ${String(code)}`;
    const outcome = entry?.applied.outcome;
    const said =
      outcome?.kind === "applied"
        ? "200 null"
        : outcome?.kind === "refused"
          ? `409 ${outcome.code}`
          : String(outcome?.kind);
    if (said !== answer) violations.push(`${key} was answered ${answer} and is ${said}`);
    if (entry?.conversationId !== conversationId) violations.push(`${key} stands elsewhere`);
    if (twin !== null && `${twin.status} ${String(twin.code)}` !== answer)
      violations.push(`${key} had two answers`);
    const again = repeated[index];
    if (`${String(again?.status)} ${String(again?.code)}` !== answer)
      violations.push(`${key} is answered ${String(again?.status)} later, after ${answer}`);
    const closings = closedBy.get(`cmd|admin|${key}`)?.length ?? 0;
    if (closings !== (status === 200 ? 1 : 0)) violations.push(`${key} closed ${closings} times`);
  }
  if (stands.size !== issued.length)
    violations.push(`${stands.size} commands stand of ${issued.length}`);
  return violations;
}

/** The feed counts 1, 2, 3, ... in each workspace, without two events of one id, and the API shows all of it. */
export function wrongFeeds({ record, views }: Evidence): string[] {
  return (["default", "globex"] satisfies TenantId[]).flatMap((tenant) => {
    const events = record.events.filter(({ workspaceId }) => workspaceId === tenant);
    const isContiguous = events.every(({ seq }, index) => seq === index + 1);
    const isUnique = new Set(events.map(({ id }) => id)).size === events.length;
    const isShown = isDeepStrictEqual(
      events.map(({ seq, id }) => `${seq} ${id}`),
      views[tenant].events.map(({ seq, id }) => `${seq} ${id}`),
    );
    return isContiguous && isUnique && isShown ? [] : [`the feed of ${tenant} is not whole`];
  });
}

/** I12: a token sees its own workspace only, all of it, and no row stands in two. */
export function crossings({ record, views, spoken }: Evidence): string[] {
  return (["default", "globex"] satisfies TenantId[]).flatMap((tenant) => {
    const own = new Set(spoken.messages.filter((one) => one.tenant === tenant).map(({ id }) => id));
    const echoes = new Set(
      spoken.echoes.filter((one) => one.tenant === tenant).map(({ id }) => id),
    );
    const view = views[tenant];
    const foreign = [...view.shown.keys()].filter((id) => !own.has(id) && !echoes.has(id));
    const ids = record.conversations
      .filter(({ workspace }) => workspace === tenant)
      .map(({ id }) => id);
    const listed = view.conversations.map(({ id }) => id);
    return [
      ...foreign.map((id) => `${tenant} sees ${id}`),
      ...(isDeepStrictEqual(ids.toSorted(), listed.toSorted())
        ? []
        : [`${tenant} lists ${listed.length} of ${ids.length}`]),
      ...view.events
        .filter(({ workspaceId }) => workspaceId !== tenant)
        .map(({ id }) => `${tenant} reads ${id}`),
    ];
  });
}
