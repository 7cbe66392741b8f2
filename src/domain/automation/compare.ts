import { isBlank } from "../blank.ts";
import type { Comparison } from "./condition.ts";
import { hasKeyword } from "./text-match.ts";

const NUMBER = /^[+-]?\d+(\.\d+)?$/;
const DATE = /^\d{4}-\d{2}-\d{2}/;

/**
 * Whether what a field or variable says is as the comparison wants it. Two numbers are compared as such, and so are two dates of ISO 8601; other texts
 * without regard to case. What is not known is different from every value, and neither contains nor is above or below any.
 */
export function compares(said: string | null, comparison: Comparison): boolean {
  const known = said !== null && !isBlank(said);
  switch (comparison.is) {
    case "known":
      return known;
    case "unknown":
      return !known;
    case "equal":
      return known && order(said, comparison.value) === 0;
    case "different":
      return !known || order(said, comparison.value) !== 0;
    case "contains":
      return known && hasKeyword(said, [comparison.value]);
    case "above":
      return known && isOrdered(said, comparison.value) && order(said, comparison.value) > 0;
    case "below":
      return known && isOrdered(said, comparison.value) && order(said, comparison.value) < 0;
  }
}

function isOrdered(one: string, other: string): boolean {
  return [NUMBER, DATE].some((form) => form.test(one.trim()) && form.test(other.trim()));
}

function order(one: string, other: string): number {
  const [a, b] = [normal(one), normal(other)];
  if (NUMBER.test(a) && NUMBER.test(b)) return Math.sign(Number(a) - Number(b));
  return a === b ? 0 : a < b ? -1 : 1;
}

function normal(text: string): string {
  return text.normalize("NFC").trim().toLowerCase();
}
