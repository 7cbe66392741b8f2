/** Lets `work` for a URL run, unless too many are at its origin already. */
export type OriginGate = <Result>(
  url: string,
  work: () => Promise<Result>,
) => Promise<Result | "full">;

/** So many at one origin at a time, in this process: an endpoint that hangs takes these places, and no more (reliability.md 2.6). */
export function createOriginGate(max: number): OriginGate {
  const busy = new Map<string, number>();
  return async (url, work) => {
    const origin = URL.canParse(url) ? new URL(url).origin : "";
    const count = busy.get(origin) ?? 0;
    if (count >= max) return "full";
    busy.set(origin, count + 1);
    try {
      return await work();
    } finally {
      const left = (busy.get(origin) ?? 1) - 1;
      if (left === 0) busy.delete(origin);
      else busy.set(origin, left);
    }
  };
}
