/**
 * Runs `work` for a key at most once at a time in this process. A call during a run leads to exactly one more run after it, and resolves
 * with it, so that nothing that arrived in between is overlooked.
 */
export function oneAtATime(work: (key: string) => Promise<void>): (key: string) => Promise<void> {
  const running = new Map<string, Promise<void>>();
  const following = new Map<string, Promise<void>>();

  const run = (key: string): Promise<void> => {
    const current = work(key).finally(() => {
      if (running.get(key) === current) running.delete(key);
    });
    running.set(key, current);
    return current;
  };

  return (key) => {
    const current = running.get(key);
    if (current === undefined) return run(key);
    const known = following.get(key);
    if (known !== undefined) return known;
    const next = current
      .catch(() => {})
      .then(() => {
        following.delete(key);
        return run(key);
      });
    following.set(key, next);
    return next;
  };
}
