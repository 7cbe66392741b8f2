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

/** What a flow is found by: the first of these that it names. One that waits for keywords is found by them alone. */
type Key = "any" | "line" | "ad" | "tag" | "button" | "list" | "media";
type ByValue = Map<string, Placed[]>;

/** Finds the flows that an event may start without looking at the others. */
export class FlowIndex {
  /** By start event and the one thing that leaves most flows out: `keyOf`. */
  readonly #byEvent = new Map<StartName, Map<Key, ByValue>>();
  readonly #byWord: WordScanner<Placed> | null;

  constructor(flows: readonly LiveFlow[]) {
    const words: [string, Placed][] = [];
    for (const [place, flow] of flows.entries()) {
      const placed = { flow, place };
      for (const word of wordsOf(flow.definition)) words.push([searchable(word), placed]);
      this.#add(placed);
    }
    this.#byWord = words.length === 0 ? null : new WordScanner(words);
  }

  /** In the order of their creation. */
  candidates(event: StartName, at: Occurrence): readonly LiveFlow[] {
    const found = new Set<Placed>();
    for (const [key, byValue] of this.#byEvent.get(event) ?? []) {
      for (const value of valuesAt(key, at)) {
        for (const placed of byValue.get(value) ?? []) found.add(placed);
      }
    }
    if (event === "message.received" && at.message !== null && this.#byWord !== null) {
      for (const placed of this.#byWord.scan(searchable(typedText(at.message)))) found.add(placed);
    }
    if (found.size === 0) return NONE;
    return [...found]
      .filter(({ flow }) => mayStart(flow.definition, at))
      .sort((a, b) => a.place - b.place)
      .map(({ flow }) => flow);
  }

  #add(placed: Placed): void {
    const { definition } = placed.flow;
    const on = startNameOf(definition.start);
    const found = keyOf(definition);
    if (found === null) return;
    const byKey = ensure(this.#byEvent, on, () => new Map<Key, ByValue>());
    const byValue = ensure(byKey, found.key, (): ByValue => new Map());
    for (const value of found.values) ensure(byValue, value, () => []).push(placed);
  }
}

const NONE: readonly LiveFlow[] = [];
/** Whatever the value. */
const ANY = "*";

function wordsOf({ start }: FlowDefinition): readonly string[] {
  return start.on === "message.received" && start.match.kind === "keyword" ? start.match.words : [];
}

function keyOf({ start, scope }: FlowDefinition): { key: Key; values: readonly string[] } | null {
  if (start.on === "message.received") {
    const { match } = start;
    if (match.kind === "keyword") return null;
    if (match.kind === "button" || match.kind === "list") {
      return { key: match.kind, values: match.ids ?? [ANY] };
    }
    if (match.kind === "media") return { key: "media", values: match.types ?? [ANY] };
  }
  if (start.on === "conversation.tagged" && start.tags !== null) {
    return { key: "tag", values: start.tags };
  }
  if (scope.adIds !== null) return { key: "ad", values: scope.adIds };
  return scope.lines === null
    ? { key: "any", values: [ANY] }
    : { key: "line", values: scope.lines };
}

/** Under what an event looks. */
function valuesAt(key: Key, { lineId, message, adId, tags }: Occurrence): readonly string[] {
  switch (key) {
    case "any":
      return [ANY];
    case "line":
      return [lineId];
    case "ad":
      return adId === null ? [] : [adId];
    case "tag":
      return tags;
    case "button":
    case "list": {
      const tap = message === null ? null : tapOf(message);
      return tap?.kind === key ? [ANY, tap.id ?? ""] : [];
    }
    case "media":
      return message !== null && isMedia(message) ? [ANY, message.type] : [];
  }
}

function ensure<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

/** What the keys do not tell. An id `*` is found under "any" too, so that is asked again. */
function mayStart({ start, scope }: FlowDefinition, at: Occurrence): boolean {
  if (scope.lines !== null && !scope.lines.includes(at.lineId)) return false;
  if (scope.adIds !== null && (at.adId === null || !scope.adIds.includes(at.adId))) return false;
  if (start.on !== "message.received" || start.match.kind === "keyword") return true;
  return at.message !== null && matchesMessage(start.match, at.message);
}
