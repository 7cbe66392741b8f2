/** A promise that was broken, with the number it has in reliability.md 3.2. */
export interface Violation {
  invariant: string;
  /** One sentence with ids and numbers. */
  what: string;
}

/** Collects violations; of each invariant only the first few, for the rest is mostly more of the same. */
export interface Verdict {
  broken(invariant: string, what: string): void;
  violations(): Violation[];
  /** Calls back when something is found. */
  onBroken(task: () => void): void;
}

const KEPT_PER_INVARIANT = 5;

export function createVerdict(): Verdict {
  const violations: Violation[] = [];
  const listeners: (() => void)[] = [];
  return {
    broken(invariant, what) {
      const known = violations.filter((violation) => violation.invariant === invariant);
      if (known.length < KEPT_PER_INVARIANT) violations.push({ invariant, what });
      for (const listener of listeners) listener();
    },
    violations: () => violations,
    onBroken: (task) => void listeners.push(task),
  };
}
