import { holdBackMs } from "../../domain/sending/send-backoff.ts";

/**
 * A window a little longer than a second: what leaves evenly does not arrive so. With the moments from a free place to the next departure it
 * costs less than 2 % of what is allowed, and in no second does more arrive than that.
 */
const WINDOW_MS = 1_012;
const SECOND_MS = 1_000;

const IN_FLIGHT_MIN = 40;

/** Longest hold of a line that was too fast, and of one that cannot reach WhatsApp. */
const SLOWED_MS_MAX = 60_000;
const UNREACHED_MS_MAX = 30_000;

/** A line that was too fast goes on with half, and wins back a tenth of what it is allowed each second. */
const SLOWED_TO = 0.5;
const RECOVERY_PER_SECOND = 0.1;

/**
 * How fast one line may send (WhatsApp section 10, throughput). Time comes as an argument. Places are taken when sends are claimed and become
 * departures when their first byte leaves, so that in no second more leaves than is allowed, however long a send is prepared, waits for a
 * connection, or the process stands still.
 */
export class LinePace {
  #perSecond: number;
  /** When the last ones left, oldest first; as many as may leave in a window. */
  #departures: number[] = [];
  /** Claimed and still here; and those together with the ones that left and have no answer. */
  #reserved = 0;
  #underWay = 0;
  #heldUntil = 0;
  /** Holds in a row, none of them followed by an accepted send. */
  #strikes = 0;
  #share = 1;
  #shareAt = 0;

  constructor(perSecond: number) {
    this.#perSecond = perSecond;
  }

  /** WhatsApp told how fast the line may be. */
  allow(perSecond: number): void {
    this.#perSecond = perSecond;
  }

  /** Counts what somebody else has sent: so many at `at`, or as many as was allowed if nobody knows. */
  inherit({ until, spent }: { until: number; spent: number | null }): void {
    const count = Math.min(spent ?? this.#perSecond, this.#perSecond);
    this.#departures.push(...Array.from({ length: count }, () => until));
    this.#departures.sort((a, b) => a - b);
  }

  /** How many sends may be claimed now. */
  free(now: number): number {
    if (now < this.#heldUntil) return 0;
    const places = this.#limit(now) - this.#inWindow(now) - this.#reserved;
    // After a hold one goes ahead, and the others follow once it was taken.
    const ahead = this.#strikes > 0 ? 1 - this.#underWay : places;
    return Math.max(0, Math.min(places, ahead));
  }

  /** When `free` is worth asking again: then what leaves in `spanMs` at full pace has become free, if nothing else happens. */
  freeAt(now: number, spanMs: number): number {
    if (now < this.#heldUntil) return this.#heldUntil;
    const limit = this.#limit(now);
    const wanted = Math.ceil((limit * spanMs) / SECOND_MS);
    const missing = wanted - (limit - this.#inWindow(now) - this.#reserved);
    if (missing <= 0) return now;
    return (this.#departures[missing - 1] ?? now) + WINDOW_MS;
  }

  /** Sends under way at a time: enough for answers that take two seconds. */
  inFlightMax(): number {
    return Math.max(IN_FLIGHT_MIN, 2 * this.#perSecond);
  }

  /** Takes places for claimed sends, until each has ended. */
  reserve(count: number): void {
    this.#reserved += count;
    this.#underWay += count;
  }

  /** A claimed send leaves now. */
  depart(now: number): void {
    this.#reserved -= 1;
    this.#departures.push(now);
  }

  /** A claimed send has ended, whether it left or not. */
  end({ departed }: { departed: boolean }): void {
    this.#underWay -= 1;
    if (!departed) this.#reserved -= 1;
  }

  /** WhatsApp took something: whatever held the line back is over. */
  succeed(): void {
    this.#strikes = 0;
  }

  /** WhatsApp says that the line, its account or the app is too fast. */
  slow(now: number, { askedMs, random }: { askedMs: number | null; random: number }): void {
    if (!this.#hold(now, { askedMs, random, longestMs: SLOWED_MS_MAX })) return;
    this.#share = Math.max(this.#shareNow(now) * SLOWED_TO, 1 / this.#perSecond);
    this.#shareAt = this.#heldUntil;
  }

  /** WhatsApp cannot be reached. */
  miss(now: number, { random }: { random: number }): void {
    this.#hold(now, { askedMs: null, random, longestMs: UNREACHED_MS_MAX });
  }

  /** How many left in the second before `now`. */
  spent(now: number): number {
    return this.#departures.filter((at) => at > now - SECOND_MS).length;
  }

  /** Whether this began a hold: sends that were under way together say the same, and count once. */
  #hold(now: number, wait: Parameters<typeof holdBackMs>[1]): boolean {
    if (now < this.#heldUntil) return false;
    this.#strikes += 1;
    this.#heldUntil = now + holdBackMs(this.#strikes, wait);
    return true;
  }

  #inWindow(now: number): number {
    while (this.#departures[0] !== undefined && this.#departures[0] <= now - WINDOW_MS) {
      this.#departures.shift();
    }
    return this.#departures.length;
  }

  #limit(now: number): number {
    return Math.max(1, Math.floor(this.#perSecond * this.#shareNow(now)));
  }

  #shareNow(now: number): number {
    const recoveredMs = Math.max(0, now - this.#shareAt);
    return Math.min(1, this.#share + (recoveredMs / SECOND_MS) * RECOVERY_PER_SECOND);
  }
}
