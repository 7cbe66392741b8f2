import type { ParkedReason } from "../../../domain/intake/inbound.ts";

export interface ParkedDocument {
  /** Workspace and public id, which is derived from the item's key. */
  _id: string;
  workspace: string;
  id: string;
  reason: ParkedReason;
  line: string | null;
  field: string;
  /** When it came; behind the point its place in what came together (`parked.ts`). */
  parkedAt: number;
  replayedAt: number | null;
  raw: string;
}

export interface NoticeDocument {
  /** Workspace and public id, which is derived from the item's key. */
  _id: string;
  workspace: string;
  id: string;
  field: string;
  event: string | null;
  waba: string | null;
  line: string | null;
  occurredAt: number;
  receivedAt: number;
  raw: string;
}
