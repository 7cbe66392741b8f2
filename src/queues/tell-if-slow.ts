/** Who waits longer than this wants to know what for. */
const SLOW_MS = 1_000;

/** Waits for `work`; tells once, if that takes longer than a moment. */
export async function tellIfSlow<T>(work: Promise<T>, tell: () => void): Promise<T> {
  const timer = setTimeout(tell, SLOW_MS);
  try {
    return await work;
  } finally {
    clearTimeout(timer);
  }
}
