import type { Redis } from "ioredis";
import type { Clock } from "../clock.ts";

/** How often things were done within the present stretch of time, over all processes. */
export interface RateCounter {
  /**
   * Counts one more under each key, in turn, up to the first that has more than its most: those behind it are not counted. Answers the counts. A
   * stretch begins with its first. Never rejects: where nobody can be asked, this process counts for itself.
   */
  hit(limits: readonly RateLimit[], windowMs: number): Promise<Rate[]>;
}

export interface RateLimit {
  key: string;
  max: number;
}

export interface Rate {
  count: number;
  /** Until counting begins anew. */
  resetsInMs: number;
}

/** A request must not wait for its own counting. */
const ANSWER_MS_MAX = 100;
/** After a failure Redis is not asked for so long: each request would wait as long again. */
const REST_MS = 1_000;
/** Keys of this process above which stretches that are over are cleared away. */
const KEYS_MAX = 10_000;

const HIT = `
local counts = {}
for at, key in ipairs(KEYS) do
  local count = redis.call('INCR', key)
  if count == 1 then redis.call('PEXPIRE', key, ARGV[1]) end
  counts[at] = { count, redis.call('PTTL', key) }
  if count > tonumber(ARGV[at + 1]) then break end
end
return counts`;

/** Counts in this process alone. */
export function createLocalRates({ clock }: { clock: Clock }): RateCounter {
  const stretches = new Map<string, { count: number; endsAt: number }>();
  const clear = (now: number): void => {
    for (const [key, { endsAt }] of stretches) if (endsAt <= now) stretches.delete(key);
    // Whoever makes up keys by the thousand is not helped by being forgotten: the newest stay.
    for (const key of stretches.keys()) {
      if (stretches.size <= KEYS_MAX) return;
      stretches.delete(key);
    }
  };
  const count = (key: string, windowMs: number): Rate => {
    const now = clock.now();
    const known = stretches.get(key);
    const isOver = known === undefined || known.endsAt <= now || known.endsAt > now + windowMs;
    const stretch = isOver ? { count: 0, endsAt: now + windowMs } : known;
    stretch.count += 1;
    if (isOver) {
      stretches.delete(key);
      stretches.set(key, stretch);
      if (stretches.size > KEYS_MAX) clear(now);
    }
    return { count: stretch.count, resetsInMs: stretch.endsAt - now };
  };
  return {
    async hit(limits, windowMs) {
      const rates: Rate[] = [];
      for (const { key, max } of limits) {
        const rate = count(key, windowMs);
        rates.push(rate);
        if (rate.count > max) break;
      }
      return rates;
    },
  };
}

/** Counts in Redis for all processes; while it is away or silent, in this one. */
export function createRedisRates(options: {
  connection: Redis;
  prefix: string;
  clock: Clock;
  /** How long Redis may take to answer. Default: 100 ms. */
  answerMsMax?: number | undefined;
}): RateCounter {
  const { connection, prefix, clock, answerMsMax = ANSWER_MS_MAX } = options;
  const local = createLocalRates(options);
  let restsUntil = 0;
  return {
    async hit(limits, windowMs) {
      const isUp = connection.status === "ready" && clock.now() >= restsUntil;
      if (!isUp) return local.hit(limits, windowMs);
      const keys = limits.map(({ key }) => `${prefix}:rate:${key}`);
      const most = limits.map(({ max }) => max);
      const asked = connection.eval(HIT, keys.length, ...keys, windowMs, ...most);
      const answer = await inTime(asked, answerMsMax);
      if (answer !== null) return answer;
      restsUntil = clock.now() + REST_MS;
      return local.hit(limits, windowMs);
    },
  };
}

/** What Redis answers, or null when it fails or takes too long. */
async function inTime(answer: Promise<unknown>, limitMs: number): Promise<Rate[] | null> {
  let timer: NodeJS.Timeout | undefined;
  // Where this process was busy all the time, the answer has come and was not read yet: that is done before `setImmediate`.
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => setImmediate(resolve, null), limitMs);
  });
  try {
    return await Promise.race([answer.then(ratesOf, () => null), late]);
  } finally {
    clearTimeout(timer);
  }
}

function ratesOf(answer: unknown): Rate[] {
  return (answer as [number, number][]).map(([count, resetsInMs]) => ({
    count,
    resetsInMs: Math.max(0, resetsInMs),
  }));
}
