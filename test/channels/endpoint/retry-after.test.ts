import { expect, test } from "vitest";
import { parseRetryAfter } from "../../../src/channels/endpoint/retry-after.ts";

const NOW = Date.UTC(2026, 10, 22, 12, 0, 0);

test.each([
  ["0", 0],
  ["120", 120_000],
  [" 7 ", 7_000],
  ["999999999999", 999_999_999_999_000],
  ["Sun, 22 Nov 2026 12:00:30 GMT", 30_000],
  ["Sun, 22 Nov 2026 11:00:00 GMT", 0],
])("Retry-After %j means a wait of %i ms", (header, expected) => {
  expect(parseRetryAfter(header, NOW)).toBe(expected);
});

test.each([
  undefined,
  "",
  "-1",
  "1.5",
  "soon",
  "1e9",
  "2026-11-22T12:00:00Z",
  "Xyz, 99 Foo 2026 99:99:99 GMT",
  "9".repeat(13),
])("Retry-After %j means nothing", (header) => {
  expect(parseRetryAfter(header, NOW)).toBeNull();
});

test("of several Retry-After headers the first counts", () => {
  expect(parseRetryAfter(["5", "900"], NOW)).toBe(5_000);
});
