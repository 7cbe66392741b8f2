import { WordScanner } from "./aho-corasick.ts";
import type { LiveFlow, Occurrence, StartName } from "./flow-book.ts";
import type { FlowDefinition } from "./flow.ts";
import { isMedia, matchesMessage, startNameOf, tapOf, typedText } from "./start-match.ts";
import { searchable } from "./text-match.ts";

/** A flow with its place in the order of creation (Q57). */
interface Placed {
  flow: LiveFlow;
  place: number;
}

/** Finds the flows that an event may start without looking at the others. */
export class FlowIndex {
  /** By start event and the one thing that leaves most flows out: `keysOf`. */
  readonly #byKey = new Map<string, Placed[]>();
  readonly #byWord: WordScanner<Placed>;

  constructor(flows: readonly LiveFlow[]) {
    const words: [string, Placed][] = [];
    for (const [place, flow] of flows.entries()) {
      const placed = { flow, place };
      for (const word of wordsOf(flow.definition)) words.push([searchable(word), placed]);
      for (const key of keysOf(flow.definition)) {
        const known = this.#byKey.get(key);
        if (known === undefined) this.#byKey.set(key, [placed]);
        else known.push(placed);
      }
    }
    this.#byWord = new WordScanner(words);
  }

  /** In the order of their creation. */
  candidates(event: StartName, at: Occurrence): LiveFlow[] {
    const found = new Set<Placed>();
    for (const key of keysAt(event, at)) {
      for (const placed of this.#byKey.get(key) ?? []) found.add(placed);
    }
    if (event === "message.received" && at.message !== null) {
      for (const placed of this.#byWord.scan(searchable(typedText(at.message)))) found.add(placed);
    }
    return [...found]
      .filter(({ flow }) => mayStart(flow.definition, at))
      .sort((a, b) => a.place - b.place)
      .map(({ flow }) => flow);
  }
}

function wordsOf({ start }: FlowDefinition): readonly string[] {
  return start.on === "message.received" && start.match.kind === "keyword" ? start.match.words : [];
}

/** Where a flow is found: under the first of these that it names. One that waits for keywords is found by them alone. */
function keysOf({ start, scope }: FlowDefinition): string[] {
  const on = startNameOf(start);
  const under = (kind: string, values: readonly string[]) =>
    values.map((value) => keyOf(on, kind, value));
  if (start.on === "message.received") {
    const { match } = start;
    if (match.kind === "keyword") return [];
    if (match.kind === "button" || match.kind === "list")
      return under(match.kind, match.ids ?? [ANY]);
    if (match.kind === "media") return under("media", match.types ?? [ANY]);
  }
  if (start.on === "conversation.tagged" && start.tags !== null) return under("tag", start.tags);
  if (scope.adIds !== null) return under("ad", scope.adIds);
  return scope.lines === null ? [keyOf(on, ANY, ANY)] : under("line", scope.lines);
}

/** Under what an event looks. */
function keysAt(on: StartName, { lineId, message, adId, tags }: Occurrence): string[] {
  const keys = [keyOf(on, ANY, ANY), keyOf(on, "line", lineId)];
  if (adId !== null) keys.push(keyOf(on, "ad", adId));
  for (const tag of tags) keys.push(keyOf(on, "tag", tag));
  if (on !== "message.received" || message === null) return keys;
  const tap = tapOf(message);
  if (tap !== null) keys.push(keyOf(on, tap.kind, ANY), keyOf(on, tap.kind, tap.id ?? ""));
  if (isMedia(message)) keys.push(keyOf(on, "media", ANY), keyOf(on, "media", message.type));
  return keys;
}

const ANY = "*";

function keyOf(on: StartName, kind: string, value: string): string {
  return `${on}|${kind}|${value}`;
}

/** What the keys do not tell. An id `*` is found under "any" too, so that is asked again. */
function mayStart({ start, scope }: FlowDefinition, at: Occurrence): boolean {
  if (scope.lines !== null && !scope.lines.includes(at.lineId)) return false;
  if (scope.adIds !== null && (at.adId === null || !scope.adIds.includes(at.adId))) return false;
  if (start.on !== "message.received" || start.match.kind === "keyword") return true;
  return at.message !== null && matchesMessage(start.match, at.message);
}
