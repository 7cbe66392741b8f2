import { expect } from "vitest";

/** Expects of what `read` gives, again and again until it holds. The limit only ends tests that would never end. */
export const expectSoon = <T>(read: () => T) => expect.poll(read, { timeout: 60_000, interval: 5 });
