import type { Redis } from "ioredis";
import type { Clock } from "../clock.ts";

/** How often something was done within the present stretch of time, over all processes. */
export interface RateCounter {
  /** Counts one more. A stretch begins with its first. Never rejects: where nobody can be asked, this process counts for itself. */
  hit(key: string, windowMs: number): Promise<Rate>;
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
local count = redis.call('INCR', KEYS[1])
if count == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return { count, redis.call('PTTL', KEYS[1]) }`;

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
  return {
    async hit(key, windowMs) {
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
    },
  };
}

/** Counts in Redis for all processes; while it is away or silent, in this one. */
export function createRedisRates(options: {
  connection: Redis;
  prefix: string;
  clock: Clock;
}): RateCounter {
  const { connection, prefix, clock } = options;
  const local = createLocalRates(options);
  let restsUntil = 0;
  return {
    async hit(key, windowMs) {
      const isUp = connection.status === "ready" && clock.now() >= restsUntil;
      if (!isUp) return local.hit(key, windowMs);
      const answer = await inTime(connection.eval(HIT, 1, `${prefix}:rate:${key}`, windowMs));
      if (answer !== null) return answer;
      restsUntil = clock.now() + REST_MS;
      return local.hit(key, windowMs);
    },
  };
}

/** What Redis answers, or null when it fails or takes too long. */
async function inTime(answer: Promise<unknown>): Promise<Rate | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), ANSWER_MS_MAX);
  });
  try {
    return await Promise.race([answer.then(rateOf, () => null), late]);
  } finally {
    clearTimeout(timer);
  }
}

function rateOf(answer: unknown): Rate | null {
  const [count, resetsInMs] = answer as [number, number];
  return { count, resetsInMs: Math.max(0, resetsInMs) };
}
