import type { ProblemFacts } from "./problem.ts";

/** What a 413 says: how many bytes the field may have here, in words and, as `bytesMax`, as a number. */
export function tooLarge(field: string, bytesMax: number): ProblemFacts {
  const errors = [{ field, rule: `must have at most ${bytesMax} bytes` }];
  return { errors, extra: { bytesMax } };
}
