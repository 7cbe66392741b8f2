import type { Clock } from "../../clock.ts";
import type { LineId, WorkspaceId } from "../../domain/ids.ts";
import type { Log } from "../../log.ts";
import type { LineSendingStore } from "../../store/line-sending-store.ts";
import type { SettingsStore } from "../../store/settings-store.ts";
import type { Duty } from "./dispatch-send.ts";
import {
  createLearner,
  UNKNOWN_PER_SECOND,
  type CapacityLearner,
  type LearnDeps,
} from "./learn-capacity.ts";
import { LinePace } from "./line-pace.ts";
import type { StopLine } from "../../domain/sending/line-sending.ts";

/** Whoever dies while dispatching a line holds up its other messages so long. */
const HOLD_MS = 15_000;

export interface LineDutyDeps extends LearnDeps {
  store: Pick<LineSendingStore, "holdLine" | "releaseLine" | "learnCapacity"> &
    Pick<SettingsStore, "line">;
  stopLine: StopLine;
  clock: Clock;
  log: Log;
  /** Names this process. */
  holder: string;
}

/** A duty that can be kept up, and given up. */
export interface OpenDuty extends Duty {
  /** Holds the line on when it is time to; false when it is lost, or must stop. What people changed of the line counts from then on. */
  keep(): Promise<boolean>;
  release(): Promise<void>;
}

/** The right to dispatch one line: one process has it at a time, under a lease. Remembers how fast the line was. */
export class LineDuties {
  readonly #deps: LineDutyDeps;
  readonly #of: { workspaceId: WorkspaceId; lineId: LineId };
  readonly #learner: CapacityLearner;
  readonly pace = new LinePace(UNKNOWN_PER_SECOND);
  #heldUntil = 0;

  constructor(deps: LineDutyDeps, of: { workspaceId: WorkspaceId; lineId: LineId }) {
    this.#deps = deps;
    this.#of = of;
    this.#learner = createLearner(deps, this.pace);
  }

  /** Null when the line is somebody else's now, has stopped, or has no token. */
  async take(): Promise<OpenDuty | null> {
    const held = await this.#hold();
    if (held === null) return null;
    const standing = await this.#lineOf(held.sending.resumes);
    if (standing === null) {
      await this.#release();
      return null;
    }
    this.#learner.apply(standing.line, held.sending.capacity);
    if (held.before !== null) this.pace.inherit(held.before);
    return this.#open(standing);
  }

  #open(standing: Standing): OpenDuty {
    const { clock, stopLine } = this.#deps;
    const learner = this.#learner;
    let now = standing;
    let isOver = false;
    return {
      get line() {
        return now.line;
      },
      get messagingLimit() {
        return learner.messagingLimit();
      },
      pace: this.pace,
      isOurs: () => clock.now() < this.#heldUntil,
      keep: async () => {
        if (isOver) return false;
        if (clock.now() < this.#heldUntil - HOLD_MS / 2) return true;
        const held = await this.#hold();
        const next = held === null ? null : await this.#lineOf(held.sending.resumes);
        if (next !== null) now = next;
        return next !== null;
      },
      async stop({ reason, code }) {
        isOver = true;
        await stopLine(now.line, { reason, code, resumes: now.resumes });
      },
      release: () => this.#release(),
    };
  }

  async #hold() {
    const { store, clock, holder } = this.#deps;
    const { workspaceId, lineId } = this.#of;
    const now = clock.now();
    const held = await store.holdLine(workspaceId, lineId, { holder, now, leaseMs: HOLD_MS });
    if (held.kind !== "held") return null;
    this.#heldUntil = now + HOLD_MS;
    return held;
  }

  /** The line with its token; one without is stopped, and so visible. */
  async #lineOf(resumes: number): Promise<Standing | null> {
    const { store, stopLine } = this.#deps;
    const line = await store.line(this.#of.workspaceId, this.#of.lineId);
    if (line === null) return null;
    const { accessToken } = line;
    if (accessToken !== null) return { line: { ...line, accessToken }, resumes };
    await stopLine(line, { reason: "no_token", code: null, resumes });
    return null;
  }

  async #release(): Promise<void> {
    const { store, clock, holder, log } = this.#deps;
    const { workspaceId, lineId } = this.#of;
    const now = clock.now();
    this.#heldUntil = 0;
    try {
      await store.releaseLine(workspaceId, lineId, { holder, now, spent: this.pace.spent(now) });
    } catch (err) {
      log.warn({ err, lineId }, "A line was not let go; its hold runs out by itself");
    }
  }
}

interface Standing {
  line: Duty["line"];
  resumes: number;
}
