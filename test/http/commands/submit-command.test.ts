import { describe, expect, it } from "vitest";
import { EVERYTHING } from "../../../src/domain/people/visibility.ts";
import type { Outcome } from "../../../src/domain/intake/intake.ts";
import { submitCommand, type CommandDeps } from "../../../src/http/commands/submit-command.ts";
import { Outcomes } from "../../../src/outcomes.ts";
import { StoreUnavailableError } from "../../../src/store/store.ts";
import type { EntryOutcome } from "../../../src/store/intake-store.ts";
import { ACME, CLOSE, T0 } from "../../support/builders.ts";

const REQUEST = {
  workspaceId: ACME,
  conversationId: "c-1",
  command: CLOSE,
  userId: "user-1",
  within: EVERYTHING,
  callerKey: "k1",
};
const KEY = "cmd|user-1|k1";
const APPLIED: Outcome = { kind: "applied" };

/** Time passes in pauses only; `outcomes` is what the store says at each look. */
function setUp(changes: {
  looks?: (EntryOutcome | "away" | null)[];
  submit?: CommandDeps["store"]["submit"];
  onRing?: (outcomes: Outcomes) => void;
  waitMs?: number;
}) {
  const { looks = [], submit = () => Promise.resolve({ kind: "submitted" }) } = changes;
  const outcomes = new Outcomes();
  const pauses: number[] = [];
  let look = 0;
  const deps: CommandDeps = {
    store: {
      submit,
      async outcome() {
        const answer = looks[look++] ?? null;
        if (answer === "away") throw new StoreUnavailableError("away");
        return answer;
      },
    },
    doorbell: { ringConversations: () => changes.onRing?.(outcomes) },
    outcomes,
    clock: { now: () => T0 },
    async pause(ms) {
      pauses.push(ms);
    },
    waitMs: changes.waitMs ?? 5_000,
  };
  return { deps, pauses };
}

const settled: EntryOutcome = {
  kind: "settled",
  conversationId: "c-1",
  version: 7,
  outcome: APPLIED,
};

describe("submitting a command", () => {
  it("answers with the word of a worker in this process", async () => {
    const { deps } = setUp({
      onRing: (outcomes) =>
        outcomes.tell({ workspaceId: ACME, key: KEY, version: 3, outcome: APPLIED }),
    });
    expect(await submitCommand(REQUEST, deps)).toEqual({
      kind: "settled",
      version: 3,
      outcome: APPLIED,
      command: CLOSE,
    });
  });

  it("asks the store with growing pauses when the worker is elsewhere", async () => {
    const { deps, pauses } = setUp({ looks: [null, null, null, null, settled] });
    expect(await submitCommand(REQUEST, deps)).toMatchObject({ kind: "settled", version: 7 });
    expect(pauses).toEqual([5, 10, 20, 40]);
  });

  it("gives up waiting after the time it was given, and never pauses longer than 250 ms", async () => {
    const { deps, pauses } = setUp({});
    expect(await submitCommand(REQUEST, deps)).toEqual({ kind: "pending" });
    expect(pauses.reduce((sum, ms) => sum + ms, 0)).toBe(5_000);
    expect(Math.max(...pauses)).toBe(250);
  });

  it("goes on waiting while the store is away, for the command stands", async () => {
    const { deps } = setUp({ looks: ["away", "away", settled] });
    expect(await submitCommand(REQUEST, deps)).toMatchObject({ kind: "settled" });
  });

  it("says unavailable when it cannot be known whether the command stands", async () => {
    const { deps } = setUp({ submit: () => Promise.reject(new StoreUnavailableError("away")) });
    expect(await submitCommand(REQUEST, deps)).toEqual({ kind: "unavailable" });
  });

  it("lets a defect be a defect", async () => {
    const { deps } = setUp({ submit: () => Promise.reject(new Error("bug")) });
    await expect(submitCommand(REQUEST, deps)).rejects.toThrow("bug");
  });

  it("tells a repeated command from another one under the same key", async () => {
    let first: string | null = null;
    const { deps } = setUp({
      looks: [settled, settled],
      async submit({ fingerprint }) {
        if (first !== null) return { kind: "repeated", fingerprint: first, command: CLOSE };
        first = fingerprint;
        return { kind: "submitted" };
      },
    });
    await submitCommand(REQUEST, deps);
    expect(await submitCommand(REQUEST, deps)).toMatchObject({ kind: "settled" });
    const other = { ...REQUEST, command: { ...CLOSE, description: "something else" } };
    expect(await submitCommand(other, deps)).toEqual({ kind: "repeated_with_other_body" });
    const elsewhere = { ...REQUEST, conversationId: "c-2" };
    expect(await submitCommand(elsewhere, deps)).toEqual({ kind: "repeated_with_other_body" });
  });

  it("knows a conversation that is not there", async () => {
    const { deps } = setUp({ submit: () => Promise.resolve({ kind: "unknown_conversation" }) });
    expect(await submitCommand(REQUEST, deps)).toEqual({ kind: "unknown_conversation" });
  });

  it("stops listening, however it ends", async () => {
    const listening = new Set<string>();
    const { deps } = setUp({ submit: () => Promise.reject(new Error("bug")) });
    deps.outcomes.listen = (_workspaceId, key) => {
      listening.add(key);
      return () => listening.delete(key);
    };
    await expect(submitCommand(REQUEST, deps)).rejects.toThrow("bug");
    expect(listening.size).toBe(0);
  });
});
