import { lineSettingsSchema, type LineSettings } from "../../../src/domain/line.ts";
import type { Random } from "../../../src/simulator/random.ts";
import type { World } from "../core/life.ts";
import type { LineDraft, LineSaved } from "../engine/save-line.ts";
import { LATE, REGISTERED_LINES, SALES, SUPPORT, type SimulatedLine } from "./places.ts";
import type { Reply } from "./request.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

export interface AdministratorsOptions {
  world: World;
  random: Random;
  save: (draft: LineDraft) => Promise<Reply<LineSaved>>;
  /** Whether lines have business hours. */
  hasHours: boolean;
  spanMs: number;
}

/**
 * Registers the lines, one of them only after a while, and changes their settings now and then. One change at a time: a line is read,
 * counted on and written in three steps, and two at once would write two settings under one version, which no history could be folded by.
 */
export function planAdministrators({
  world,
  random,
  save,
  hasHours,
  spanMs,
}: AdministratorsOptions): void {
  const { scheduler, trace } = world;

  const saveUntilSaved = async (line: SimulatedLine): Promise<void> => {
    const draft = draftOf(line, drawSettings(random, hasHours));
    for (;;) {
      const reply = await save(draft);
      trace.note("admin", `line ${line.phoneNumberId}`, reply.kind);
      if (reply.kind === "answer") return;
      await scheduler.sleep(random.int(500, 60_000));
    }
  };

  for (const line of [SALES, SUPPORT]) scheduler.after(0, () => void saveUntilSaved(line));
  const lateAt = random.int(0, spanMs / 2);
  scheduler.after(lateAt, () => void saveUntilSaved(LATE));
  const changes = random.int(0, 12);
  for (let change = 0; change < changes; change++) {
    const at = random.int(0, spanMs);
    const line = random.pick(REGISTERED_LINES);
    if (line === LATE && at < lateAt) continue;
    scheduler.after(at, () => void saveUntilSaved(line));
  }
}

function draftOf(line: SimulatedLine, settings: LineSettings): LineDraft {
  const { workspaceId, portfolioId, phoneNumberId, displayPhoneNumber, wabaId } = line;
  return {
    workspaceId,
    id: phoneNumberId,
    name: `Line ${phoneNumberId.slice(-3)}`,
    displayPhoneNumber: `+${displayPhoneNumber}`,
    wabaId,
    portfolioId,
    accessToken: "token",
    settings,
  };
}

/** The window is always WhatsApp's 24 hours; everything else may be anything. */
function drawSettings(random: Random, hasHours: boolean): LineSettings {
  return lineSettingsSchema.parse({
    closingLeadMs: random.pick([0, 10 * MINUTE, HOUR, HOUR]),
    autoClose: random.chance(0.5)
      ? {
          enabled: random.chance(0.8),
          afterMs: random.pick([10 * MINUTE, 2 * HOUR, 12 * HOUR, 30 * HOUR]),
          description: "no answer",
        }
      : null,
    ownerOnReopening: random.pick(["keep", "unassign", "contactOwner"]),
    reopening: random.chance(0.85) ? "automatic" : "manual",
    pickupMs: random.pick([null, 5 * MINUTE, 4 * HOUR]),
    ...(hasHours && random.chance(0.7) && { businessHours: EVERY_DAY }),
  });
}

const HOURS = [
  { from: "09:00", to: "13:00" },
  { from: "15:00", to: "19:30" },
];
const EVERY_DAY = {
  weekly: {
    monday: HOURS,
    tuesday: HOURS,
    wednesday: HOURS,
    thursday: HOURS,
    friday: HOURS,
    saturday: HOURS.slice(0, 1),
    sunday: HOURS.slice(1),
  },
};
