/** What product.md asks of a figure, in its words, and whether this run reached it. */
export interface Target {
  text: string;
  met: boolean;
}

/** One line of a result. */
export interface Figure {
  name: string;
  value: number;
  unit: string;
  /** The same thing done barely, measured in the same run. */
  baseline?: { what: string; value: number };
  target?: Target;
}

export interface BenchmarkContext {
  /** Smaller numbers, for a first look; its figures are not comparable with those of a whole run. */
  quick: boolean;
  /** Each measurement is taken so often, and the median counts. */
  rounds: number;
  /** A directory of this benchmark alone, on the disk that holds the project; removed afterwards. */
  dir: string;
  /** Tells what is going on. */
  say(text: string): void;
}

export interface Benchmark {
  name: string;
  title: string;
  run(context: BenchmarkContext): Promise<Figure[]>;
}

export function atMost(value: number, limit: number, text: string): Target {
  return { text, met: value <= limit };
}

export function atLeast(value: number, limit: number, text: string): Target {
  return { text, met: value >= limit };
}
