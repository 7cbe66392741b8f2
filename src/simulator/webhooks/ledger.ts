import type { Update } from "../payloads/update.ts";

/** What became of one update, over all its copies and attempts. */
export interface LedgerEntry {
  readonly key: string;
  readonly field: string;
  readonly queuedAt: number;
  /** Bodies posted that carried it. */
  attempts: number;
  /** Of these, answered with exactly 200. */
  accepted: number;
  /** First answer 200, by the simulator's clock. From here on the receiver owns it. */
  acceptedAt?: number;
  /** Retries ran out without any 200. */
  gaveUpAt?: number;
  /** HTTP status of the last answer, or `error` when there was none. */
  lastAnswer?: number | "error";
}

/** Everything that was ever queued, by key. The checker's side of the comparison. */
export interface Ledger {
  get(key: string): LedgerEntry | undefined;
  all(): LedgerEntry[];
  /** Answered 200 at least once: these must be in the receiver's store exactly once. */
  accepted(): LedgerEntry[];
  /** Neither accepted nor given up. */
  open(): LedgerEntry[];
  readonly size: number;
}

/** The sender's side of the ledger. */
export interface LedgerBook extends Ledger {
  queued(update: Update, at: number): void;
  posted(updates: Update[]): void;
  answered(updates: Update[], answer: number | "error", at: number): void;
  gaveUp(updates: Update[], at: number): void;
}

/** Creates an empty ledger. */
export function createLedger(): LedgerBook {
  const entries = new Map<string, LedgerEntry>();
  const each = (updates: Update[], change: (entry: LedgerEntry) => void): void => {
    for (const update of updates) {
      const entry = entries.get(update.key);
      if (entry !== undefined) change(entry);
    }
  };
  const filter = (keep: (entry: LedgerEntry) => boolean): LedgerEntry[] =>
    [...entries.values()].filter(keep);
  return {
    get: (key) => entries.get(key),
    all: () => [...entries.values()],
    accepted: () => filter((entry) => entry.accepted > 0),
    open: () => filter((entry) => entry.accepted === 0 && entry.gaveUpAt === undefined),
    get size() {
      return entries.size;
    },
    queued: ({ key, field }, queuedAt) => {
      if (!entries.has(key)) entries.set(key, { key, field, queuedAt, attempts: 0, accepted: 0 });
    },
    posted: (updates) => each(updates, (entry) => (entry.attempts += 1)),
    answered: (updates, answer, at) =>
      each(updates, (entry) => {
        entry.lastAnswer = answer;
        if (answer !== 200) return;
        entry.accepted += 1;
        entry.acceptedAt ??= at;
      }),
    gaveUp: (updates, at) =>
      each(updates, (entry) => {
        if (entry.accepted === 0) entry.gaveUpAt = at;
      }),
  };
}
