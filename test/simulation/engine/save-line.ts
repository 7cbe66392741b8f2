import type { Clock } from "../../../src/clock.ts";
import { changeSettings, type Line, type LineSettings } from "../../../src/domain/line.ts";
import { replayLine } from "../../../src/http/intake/replay-parked.ts";
import type { Pause } from "../../../src/http/deps.ts";
import type { Ids } from "../../../src/ids.ts";
import type { Doorbell } from "../../../src/queues/doorbell.ts";
import type { Store } from "../../../src/store/store.ts";

/** What an administrator sends with `PUT /v1/lines/:phoneNumberId`. */
export type LineDraft = Omit<Line, "settings" | "createdAt" | "updatedAt"> & {
  settings: LineSettings;
};

export type LineSaved = "saved" | "taken";

const REPLAYED_AT_ONCE = 2_000;

/** What the route does, step by step: read, count the settings on, write, replay what was parked for the line. */
export async function saveLine(
  { settings, ...draft }: LineDraft,
  deps: { store: Store; doorbell: Doorbell; clock: Clock; ids: Ids; pause: Pause },
): Promise<LineSaved> {
  const { store, clock } = deps;
  const { workspaceId, id } = draft;
  const before = await store.line(workspaceId, id);
  const now = clock.now();
  const line: Line = {
    ...draft,
    settings: changeSettings(before?.settings ?? null, settings, now),
    createdAt: before?.createdAt ?? now,
    updatedAt: now,
  };
  if ((await store.putLine(line)) === "taken") return "taken";
  await replayLine({ workspaceId, lineId: id, reason: null, limit: REPLAYED_AT_ONCE }, deps);
  return "saved";
}
