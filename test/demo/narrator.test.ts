import { describe, expect, it } from "vitest";
import type { ConversationEvent } from "../../src/domain/events.ts";
import { createNarrator } from "../../src/demo/narrator.ts";
import { ACME, T0 } from "../support/builders.ts";
import { createRecordingLog } from "../support/recording-log.ts";

const cause = {
  kind: "automation",
  id: "run|1",
  actor: { kind: "automation", id: "flow" },
} as const;

function told(data: ConversationEvent["data"]): string[] {
  const log = createRecordingLog();
  const event: ConversationEvent = {
    id: "evt",
    type: "conversation.assigned",
    workspaceId: ACME,
    occurredAt: T0,
    recordedAt: T0,
    conversation: { id: "line-ct_1", episode: 1, version: 1 },
    cause,
    data,
  };
  createNarrator(log, new Map())({ events: [event] });
  return log.lines.map(({ sentence }) => sentence);
}

describe("the demo's log", () => {
  it("tells by which rule a flow picked whom it assigns to, and of how many", () => {
    expect(told({ chosenBy: "roundRobin", chosenOf: 2 })).toEqual([
      "The flow assigns the conversation, by round robin, one of 2",
    ]);
  });

  it("tells of no rule where a flow named somebody", () => {
    expect(told({})).toEqual(["The flow assigns the conversation"]);
  });
});
