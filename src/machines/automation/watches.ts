import type { Watch } from "../../domain/automation/state.ts";
import type { ConversationEvent } from "../../domain/events.ts";
import type { Automata } from "./automata.ts";
import type { Occasion } from "./occasion.ts";
import { messageOf } from "./occasion.ts";
import { consider } from "./starts.ts";

/**
 * The clocks of who waits for an answer: one begins when a side writes, and stops when the other does, or the conversation is closed. What bots
 * say is nobody's answer and waits for none.
 */
export function windClocks(automata: Automata, event: ConversationEvent): void {
  switch (event.type) {
    case "message.received":
      stop(automata, "no_answer.contact");
      // They have waited since the first message that nobody answered.
      return wind(automata, "no_answer.team", { event, isAnew: false });
    case "message.echoed":
      return teamWrote(automata, event);
    case "message.queued":
      return messageOf(event, automata.turn)?.sender.kind === "user"
        ? teamWrote(automata, event)
        : undefined;
    case "conversation.closed":
      return automata.state.watches.length > 0 ? automata.change({ watches: [] }) : undefined;
    default:
  }
}

function teamWrote(automata: Automata, event: ConversationEvent): void {
  stop(automata, "no_answer.team");
  wind(automata, "no_answer.contact", { event, isAnew: true });
}

function stop(automata: Automata, kind: Watch["kind"]): void {
  const { watches } = automata.state;
  if (!watches.some((watch) => watch.kind === kind)) return;
  automata.change({ watches: watches.filter((watch) => watch.kind !== kind) });
}

function wind(
  automata: Automata,
  kind: Watch["kind"],
  { event, isAnew }: { event: ConversationEvent; isAnew: boolean },
): void {
  const { book, turn, at } = automata;
  const { lineId, facts } = turn.conversation;
  const where = { lineId, message: null, tags: [], adId: facts.episode.adId };
  const flows = book.candidates(kind, where);
  for (const { id: flowId, definition } of flows) {
    if (definition.start.on !== kind) continue;
    const others = automata.state.watches.filter((watch) => watch.flowId !== flowId);
    const runs = others.length < automata.state.watches.length;
    if (runs && !isAnew) continue;
    const dueAt = at + definition.start.afterMs;
    const watch: Watch = { flowId, kind, since: at, eventId: event.id, dueAt };
    automata.change({ watches: [...others, watch] });
  }
}

/** Clocks that have run out start their flows, the earliest first. */
export function ringClocks(automata: Automata, until: number): void {
  const isDue = ({ dueAt }: Watch): boolean => dueAt <= until;
  const due = automata.state.watches.filter(isDue).toSorted((a, b) => a.dueAt - b.dueAt);
  if (due.length === 0) return;
  automata.change({ watches: automata.state.watches.filter((watch) => !isDue(watch)) });
  for (const watch of due) {
    const live = automata.book.standing(watch.flowId)?.live ?? null;
    // One that was switched off, or starts on something else now, has no clock any more.
    if (live?.definition.start.on === watch.kind) consider(automata, live, occasionOf(watch));
  }
}

function occasionOf({ kind, eventId, since }: Watch): Occasion {
  return {
    name: kind,
    trigger: { type: kind, id: `${eventId}/${kind}/${since}` },
    depth: 0,
    authors: [],
    message: null,
    template: null,
    tags: [],
    vars: {},
    isMuted: false,
  };
}
