import type { ContactId, UserId } from "./ids.ts";

/** Who did something (Q20). A `rule` is a line's auto-close rule, named by its activation time. */
export type Actor =
  | { kind: "contact"; id: ContactId }
  | { kind: "user"; id: UserId }
  | { kind: "phone"; id: string }
  | { kind: "automation"; id: string }
  | { kind: "rule"; id: string }
  | { kind: "system"; id: "engine" | "whatsapp" };

/** Why a step happened: the intake entry or timer that caused it, and on whose behalf. */
export interface Cause {
  kind: "webhook" | "command" | "timer" | "send" | "request" | "automation";
  /** The key of the entry, a deadline's too (`timerKey` in intake/intake.ts); of a request that changes the CRM, its id in the log. */
  id: string;
  actor: Actor;
  /**
   * How many automation starts lie between this and the world; not there: none. What a run does has one more than the run (`Run.depth`), and a run
   * that starts because of this has as many as this (Q60).
   */
  depth?: number;
}

export const ENGINE: Actor = { kind: "system", id: "engine" };
export const WHATSAPP: Actor = { kind: "system", id: "whatsapp" };
