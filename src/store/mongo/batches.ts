/** Something that is waiting to be done, and who waits for it. */
interface Waiting<T> {
  items: readonly T[];
  resolve: () => void;
  reject: (error: unknown) => void;
}

/**
 * Collects what callers want done for one key while the last batch is on its way, and does it together. Batches of a key
 * follow each other; keys go side by side. A batch that fails has failed for all its callers.
 *
 * @param batchMax items after which a batch takes no further caller
 */
export function createBatches<T>(
  work: (key: string, items: readonly T[]) => Promise<void>,
  batchMax: number,
): (key: string, items: readonly T[]) => Promise<void> {
  const queues = new Map<string, Waiting<T>[]>();

  async function drain(key: string, queue: Waiting<T>[]): Promise<void> {
    while (queue.length > 0) {
      const batch = take(queue, batchMax);
      try {
        await work(
          key,
          batch.flatMap(({ items }) => items),
        );
        for (const { resolve } of batch) resolve();
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    queues.delete(key);
  }

  return (key, items) =>
    new Promise((resolve, reject) => {
      const waiting = { items, resolve, reject };
      const queue = queues.get(key);
      if (queue !== undefined) {
        queue.push(waiting);
        return;
      }
      const started = [waiting];
      queues.set(key, started);
      void drain(key, started);
    });
}

/** From the front, at least one. */
function take<T>(queue: Waiting<T>[], batchMax: number): Waiting<T>[] {
  let size = 0;
  let count = 0;
  for (const { items } of queue) {
    if (count > 0 && size + items.length > batchMax) break;
    size += items.length;
    count += 1;
  }
  return queue.splice(0, count);
}
