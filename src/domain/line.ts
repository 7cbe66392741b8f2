import { z } from "zod";
import { businessHoursSchema } from "./automation/business-hours.ts";
import type { LineId, WorkspaceId } from "./ids.ts";
import { wordListSchema } from "./contact/stop-words.ts";
import { reasonCodeSchema } from "./conversation/reason-code.ts";
import { noted } from "./sending/outgoing/written.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Auto-close rule of a line (R13.9 to R13.17). One line has at most one (R13.14). */
const autoCloseSchema = z.strictObject({
  enabled: z.boolean().default(true),
  /** Time without a new inbound message after which the conversation is closed (R13.9). */
  afterMs: z
    .int()
    .min(1_000)
    .max(90 * DAY_MS),
  /** The closing description, mandatory here too (R13.12). */
  description: noted(1_000),
  reasonCode: reasonCodeSchema,
});

/** Settings of a line. Every key has a default, so `{}` is a complete setting. */
export const lineSettingsSchema = z
  .strictObject({
    /** Length of the customer service window (WhatsApp section 7). Shortened only by demos and tests. */
    windowMs: z.int().min(1_000).max(DAY_MS).default(DAY_MS),
    /** How long before its end `window.closing` is published (Q24). 0 switches it off. */
    closingLeadMs: z.int().min(0).max(DAY_MS).default(HOUR_MS),
    autoClose: autoCloseSchema.nullable().default(null),
    /** Owner when a contact's message opens a closed conversation (Q3). */
    ownerOnReopening: z.enum(["keep", "unassign", "contactOwner"]).default("keep"),
    /** Whether a contact's message opens a closed conversation (Q1), or people open it by hand. */
    reopening: z.enum(["automatic", "manual"]).default("automatic"),
    /** Time a new owner has to read or answer a handed-over conversation; `null`: no deadline. */
    pickupMs: z
      .int()
      .min(1_000)
      .max(30 * DAY_MS)
      .nullable()
      .default(null),
    /** Messages that say nothing else opt the contact out of whatever no person writes by hand, or in again (Q67). */
    stopWords: wordListSchema.default([]),
    startWords: wordListSchema.default([]),
    /** When somebody is there to answer, in the workspace's time zone; `null`: always. */
    businessHours: businessHoursSchema.nullable().default(null),
  })
  .refine((settings) => settings.closingLeadMs < settings.windowMs, {
    path: ["closingLeadMs"],
    message: "must be shorter than windowMs, or every window would be closing from its start",
  });

export type LineSettings = z.infer<typeof lineSettingsSchema>;

/**
 * Settings as the machine sees them. `autoCloseActivatedAt` is the moment the rule was last switched on: only
 * inbound messages received from then on start a clock, and a clock of an earlier activation is void (Q9).
 */
export interface EffectiveSettings extends LineSettings {
  /** Counts the changes of the line's settings; recorded with each step so that history can be folded again. */
  version: number;
  autoCloseActivatedAt: number | null;
}

/** A connected WhatsApp business number. */
export interface Line {
  workspaceId: WorkspaceId;
  id: LineId;
  name: string;
  displayPhoneNumber: string;
  wabaId: string;
  /** Business portfolio that scopes BSUIDs (WhatsApp section 4); lines of one portfolio share their contacts' user ids. */
  portfolioId: string;
  /** Graph API token; never logged, never part of an answer. */
  accessToken: string | null;
  settings: EffectiveSettings;
  createdAt: number;
  updatedAt: number;
}

export const DEFAULT_LINE_SETTINGS: EffectiveSettings = {
  ...lineSettingsSchema.parse({}),
  version: 1,
  autoCloseActivatedAt: null,
};

/** The next settings of a line: counts the version, and notes when an auto-close rule is switched on (R13.15, Q9). */
export function changeSettings(
  before: EffectiveSettings | null,
  wanted: LineSettings,
  now: number,
): EffectiveSettings {
  const wasOn = before?.autoClose?.enabled === true;
  const isOn = wanted.autoClose?.enabled === true;
  const activatedAt = isOn ? (wasOn ? (before?.autoCloseActivatedAt ?? now) : now) : null;
  return { ...wanted, version: (before?.version ?? 0) + 1, autoCloseActivatedAt: activatedAt };
}
