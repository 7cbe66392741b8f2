/** Finds which of many words stand in a text, in one look at it (Aho and Corasick 1975): what it costs depends on the text, not on their number. */
export class WordScanner<T> {
  /** By state: the next state for a UTF-16 unit, the state of the longest proper end that begins a word, and what is found here. */
  readonly #next: Map<number, number>[] = [new Map()];
  readonly #fallback: number[] = [0];
  readonly #found: T[][] = [[]];
  /** The next state on the way of fallbacks at which something is found; 0: none. */
  readonly #foundNext: number[] = [0];
  /** By plain UTF-16 unit: 1 where some word begins with it. Most of a text begins none, and is passed over. */
  readonly #begins = new Uint8Array(128);

  /** Words with what is answered when they are found; the empty word is found nowhere. */
  constructor(words: Iterable<readonly [word: string, answer: T]>) {
    for (const [word, answer] of words) {
      if (word !== "") this.#found[this.#stateOf(word)]?.push(answer);
    }
    for (const unit of this.#next[0]?.keys() ?? []) if (unit < 128) this.#begins[unit] = 1;
    this.#linkFallbacks();
  }

  /** The answers of all words that stand somewhere in the text, each word's once. */
  scan(text: string): Set<T> {
    const answers = new Set<T>();
    const seen = new Set<number>();
    let state = 0;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (state === 0 && unit < 128 && this.#begins[unit] === 0) continue;
      state = this.#step(state, unit);
      for (let at = state; at !== 0 && !seen.has(at); at = this.#foundNext[at] ?? 0) {
        seen.add(at);
        for (const answer of this.#found[at] ?? []) answers.add(answer);
      }
    }
    return answers;
  }

  #stateOf(word: string): number {
    let state = 0;
    for (let i = 0; i < word.length; i++) {
      const unit = word.charCodeAt(i);
      const known = this.#next[state]?.get(unit);
      if (known !== undefined) {
        state = known;
        continue;
      }
      const made = this.#next.push(new Map()) - 1;
      this.#fallback.push(0);
      this.#found.push([]);
      this.#foundNext.push(0);
      this.#next[state]?.set(unit, made);
      state = made;
    }
    return state;
  }

  /** By length of the words' beginnings: the fallback of each state lies nearer to the root, and is linked before it. */
  #linkFallbacks(): void {
    const queue = [0];
    for (const state of queue) {
      for (const [unit, child] of this.#next[state] ?? []) {
        const fallback = state === 0 ? 0 : this.#step(this.#fallback[state] ?? 0, unit);
        this.#fallback[child] = fallback;
        const isFoundThere = (this.#found[fallback]?.length ?? 0) > 0;
        this.#foundNext[child] = isFoundThere ? fallback : (this.#foundNext[fallback] ?? 0);
        queue.push(child);
      }
    }
  }

  #step(from: number, unit: number): number {
    for (let state = from; ; state = this.#fallback[state] ?? 0) {
      const next = this.#next[state]?.get(unit);
      if (next !== undefined) return next;
      if (state === 0) return 0;
    }
  }
}
