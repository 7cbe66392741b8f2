import { describe, expect, it } from "vitest";
import type { IntakeEntry } from "../../../src/domain/intake/intake.ts";
import { ANA, HOUR, T0 } from "../support.ts";
import { BotLife } from "./bot-life.ts";

const FLOWS = 300;
const MESSAGES = 20;
/** Seven messages leave more than 2,000 evaluations. */
const TAKEN = 7;

/** A conversation in a workspace where every message is looked at by many flows, none of which starts. */
function lookedAt(): BotLife {
  const life = new BotLife();
  for (let index = 0; index < FLOWS; index++) {
    life.has(`f${index}`, {
      start: { on: "message.received", match: { kind: "any" } },
      when: { all: [{ field: "tags", any: ["vip"] }] },
      steps: [{ id: "mark", do: "tag", tags: ["visto"], next: null }],
    });
  }
  return life;
}

/** A message each hour; the window expires a day after the last. */
const messagesOf = (life: BotLife): IntakeEntry[] =>
  Array.from({ length: MESSAGES }, (_, index) => {
    const at = T0 + index * HOUR;
    return life.entry(life.message(`Hola ${index}`), ANA, at, at);
  });

describe("a turn of which flows have much to say", () => {
  it("ends before its last entries, and fires no deadline that lies behind them", () => {
    const life = lookedAt();
    const now = T0 + 100 * HOUR;
    const commit = life.enters(messagesOf(life), now);
    expect(commit.applied).toHaveLength(TAKEN);
    expect(commit.automation.evaluations).toHaveLength(TAKEN * FLOWS);
    expect(commit.fired).toEqual([]);
    expect(commit.conversation.regions.window).toBe("open");
  });

  it("comes, turn by turn, to what looking at once would have come to", () => {
    const late = lookedAt();
    const now = T0 + 100 * HOUR;
    for (let waiting = messagesOf(late); waiting.length > 0;) {
      waiting = waiting.slice(late.enters(waiting, now).applied.length);
    }
    const prompt = lookedAt();
    for (const entry of messagesOf(prompt)) prompt.enters([entry], entry.receivedAt);
    prompt.enters([], now);
    const told = ({ events }: BotLife) =>
      events.map(({ id, type, occurredAt }) => [id, type, occurredAt]);
    expect(told(late)).toEqual(told(prompt));
    expect(late.conversation).toEqual({ ...prompt.conversation, updatedAt: now });
    expect([...late.evaluations]).toEqual([...prompt.evaluations]);
  });
});
