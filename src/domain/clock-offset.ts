/** By how much this machine's clock is ahead of another's, in milliseconds; behind when negative. Surely between the two. */
export interface ClockOffset {
  atLeast: number;
  atMost: number;
}

const SECOND_MS = 1_000;

/** What a clock may be off before decisions suffer by it (reliability.md 2.4: skew). */
const TOLERANCE_MS = 2_000;

/**
 * The offset that an answer proves: it was written somewhere between question and answer, and tells its time in whole seconds, cut off. A
 * slow network makes the span wider, never wrong.
 */
export function offsetProven(times: {
  askedAt: number;
  answeredAt: number;
  /** What the other clock told. */
  toldAt: number;
}): ClockOffset {
  const { askedAt, answeredAt, toldAt } = times;
  return { atLeast: askedAt - (toldAt + SECOND_MS), atMost: answeredAt - toldAt };
}

/** Whether the clock is off beyond doubt, and to which side. */
export function verdictOn({ atLeast, atMost }: ClockOffset): "ahead" | "behind" | "agrees" {
  if (atLeast > TOLERANCE_MS) return "ahead";
  return atMost < -TOLERANCE_MS ? "behind" : "agrees";
}
