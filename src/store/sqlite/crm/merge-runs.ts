import type { Run } from "../conversations/conversation-runs.ts";
import { byNewest, type ListKey } from "../conversations/list-indexes.ts";

/** A run that is being read: what was read of it and not yet given out. */
interface Reading {
  run: Run;
  keys: ListKey[];
  at: number;
  /** How many to read next. */
  step: number;
  isOver: boolean;
}

const STEP_MIN = 4;
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
  /** In the order of their next keys, the newest last. */
  const readings: Reading[] = [];
  for (;;) {
    for (
      let run = waiting.at(-1), newest = readings.at(-1);
      run !== undefined && (newest === undefined || headOf(run) >= keyOf(newest).at);
      run = waiting.at(-1), newest = readings.at(-1)
    ) {
      waiting.pop();
      const reading: Reading = { run, keys: [], at: 0, step: STEP_MIN, isOver: false };
      if (advance(reading, from)) insert(readings, reading);
    }
    const newest = readings.pop();
    if (newest === undefined) return;
    const key = keyOf(newest);
    yield key;
    newest.at += 1;
    if (newest.at < newest.keys.length || advance(newest, key)) insert(readings, newest);
  }
}

/** Puts a reading where its next key belongs. Mostly that is near the end: neighbours in time are neighbours in the list. */
function insert(readings: Reading[], reading: Reading): void {
  const key = keyOf(reading);
  let [low, high] = [0, readings.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (byNewest(keyOf(readings[middle] as Reading), key) > 0) low = middle + 1;
    else high = middle;
  }
  readings.splice(low, 0, reading);
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

function keyOf({ keys, at }: Reading): ListKey {
  const key = keys[at];
  if (key === undefined) throw new Error("a run that is over was not taken out");
  return key;
}

function headOf({ head }: Run): number {
  return head ?? Number.MIN_SAFE_INTEGER;
}
