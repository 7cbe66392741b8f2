import { expect } from "vitest";
import type { MachineState } from "../../src/machines/step.ts";

/** What is true after every step of the conversation machine, wherever it comes from. */
export function holds(before: MachineState, { regions, facts }: MachineState): void {
  expect(regions.lifecycle === "open").toBe(
    facts.episode.number > 0 && facts.episode.closedAt === null,
  );
  expect(regions.ownership === "unassigned").toBe(facts.ownerId === null);
  expect(regions.attention === "unread").toBe(facts.unreadCount > 0 || facts.markedUnread);
  expect(facts.timers.windowExpired !== null).toBe(regions.window === "open");
  if (regions.window !== "open") expect(facts.timers.windowClosing).toBeNull();
  if (regions.lifecycle === "closed") expect(facts.timers.autoClose).toBeNull();
  expect(facts.episode.rearmed === null).toBe(facts.episode.closedAt === null);
  if (regions.lifecycle === "closed") expect(facts.driver.kind).toBe("nobody");
  const isPeoples = (state: MachineState) => state.facts.driver.kind === "person";
  const { lease } = facts.driver;
  if (isPeoples(before) !== isPeoples({ regions, facts }))
    expect(lease).toBe(before.facts.driver.lease + 1);
  else expect(lease).toBe(before.facts.driver.lease);
  if (facts.timers.pickup !== null) expect(regions.ownership).toBe("reassigned");
  expect(facts.episode.number - before.facts.episode.number).toBeLessThanOrEqual(1);
}
