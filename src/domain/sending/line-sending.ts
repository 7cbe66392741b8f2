import type { LineId } from "../ids.ts";
import type { Line } from "../line.ts";
import type { StopReason } from "./send-verdict.ts";

/** Why a line does not send. Stable words: clients switch on them. */
export const STOP_REASONS = [
  "authorization",
  "account",
  "registration",
  "no_token",
] as const satisfies (StopReason | "no_token")[];

/** Why a line sends nothing until people have mended it: an error of WhatsApp's, or that it has no token to send with. */
export interface LineStop {
  reason: (typeof STOP_REASONS)[number];
  /** WhatsApp's code, when an error stopped it. */
  code: number | null;
  since: number;
}

/** What WhatsApp allows a line, as it told last (WhatsApp section 10). */
export interface LineCapacity {
  /** Messages per second. */
  perSecond: number;
  /** People whom the line's portfolio may reach outside of windows in any 24 hours; null: no limit, or none that is known. */
  messagingLimit: number | null;
  learnedAt: number;
}

/** Stops a line and says so, unless it has stopped, or goes on again since `resumes` was read. */
export type StopLine = (
  line: Pick<Line, "workspaceId" | "id"> & { wabaId: string | null },
  stop: Pick<LineStop, "reason" | "code"> & { resumes: number },
) => Promise<void>;

/** How a line's sending stands, beside the line itself, which people replace as a whole. */
export interface LineSending {
  lineId: LineId;
  /** Null while it runs. */
  stop: LineStop | null;
  /** Counts the orders to go on: a stop that was decided before one of them is void. */
  resumes: number;
  /** When the last of them was given; null: never. Faults from before it speak of what has been mended. */
  resumedAt: number | null;
  /** Null before WhatsApp was asked. */
  capacity: LineCapacity | null;
}

/** Of a line that has never sent. */
export function newLineSending(lineId: LineId): LineSending {
  return { lineId, stop: null, resumes: 0, resumedAt: null, capacity: null };
}
