import type { RunReport } from "../simulate.ts";

/** What a worker thread is asked to do. */
export type Task =
  /** Run these seeds, whatever becomes of them. */
  | { kind: "run"; seeds: number[]; bug: string | null }
  /** Run every `step`-th seed from `from` on until one finds the planted bug, `seedsMax` at most. */
  | { kind: "hunt"; bug: string; from: number; step: number; seedsMax: number };

export interface TaskResult {
  task: Task;
  /** Of a hunt only the last one: the one that found the bug, or the last that did not. */
  reports: RunReport[];
}
