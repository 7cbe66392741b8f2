import { setTimeout as sleep } from "node:timers/promises";
import type { Random } from "../../../../src/simulator/random.ts";
import { SEATS, type Deployment, type Seat } from "./deployment.ts";
import { KILLS_OF_EACH_MIN, ZOMBIE_MS, type StormPlan } from "./plan.ts";

/** What was done to the deployment, besides its kills. */
export interface Damage {
  flushes: number;
  redisKills: number;
  zombies: number;
}

/**
 * - kill: one process while all serve, so that a slow machine gets on too; a worker rather than the one for HTTP
 * - cruel: any process, also in the middle of its start
 */
type Blow = "kill" | "cruel" | "flush" | "redis" | "zombie";

const CRUEL_SHARE = 0.25;
/** On a machine where processes hardly come up, the storm lasts until it has killed enough, or this much longer: a limit for runs that hang. */
const LONGER_AT_MOST = 4;

/** Strikes by the plan's schedule, drawn from its seed; resolves when the storm is over and everything stands again. */
export async function unleash(plan: StormPlan, deployment: Deployment): Promise<Damage> {
  const random = plan.random.fork("nemesis");
  const hand = createHand(deployment, random);
  const special = scheduleSpecials(plan, random);
  const startedAt = performance.now();
  const elapsedMs = (): number => performance.now() - startedAt;
  const isOver = (): boolean =>
    elapsedMs() >= plan.stormMs &&
    (Math.min(...Object.values(deployment.kills)) >= KILLS_OF_EACH_MIN ||
      elapsedMs() >= plan.stormMs * LONGER_AT_MOST);
  while (!isOver()) {
    await sleep(random.int(300, 1_500));
    while ((special[0]?.atMs ?? Infinity) <= elapsedMs()) await hand.strike(special.shift()!.blow);
    await hand.strike(random.chance(CRUEL_SHARE) ? "cruel" : "kill");
  }
  await hand.rest();
  return hand.damage;
}

/** Blows that come a set number of times, spread over the storm. */
function scheduleSpecials(plan: StormPlan, random: Random): { atMs: number; blow: Blow }[] {
  const spread = (count: number, blow: Blow) =>
    Array.from({ length: count }, (_, index) => {
      const share = (index + random.next()) / count;
      return { atMs: share * (plan.stormMs - ZOMBIE_MS), blow };
    });
  const all = [
    ...spread(plan.redisFlushes, "flush"),
    ...spread(plan.redisKills, "redis"),
    ...spread(plan.zombies, "zombie"),
  ];
  return all.sort((left, right) => left.atMs - right.atMs);
}

function createHand(deployment: Deployment, random: Random) {
  const { redis } = deployment;
  const damage: Damage = { flushes: 0, redisKills: 0, zombies: 0 };
  const lasting: Promise<void>[] = [];
  let [redisIsUp, zombie] = [true, null as Seat | null];

  const killAmong = async (seats: readonly Seat[]): Promise<void> => {
    const choice = random.next();
    const targets = seats.filter((seat) => seat !== zombie);
    const target = targets[Math.floor(choice * targets.length)];
    if (target !== undefined) await deployment.kill(target);
  };
  const killRedis = async (): Promise<void> => {
    redisIsUp = false;
    damage.redisKills += 1;
    await redis.kill("SIGKILL");
    await sleep(random.int(500, 4_000));
    await redis.restart();
    redisIsUp = true;
  };
  const raiseZombie = async (seat: Seat): Promise<void> => {
    zombie = seat;
    damage.zombies += 1;
    deployment.signal(seat, "SIGSTOP");
    await sleep(ZOMBIE_MS);
    deployment.signal(seat, "SIGCONT");
    // Time to act on what it believes to hold.
    await sleep(1_000);
    zombie = null;
  };

  const isWhole = (serving: readonly Seat[]): boolean =>
    SEATS.every((seat) => seat === zombie || serving.includes(seat));

  return {
    damage,
    async strike(blow: Blow): Promise<void> {
      const serving = deployment.serving();
      switch (blow) {
        case "kill":
          return killAmong(
            isWhole(serving) ? [...serving, ...serving.filter((seat) => seat !== "http")] : [],
          );
        case "cruel":
          return killAmong(SEATS);
        case "flush":
          if (!redisIsUp) return;
          damage.flushes += 1;
          return redis.flush();
        case "redis":
          if (redisIsUp) lasting.push(killRedis());
          return;
        case "zombie":
          if (zombie === null) lasting.push(raiseZombie("worker-b"));
      }
    },
    rest: () => Promise.all(lasting),
  };
}
