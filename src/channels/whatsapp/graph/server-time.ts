import { Agent } from "undici";
import { exchange } from "./exchange.ts";

/** WhatsApp's clock. */
export interface ServerTime {
  /** The time that WhatsApp's server has, cut to a second; null when it cannot be asked, or does not say. */
  ask(): Promise<number | null>;
  close(): Promise<void>;
}

const LIMITS = { totalMs: 5_000, answerBytesMax: 65_536 };

/** Asks for nothing, without a token: whatever the answer is, it carries the time (RFC 9110, `Date`). */
export function createServerTime({ baseUrl }: { baseUrl: string }): ServerTime {
  const { origin, pathname: path } = new URL(baseUrl);
  const agent = new Agent({ connect: { timeout: LIMITS.totalMs }, allowH2: false });
  return {
    async ask() {
      const request = {
        method: "GET",
        origin,
        path,
        headers: { "user-agent": "Ventana" },
      } as const;
      const exchanged = await exchange(agent, request, LIMITS);
      if (exchanged.kind !== "answered") return null;
      const { date } = exchanged.headers;
      const time = typeof date === "string" ? Date.parse(date) : Number.NaN;
      return Number.isNaN(time) ? null : time;
    },
    close: () => agent.destroy(),
  };
}
