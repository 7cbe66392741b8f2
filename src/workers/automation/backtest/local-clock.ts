import { offsetAt } from "../../../domain/automation/time-zone.ts";

/** Offsets change on quarters of an hour only. */
const QUARTER_MS = 15 * 60_000;

/** The day and the hour that clocks of a zone show, remembered: a backtest goes through the same days again for each conversation. */
export class LocalClock {
  readonly #timeZone: string;
  readonly #known = new Map<number, { day: string; hour: number }>();

  constructor(timeZone: string) {
    this.#timeZone = timeZone;
  }

  at(at: number): { day: string; hour: number } {
    const quarter = Math.floor(at / QUARTER_MS);
    const known = this.#known.get(quarter);
    if (known !== undefined) return known;
    const local = new Date(at + offsetAt(this.#timeZone, at));
    const made = { day: local.toISOString().slice(0, 10), hour: local.getUTCHours() };
    this.#known.set(quarter, made);
    return made;
  }
}
