import type { ListKey, Run } from "./conversation-runs.ts";

/** A run that is being read: what was read of it and not yet given out. */
interface Reading {
  run: Run;
  keys: ListKey[];
  at: number;
  /** How many to read next. */
  step: number;
  isOver: boolean;
}

const STEP_MIN = 16;
const STEP_MAX = 512;

/**
 * The keys of all runs behind a place, newest first, read as far as the caller goes. A run is not touched before the list has come to where
 * it begins, so that a page of hundreds of runs reads few of them.
 */
export function* mergeRuns(
  runs: readonly Run[],
  from: { at: number; id: string },
): Generator<ListKey, void> {
  const waiting = runs.filter(({ head }) => head !== null).sort((a, b) => headOf(a) - headOf(b));
  const readings: Reading[] = [];
  for (;;) {
    let newest = newestOf(readings);
    for (
      let run = waiting.at(-1);
      run !== undefined && (newest === null || headOf(run) >= keyOf(newest).at);
      run = waiting.at(-1)
    ) {
      waiting.pop();
      const reading: Reading = { run, keys: [], at: 0, step: STEP_MIN, isOver: false };
      if (advance(reading, from)) readings.push(reading);
      newest = newestOf(readings);
    }
    if (newest === null) return;
    const key = keyOf(newest);
    yield key;
    newest.at += 1;
    if (newest.at === newest.keys.length && !advance(newest, key)) {
      readings.splice(readings.indexOf(newest), 1);
    }
  }
}

/** Reads on; false when there is nothing more. */
function advance(reading: Reading, from: { at: number; id: string }): boolean {
  if (reading.isOver) return false;
  reading.keys = reading.run.after(from, reading.step);
  reading.at = 0;
  reading.isOver = reading.keys.length < reading.step;
  reading.step = Math.min(STEP_MAX, reading.step * 2);
  return reading.keys.length > 0;
}

function newestOf(readings: readonly Reading[]): Reading | null {
  let newest: Reading | null = null;
  for (const reading of readings) {
    if (newest === null || byNewest(keyOf(reading), keyOf(newest)) < 0) newest = reading;
  }
  return newest;
}

export function byNewest(a: Pick<ListKey, "at" | "id">, b: Pick<ListKey, "at" | "id">): number {
  return b.at - a.at || (a.id < b.id ? 1 : a.id > b.id ? -1 : 0);
}

function keyOf({ keys, at }: Reading): ListKey {
  const key = keys[at];
  if (key === undefined) throw new Error("a run that is over was not taken out");
  return key;
}

function headOf({ head }: Run): number {
  return head ?? Number.MIN_SAFE_INTEGER;
}
