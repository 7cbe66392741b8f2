import type { LineId } from "../../../domain/ids.ts";
import { hashOf } from "./canonical.ts";

const HOUR_MS = 3_600_000;

/**
 * Dedupe keys of items, unique within their line (WhatsApp section 6). Meta delivers at least once, and may put the same
 * item into another batch the second time, so a key is made of the item alone, never of the body.
 *
 * | item | key |
 * | --- | --- |
 * | message of a contact | `m:<wamid>` |
 * | message sent from the phone app (echo) | `b:<wamid>` |
 * | message of the past (`history`) | `h:<wamid>` |
 * | its file, which follows under the same wamid | `f:<wamid>` |
 * | status of a message | `s:<wamid>:<status>` |
 * | reaction | `r:<wamid>:<emoji>`; taken back: `r:<wamid>:`, for the documentation prints both under one wamid |
 * | edit, revoke | `e:<wamid>`, `v:<wamid>` |
 * | call | `c:<call id>:<event>` |
 * | rotation (`system` message) | `i:<wamid>`; of the older field `user_id_update`: `i:<hash>` |
 * | template status | `n:<template id>:<event>:<entry.time>` |
 * | fault of the line that a failed message tells | `l:<line>:<code>:<hour>`: a line that fails fails all its messages, and people hear of it once an hour |
 * | any other notice, parked items | `n:<hash>`, `p:<hash>`: SHA-256 of the canonical item with its account and time |
 */
export const keys = {
  message: (id: string): string => `m:${id}`,
  echo: (id: string): string => `b:${id}`,
  history: (id: string): string => `h:${id}`,
  historyFile: (id: string): string => `f:${id}`,
  status: (id: string, status: string): string => `s:${id}:${status}`,
  reaction: (id: string, emoji: string | null): string => `r:${id}:${emoji ?? ""}`,
  edit: (id: string): string => `e:${id}`,
  revoke: (id: string): string => `v:${id}`,
  call: (id: string, event: string): string => `c:${id}:${event}`,
  rotation: (id: string): string => `i:${id}`,
  rotationOf: (raw: unknown): string => `i:${hashOf(raw)}`,
  templateStatus: (templateId: number, event: string, entryTime: number): string =>
    `n:${templateId}:${event}:${entryTime}`,
  // Notices stand in their workspace, whatever line they are about: so the key names it.
  lineFault: (lineId: LineId, code: number, at: number): string =>
    `l:${lineId}:${code}:${Math.floor(at / HOUR_MS)}`,
  notice: (raw: unknown): string => `n:${hashOf(raw)}`,
  parked: (raw: unknown): string => `p:${hashOf(raw)}`,
};
