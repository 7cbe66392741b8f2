/** First in, first started, so many at a time. */
export interface WorkQueue<Job> {
  push(job: Job): void;
  /** Starts or holds; jobs pushed meanwhile wait. A queue begins held. */
  start(): void;
  /** Resolves when nothing runs and nothing that may start is waiting. */
  idle(): Promise<void>;
  /** Waiting and running. */
  size(): number;
  /** Starts nothing any more; `idle` then only waits for what runs. */
  close(): void;
}

/** @param options.run must not reject: a job settles its own failures. */
export function createWorkQueue<Job>(options: {
  concurrency: number;
  run: (job: Job) => Promise<void>;
}): WorkQueue<Job> {
  const waiting = createFifo<Job>();
  const idleWaits: (() => void)[] = [];
  let running = 0;
  let state: "held" | "started" | "closed" = "held";

  const pump = (): void => {
    while (state === "started" && running < options.concurrency && waiting.size() > 0) {
      running += 1;
      void options.run(waiting.take() as Job).finally(() => {
        running -= 1;
        pump();
      });
    }
    const isIdle = running === 0 && (state !== "started" || waiting.size() === 0);
    if (isIdle) for (const resolve of idleWaits.splice(0)) resolve();
  };

  return {
    push: (job) => {
      waiting.add(job);
      pump();
    },
    start: () => {
      if (state === "held") state = "started";
      pump();
    },
    idle: async () => {
      const idle = new Promise<void>((resolve) => idleWaits.push(resolve));
      pump();
      await idle;
    },
    size: () => waiting.size() + running,
    close: () => {
      state = "closed";
      pump();
    },
  };
}

/** A list that is read from the front without moving the rest: benchmarks queue 100,000 bodies. */
function createFifo<T>(): { add(item: T): void; take(): T | undefined; size(): number } {
  let items: T[] = [];
  let head = 0;
  return {
    add: (item) => void items.push(item),
    take: () => {
      const item = items[head];
      head += 1;
      if (head > 1_024 && head * 2 > items.length) {
        items = items.slice(head);
        head = 0;
      }
      return item;
    },
    size: () => items.length - head,
  };
}
