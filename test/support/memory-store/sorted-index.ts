/** One member of the index: at most one per `id`. */
interface Placed<T> {
  at: number;
  id: string;
  value: T;
}

/** An index by time: at most one time per id, read in rising order of (time, id) without looking at the rest. */
export interface SortedIndex<T> {
  /** Puts `id` at a time, or takes it out when the time is null. */
  set(id: string, at: number | null, value: T): void;
  /** Members with `after < at <= until`, earliest first, at most `limit`. */
  range(query: { after: number; until: number; limit: number }): Placed<T>[];
}

export function createSortedIndex<T>(): SortedIndex<T> {
  const placed: Placed<T>[] = [];
  const times = new Map<string, number>();

  /** The first position whose member stands at or behind (at, id). */
  function position(at: number, id: string): number {
    let low = 0;
    let high = placed.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const member = placed[middle];
      if (member === undefined) break;
      if (member.at < at || (member.at === at && member.id < id)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  return {
    set(id, at, value) {
      const before = times.get(id);
      if (before === at) return;
      if (before !== undefined) {
        placed.splice(position(before, id), 1);
        times.delete(id);
      }
      if (at === null) return;
      placed.splice(position(at, id), 0, { at, id, value });
      times.set(id, at);
    },
    range({ after, until, limit }) {
      const found: Placed<T>[] = [];
      let index = Number.isFinite(after) ? position(after, "\uffff") : 0;
      while (found.length < limit) {
        const member = placed[index++];
        if (member === undefined || member.at > until) break;
        if (member.at > after) found.push(member);
      }
      return found;
    },
  };
}
