/** Keeps account of the times in which nobody could have worked: no process healthy, or the store away. */
export interface Availability {
  /** To be told of every change, at the time it happens. */
  note(now: number, isAble: boolean): void;
  /** Milliseconds of (from, until) in which nobody could have worked. */
  lostWithin(from: number, until: number): number;
}

export function createAvailability(): Availability {
  const gaps: { from: number; until: number }[] = [];
  let since: number | null = null;
  return {
    note(now, isAble) {
      if (!isAble) since ??= now;
      else if (since !== null) {
        if (now > since) gaps.push({ from: since, until: now });
        since = null;
      }
    },
    lostWithin(from, until) {
      const present = since === null ? [] : [{ from: since, until: Number.POSITIVE_INFINITY }];
      let lostMs = 0;
      for (const gap of gaps.concat(present)) {
        lostMs += Math.max(0, Math.min(gap.until, until) - Math.max(gap.from, from));
      }
      return lostMs;
    },
  };
}
