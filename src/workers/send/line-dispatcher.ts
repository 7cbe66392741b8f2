import type { LineId, WorkspaceId } from "../../domain/ids.ts";
import type { SendStore } from "../../store/send-store.ts";
import { dispatchSend, type DispatchDeps } from "./dispatch-send.ts";
import { LineDuties, type LineDutyDeps, type OpenDuty } from "./line-duty.ts";

/**
 * A send that a killed process had under way is uncertain after this time, and its conversation goes on. Longer than preparing and posting
 * take; what takes longer, as large uploads may, is put back before it is posted (`dispatchSend`).
 */
const LEASE_MS = 60_000;
/** How often somebody who waits for answers looks for sends that were rung for in another process. */
const LOOK_MS = 250;
/** Answers that come within this time of each other make one look. */
const GATHER_MS = 5;
/** Until a claim that was not answered is asked for again. */
const CLAIM_AGAIN_MS = 1_000;
/** Looks at the cap are so far apart, each for what has become free meanwhile. */
const PACE_MS = 50;

export interface LineDispatcherDeps extends DispatchDeps, LineDutyDeps {
  store: DispatchDeps["store"] & LineDutyDeps["store"] & Pick<SendStore, "claimSends">;
  /** Aborted when the process stops: what is under way is finished, and nothing more is claimed. */
  stopping?: AbortSignal;
}

/**
 * Dispatches the sends of one line, whenever it is woken: takes the line, claims what may leave now, posts side by side, and goes on until
 * nothing is due and nothing is under way. Lives as long as its process.
 */
export class LineDispatcher {
  readonly #deps: LineDispatcherDeps;
  readonly #of: { workspaceId: WorkspaceId; lineId: LineId };
  readonly #duties: LineDuties;
  readonly #underWay = new Set<Promise<void>>();
  #claims = 0;
  /** A claim that was not answered; until then it may have taken something that nobody else knows of. */
  #unanswered: { name: string; until: number } | null = null;
  #running: Promise<void> | null = null;
  #isWanted = false;
  #onWake: () => void = () => {};

  constructor(deps: LineDispatcherDeps, of: { workspaceId: WorkspaceId; lineId: LineId }) {
    this.#deps = deps;
    this.#of = of;
    this.#duties = new LineDuties(deps, of);
  }

  /** There may be something to send. Resolves when nothing is due any more, nor under way. Never rejects. */
  wake(): Promise<void> {
    this.#isWanted = true;
    this.#onWake();
    this.#running ??= this.#run().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  async #run(): Promise<void> {
    const { log, pause } = this.#deps;
    while ((this.#isWanted || this.#isUnanswered()) && !this.#isStopping()) {
      this.#isWanted = false;
      try {
        await this.#turn();
      } catch (err) {
        const { lineId } = this.#of;
        log.error({ err, lineId }, "A line could not be dispatched; the sweep tries again");
      }
      if (this.#isUnanswered()) await pause(CLAIM_AGAIN_MS);
    }
  }

  async #turn(): Promise<void> {
    const duty = await this.#duties.take();
    if (duty === null) return;
    try {
      await this.#work(duty);
    } finally {
      await Promise.all(this.#underWay);
      await duty.release();
    }
  }

  async #work(duty: OpenDuty): Promise<void> {
    while (!this.#isStopping() && (await duty.keep())) {
      const limit = this.#limit(duty);
      const claimed = limit === 0 ? 0 : await this.#claim(duty, limit);
      // Whatever comes later wakes.
      const isEmptied = claimed < limit;
      if (isEmptied && this.#underWay.size === 0 && !this.#isWanted) return;
      await this.#wait(duty, isEmptied);
    }
  }

  async #claim(duty: OpenDuty, limit: number): Promise<number> {
    const { store, clock, holder } = this.#deps;
    const { workspaceId, lineId } = this.#of;
    this.#isWanted = false;
    const now = clock.now();
    const name = this.#isUnanswered() ? this.#unanswered!.name : `${holder} ${++this.#claims}`;
    this.#unanswered = { name, until: now + LEASE_MS };
    const claim = { name, now, leaseMs: LEASE_MS, limit };
    const claimed = await store.claimSends(workspaceId, lineId, claim);
    this.#unanswered = null;
    duty.pace.reserve(claimed.length);
    for (const one of claimed) {
      const sent = dispatchSend(this.#deps, duty, one).finally(() => this.#underWay.delete(sent));
      this.#underWay.add(sent);
    }
    return claimed.length;
  }

  /** Until it is worth looking again. */
  async #wait(duty: OpenDuty, isEmptied: boolean): Promise<void> {
    if (this.#isWanted && isEmptied) return;
    const { pause } = this.#deps;
    if (!isEmptied && this.#limit(duty) > 0) return;
    const answered = this.#underWay.size === 0 ? [] : [Promise.race(this.#underWay)];
    if (isEmptied) {
      await Promise.race([...answered, this.#woken(), pause(LOOK_MS)]);
      await pause(GATHER_MS);
      return;
    }
    if (this.#freeMs(duty) > 0) await pause(this.#freeMs(duty));
    else await Promise.race([...answered, pause(LOOK_MS)]);
  }

  #woken(): Promise<void> {
    return new Promise((resolve) => {
      this.#onWake = resolve;
    });
  }

  /** How many sends may be claimed now. */
  #limit({ pace }: OpenDuty): number {
    const now = this.#deps.clock.now();
    return Math.max(0, Math.min(pace.free(now), pace.inFlightMax() - this.#underWay.size));
  }

  /** How long the pace is what everything waits for; 0 when it is not. */
  #freeMs({ pace }: OpenDuty): number {
    const now = this.#deps.clock.now();
    if (pace.free(now) > 0) return 0;
    return Math.min(Math.max(1, pace.freeAt(now, PACE_MS) - now), LOOK_MS);
  }

  #isUnanswered(): boolean {
    return this.#unanswered !== null && this.#deps.clock.now() < this.#unanswered.until;
  }

  #isStopping(): boolean {
    return this.#deps.stopping?.aborted === true;
  }
}
