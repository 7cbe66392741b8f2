import type { TimerName, Timers } from "../../domain/conversation/conversation.ts";
import type { MachineEvent } from "../machine-event.ts";
import type { Turn } from "../turn.ts";

const TIMERS = ["windowClosing", "windowExpired", "autoClose", "pickup", "automation"] as const;

/** The earliest deadline at or before `until`, or null. Equal times fire in the order of the names below. */
export function earliestDue(
  timers: Timers,
  until: number,
): { timer: TimerName; dueAt: number } | null {
  let earliest: { timer: TimerName; dueAt: number } | null = null;
  for (const timer of TIMERS) {
    const dueAt = timers[timer];
    if (dueAt === null || dueAt > until) continue;
    if (earliest === null || dueAt < earliest.dueAt) earliest = { timer, dueAt };
  }
  return earliest;
}

/** A deadline has come. */
export function fireTimer(turn: Turn, timer: TimerName, dueAt: number): boolean {
  const { at, cause, settings } = turn.step;
  // What it means to the runs that wait for it, the reactor says behind this step (ADR 14).
  if (timer === "automation") return turn.automationDue(dueAt);
  const base = { at, actor: cause.actor, settings, dueAt };
  return turn.offer(eventOf(timer, base));
}

function eventOf(
  timer: Exclude<TimerName, "automation">,
  base: Pick<MachineEvent, "at" | "actor" | "settings"> & { dueAt: number },
): MachineEvent {
  switch (timer) {
    case "windowClosing":
      return { ...base, type: "timer.windowClosing" };
    case "windowExpired":
      return { ...base, type: "timer.windowExpired" };
    case "autoClose":
      return { ...base, type: "timer.autoClose" };
    case "pickup":
      return { ...base, type: "timer.pickup" };
  }
}
