import type { ContactId, LineId, WorkspaceId } from "../domain/ids.ts";
import type { LineCapacity, LineSending, LineStop } from "../domain/sending/line-sending.ts";

/**
 * What processes have to agree on before a line sends: who dispatches it, whether it may send at all, and whom its portfolio has reached.
 * That a send is posted once does not depend on any of it; `claimSends` sees to that.
 */
export interface LineSendingStore {
  /**
   * Takes a line for dispatching, or goes on having it, for `leaseMs` from `now`. One holder at a time, so that several processes
   * together never exceed what the line is allowed; when a holder dies, the next may have the line once the lease has ended.
   */
  holdLine(
    workspaceId: WorkspaceId,
    lineId: LineId,
    lease: { holder: string; now: number; leaseMs: number },
  ): Promise<LineHold>;

  /**
   * Lets a line go at `now`. `spent`: how many messages left in the second before, which whoever is next has to count as its own. Does
   * nothing when somebody else has the line.
   */
  releaseLine(
    workspaceId: WorkspaceId,
    lineId: LineId,
    release: { holder: string; now: number; spent: number },
  ): Promise<void>;

  lineSending(workspaceId: WorkspaceId, lineId: LineId): Promise<LineSending>;

  /** Of all lines that ever sent, stopped, or were resumed. */
  lineSendings(workspaceId: WorkspaceId): Promise<LineSending[]>;

  /**
   * Stops a line: its sends wait, and it is not among `dueSendLines`. `ignored` when it has stopped already, or when somebody has ordered it
   * to go on since `resumes` was read: then the stop speaks of what has been mended.
   */
  stopLine(
    workspaceId: WorkspaceId,
    lineId: LineId,
    stop: LineStop & { resumes: number },
  ): Promise<"stopped" | "ignored">;

  /** Orders a line to go on, at this time; true when it had stopped. */
  resumeLine(workspaceId: WorkspaceId, lineId: LineId, at: number): Promise<boolean>;

  /** Writes down what WhatsApp allows the line. */
  learnCapacity(workspaceId: WorkspaceId, lineId: LineId, capacity: LineCapacity): Promise<void>;

  /**
   * Counts a contact among those whom a portfolio reached outside of windows in the last 24 hours, unless that makes more than `limit`; who
   * is among them already counts once, and from now on. `full`: `freeAt` is when the first of them drops out.
   */
  reachContact(
    workspaceId: WorkspaceId,
    reach: { portfolioId: string; contactId: ContactId; now: number; limit: number | null },
  ): Promise<{ kind: "reached" } | { kind: "full"; freeAt: number }>;
}

export type LineHold =
  | {
      kind: "held";
      sending: LineSending;
      /**
       * Somebody else's time with the line before, when there was one: it ended at `until`, and `spent` messages had left in the second
       * before that. Null: nobody knows how many, because they died.
       */
      before: { until: number; spent: number | null } | null;
    }
  /** Somebody else has it. */
  | { kind: "taken" }
  | { kind: "stopped" };

/** A contact that was reached counts for so long (WhatsApp section 10, messaging limit). */
export const REACH_MS = 86_400_000;
