import { expect, it } from "vitest";
import { diesByItself, killsProcesses, type Crash } from "../../../src/domain/intake/crash.ts";

const HOUR = 3_600_000;
const NOW = 1_700_000_000_000;
const crash = (keys: string[], at = NOW): Crash => ({
  id: `crash_${keys.join()}`,
  workspaceId: "acme",
  conversationId: "c1",
  keys,
  at,
});

it("an entry kills processes when three died over it, one of them over it alone", () => {
  const [all, alone] = [crash(["a", "b"]), crash(["b"])];
  expect(killsProcesses("b", [all, all, alone])).toBe(true);
  expect(killsProcesses("b", [alone, alone, alone])).toBe(true);
  expect(killsProcesses("b", [all, alone])).toBe(false);
});

it("an entry that was only ever one of many kills nobody", () => {
  const all = crash(["a", "b"]);
  expect(killsProcesses("a", [all, all, all, all, crash(["b"])])).toBe(false);
  expect(killsProcesses("c", [all, all, all])).toBe(false);
  expect(killsProcesses("a", [])).toBe(false);
});

it("a conversation dies by itself when three processes died over no entry within an hour", () => {
  expect(diesByItself([crash([]), crash([]), crash([])], NOW + 1)).toBe(true);
  expect(diesByItself([crash([]), crash([]), crash(["a"])], NOW + 1)).toBe(false);
  expect(diesByItself([crash([]), crash([]), crash([])], NOW + HOUR)).toBe(false);
});
