/**
 * Runs `work` for a key at most once at a time in this process. A call during a run leads to exactly one more run after it, with the
 * arguments of the first such call, and resolves with it, so that nothing that arrived in between is overlooked. Calls of one key must
 * therefore mean the same.
 */
export function oneAtATime<Args extends unknown[], Result>(
  keyOf: (...args: Args) => string,
  work: (...args: Args) => Promise<Result>,
): (...args: Args) => Promise<Result> {
  const running = new Map<string, Promise<Result>>();
  const following = new Map<string, Promise<Result>>();

  const run = (key: string, args: Args): Promise<Result> => {
    const current = work(...args).finally(() => running.delete(key));
    running.set(key, current);
    return current;
  };

  return (...args) => {
    const key = keyOf(...args);
    // Before `running`: between the end of a run and the start of the one that follows, nothing runs, and yet nobody may begin.
    const known = following.get(key);
    if (known !== undefined) return known;
    const current = running.get(key);
    if (current === undefined) return run(key, args);
    const next = current
      .catch(() => {})
      .then(() => {
        following.delete(key);
        return run(key, args);
      });
    following.set(key, next);
    return next;
  };
}
