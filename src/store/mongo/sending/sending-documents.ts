import type { SendState } from "../../../domain/sending/send.ts";

/** Documents of sending at rest; the rules of `documents.ts` apply. */
export interface SendDocument {
  /** Workspace and send id. */
  _id: string;
  workspace: string;
  conversation: string;
  line: string;
  position: number;
  queuedAt: number;
  state: SendState;
  attempts: number;
  failures: number;
  nextAttemptAt: number;
  claimedAt: number | null;
  settledAt: number | null;
  result?: string;
  lastErrors?: string;
  /** What the step decided; never changed. */
  doc: string;
  /** Present while queued. */
  waiting?: { workspace: string; line: string; queuedAt: number; position: number; at: number };
  /** Present while not settled. */
  open?: { workspace: string; conversation: string; position: number; queuedAt: number };
  /** Present while in flight. */
  lease?: { until: number; claim: string };
  /** The result on its way into the mailbox: see `send-results.ts`. */
  report?: { since: number; body: string };
}

export interface LineSendingDocument {
  /** Workspace and line. */
  _id: string;
  workspace: string;
  line: string;
  /** Who had it last; absent when nobody ever had. */
  holder?: string;
  heldUntil: number;
  spent?: number;
  /** JSON; present while it has stopped. */
  stop?: string;
  resumes: number;
  /** Absent: never. */
  resumedAt?: number;
  capacity?: string;
}

export interface ReachedContactDocument {
  /** Workspace, portfolio and contact. */
  _id: string;
  workspace: string;
  portfolio: string;
  reachedAt: number;
}
