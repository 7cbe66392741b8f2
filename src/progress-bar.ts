import type { BacktestProgress } from "./domain/automation/backtest.ts";

/** How often the bar moves. */
const EVERY_MS = 200;
const WIDTH = 30;

/** A line of plain text that is written over and over; nothing at all where nobody watches. */
export function createBar(out: { isTTY?: boolean; write(text: string): unknown }) {
  let drawnAt = -Infinity;
  let isDrawn = false;
  return {
    show({ conversations, events, share }: BacktestProgress): void {
      const now = performance.now();
      if (out.isTTY !== true || now - drawnAt < EVERY_MS) return;
      drawnAt = now;
      isDrawn = true;
      const full = Math.round((share ?? 0) * WIDTH);
      const bar = share === null ? "" : `[${"#".repeat(full)}${".".repeat(WIDTH - full)}] `;
      out.write(`\r${bar}${conversations} conversations, ${events} entries\u001B[K`);
    },
    /** Takes it away. */
    end(): void {
      if (isDrawn) out.write("\r\u001B[K");
      isDrawn = false;
    },
  };
}
