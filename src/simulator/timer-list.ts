/** A pending call. */
export interface Timer {
  readonly at: number;
  cancel(): void;
}

/** Timers in the order in which they fall due; equals in the order in which they were armed. */
export interface TimerList {
  add(at: number, fire: () => void): Timer;
  nextAt(): number | undefined;
  /** Fires everything due by `now`, also what that arms for the same instant. True if anything fired. */
  fireDue(now: number): boolean;
  clear(): void;
}

/** Creates an empty list. */
export function createTimerList(): TimerList {
  /** Latest first, so that the next one is popped from the end. */
  const timers: (Timer & { fire: () => void })[] = [];
  return {
    add: (at, fire) => {
      const timer = {
        at,
        fire,
        cancel: () => {
          const place = timers.indexOf(timer);
          if (place >= 0) timers.splice(place, 1);
        },
      };
      timers.splice(placeFor(timers, at), 0, timer);
      return timer;
    },
    nextAt: () => timers.at(-1)?.at,
    fireDue: (now) => {
      let fired = false;
      for (let next = timers.at(-1); next !== undefined && next.at <= now; next = timers.at(-1)) {
        timers.pop();
        next.fire();
        fired = true;
      }
      return fired;
    },
    clear: () => void (timers.length = 0),
  };
}

/** Before its equals in the latest-first list, so that it is popped after them. */
function placeFor(timers: readonly Timer[], at: number): number {
  let low = 0;
  let high = timers.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((timers[middle]?.at ?? 0) > at) low = middle + 1;
    else high = middle;
  }
  return low;
}
