import { isDeepStrictEqual } from "node:util";
import type { Conversation } from "../../../src/domain/conversation/conversation.ts";
import type { StoredConversationEvent } from "../../../src/domain/events.ts";
import type { HistoryEntry } from "../../../src/domain/intake/intake.ts";
import type { EffectiveSettings } from "../../../src/domain/line.ts";
import { fold } from "../../../src/machines/fold.ts";
import type { Dump } from "../../support/memory-store/dump.ts";
import { eventsByConversation, historiesOf, type Evidence } from "./evidence.ts";
import { shadowOf, type Shadow } from "./shadow.ts";

/**
 * I3, I4, I7 and I8, conversation by conversation: the history folds back into the stored document, leads to the openings, closings and
 * owners that the rules demand, and every opening by the contact has one trigger.
 */
export async function checkLives(evidence: Evidence): Promise<void> {
  for (const dump of evidence.dumps) {
    const settings = await settingsOfLines(evidence, dump);
    const histories = historiesOf(dump);
    const events = eventsByConversation(dump);
    for (const conversation of dump.conversations) {
      const life: Life = {
        conversation,
        history: histories.get(conversation.id) ?? [],
        events: events.get(conversation.id) ?? [],
        settingsOf: (version) => knownSettings(settings, conversation.lineId, version),
      };
      checkFold(evidence, dump, life);
      const shadow = shadowOf(life.history, life.settingsOf);
      checkTurnings(evidence, life, shadow);
      checkOwners(evidence, life, shadow);
      checkRefusals(evidence, life, shadow);
    }
  }
}

interface Life {
  conversation: Conversation;
  history: HistoryEntry[];
  events: StoredConversationEvent[];
  settingsOf: (version: number) => EffectiveSettings;
}

async function settingsOfLines(
  { database }: Evidence,
  { workspaceId, lines }: Dump,
): Promise<Map<string, EffectiveSettings>> {
  const settings = new Map<string, EffectiveSettings>();
  for (const line of lines) {
    for (let version = 1; version <= line.settings.version; version++) {
      const past = await database.settingsOf(workspaceId, line.id, version);
      if (past !== null) settings.set(`${line.id} ${version}`, past);
    }
  }
  return settings;
}

function knownSettings(
  settings: ReadonlyMap<string, EffectiveSettings>,
  lineId: string,
  version: number,
): EffectiveSettings {
  const known = settings.get(`${lineId} ${version}`);
  if (known === undefined) throw new Error(`line ${lineId} never had settings ${version}`);
  return known;
}

function checkFold({ verdict }: Evidence, dump: Dump, life: Life): void {
  const { conversation, history, settingsOf } = life;
  const line = dump.lines.find(({ id }) => id === conversation.lineId);
  const contact = dump.contacts.find(({ id }) => id === conversation.contactId);
  if (line === undefined || contact === undefined) {
    return verdict.broken("I12", `conversation ${conversation.id} has no line or no contact`);
  }
  const folded = fold(history, { line, contact, settingsOf });
  if (!isDeepStrictEqual(folded, conversation)) {
    verdict.broken(
      "I8",
      `${conversation.id} is not what its history folds to: ${difference(folded, conversation)}`,
    );
  }
}

function checkTurnings(
  { verdict }: Evidence,
  { conversation, events }: Life,
  shadow: Shadow,
): void {
  const { id, regions, facts } = conversation;
  const told = events.flatMap(({ type, conversation: { version }, cause }) =>
    type === "conversation.opened" || type === "conversation.closed"
      ? [`${type.slice("conversation.".length)} at ${version} by ${cause.actor.kind}`]
      : [],
  );
  const due = shadow.turnings.map(({ type, version, by }) => `${type} at ${version} by ${by}`);
  if (!isDeepStrictEqual(told, due)) {
    verdict.broken("I3", `${id} was ${told.join(", ")}; its history says: ${due.join(", ")}`);
  }
  if (!isDeepStrictEqual(facts.tags, shadow.tags.toSorted())) {
    verdict.broken("I7", `${id} has the tags ${facts.tags.join()}, not ${shadow.tags.join()}`);
  }
  if ((regions.lifecycle === "open") !== shadow.isOpen) {
    verdict.broken("I3", `${id} is ${regions.lifecycle}, against its history`);
  }
  const openings = shadow.turnings.filter(({ type }) => type === "opened");
  if (facts.episode.number !== openings.length) {
    verdict.broken("I3", `${id} is in episode ${facts.episode.number} of ${openings.length}`);
  }
  const triggers = events
    .filter(({ type }) => type === "conversation.started_by_contact")
    .map(
      ({ id: eventId, conversation: { episode, version } }) => `${eventId} ${episode} ${version}`,
    );
  const dueTriggers = openings.flatMap(({ by, silent, version }, index) =>
    by === "contact" && !silent ? [`evt_${id}_started_${index + 1} ${index + 1} ${version}`] : [],
  );
  if (!isDeepStrictEqual(triggers, dueTriggers)) {
    verdict.broken(
      "I4",
      `${id} fired ${triggers.join(", ")} and should have fired ${dueTriggers.join(", ")}`,
    );
  }
}

/** One owner at each version: each change of owner starts from what the one before it left. */
function checkOwners({ verdict }: Evidence, { conversation, events }: Life, shadow: Shadow): void {
  let ownerId: unknown = null;
  for (const {
    type,
    data,
    conversation: { version },
  } of events) {
    if (!/^conversation\.(assigned|unassigned|reassigned)$/.test(type)) continue;
    if (data["previousOwnerId"] !== ownerId) {
      verdict.broken("I7", `${conversation.id} had two owners before version ${version}`);
    }
    ownerId = data["ownerId"];
  }
  const stored = conversation.facts.ownerId;
  if (stored !== ownerId || stored !== shadow.ownerId) {
    const others = `its events say ${String(ownerId)}, its history ${String(shadow.ownerId)}`;
    verdict.broken("I7", `${conversation.id} belongs to ${String(stored)}; ${others}`);
  }
}

/** Whatever order concurrent commands took: in that order each outcome is what the rules demand. */
function checkRefusals({ verdict }: Evidence, { history }: Life, shadow: Shadow): void {
  for (const { key, applied } of history) {
    const due = shadow.refusals.get(key);
    if (due === undefined) continue;
    const got = applied.outcome.kind === "refused" ? applied.outcome.code : null;
    if (got !== due) {
      verdict.broken(
        "I7",
        `command ${key} ended as ${got ?? "possible"}, and should have as ${due ?? "possible"}`,
      );
    }
  }
}

/** The members in which two documents differ, with both values. */
function difference(folded: unknown, stored: unknown, path = ""): string {
  if (isDeepStrictEqual(folded, stored)) return "";
  if (
    typeof folded !== "object" ||
    typeof stored !== "object" ||
    folded === null ||
    stored === null
  ) {
    return `${path} ${JSON.stringify(folded)} against ${JSON.stringify(stored)}`;
  }
  const members = new Set([...Object.keys(folded), ...Object.keys(stored)]);
  return [...members]
    .map((member) =>
      difference(
        (folded as Record<string, unknown>)[member],
        (stored as Record<string, unknown>)[member],
        `${path}.${member}`,
      ),
    )
    .filter((text) => text !== "")
    .join("; ");
}
