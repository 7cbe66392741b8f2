/** Runs work that concerns the same thing one after another, within this process. */
export type Serial = <T>(key: string, work: () => Promise<T>) => Promise<T>;

/**
 * Keeps callers of one process from getting in each other's way, where the database would sort them out too, but at the price
 * of a second round. Work for different keys runs side by side.
 */
export function createSerial(): Serial {
  const tails = new Map<string, Promise<unknown>>();
  return async (key, work) => {
    const before = tails.get(key);
    const turn = before === undefined ? work() : before.then(work, work);
    tails.set(key, turn);
    try {
      return await turn;
    } finally {
      if (tails.get(key) === turn) tails.delete(key);
    }
  };
}
