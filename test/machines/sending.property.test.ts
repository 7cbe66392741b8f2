import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { NewSend } from "../../src/domain/sending/send.ts";
import { happening, lifeOf } from "./happenings.ts";

/** The sends of a life in their order, each with the window's end at that moment. */
function sendsOf(walk: Parameters<typeof lifeOf>[0]) {
  const sends: { send: NewSend; windowExpiresAt: number | null }[] = [];
  const life = lifeOf(walk, ({ sends: queued, conversation }) => {
    const { windowExpiresAt } = conversation.facts;
    for (const send of queued) sends.push({ send, windowExpiresAt });
  });
  return { life, sends };
}

const lives = fc.array(happening, { maxLength: 40 });

describe("what is sent, in any life", () => {
  it("is never free-form within the last minute of the window or outside it", () => {
    fc.assert(
      fc.property(lives, (walk) => {
        for (const { send, windowExpiresAt } of sendsOf(walk).sends) {
          if (send.freeForm) expect(send.queuedAt + 60_000).toBeLessThan(windowExpiresAt ?? 0);
        }
      }),
      { numRuns: 200 },
    );
  });

  it("has an id and a place of its own each, rising, and a message in the timeline that is queued by one event", () => {
    fc.assert(
      fc.property(lives, (walk) => {
        const { life, sends } = sendsOf(walk);
        const positions = sends.map(({ send }) => send.position);
        expect(positions).toEqual([...new Set(positions)].toSorted((a, b) => a - b));
        const sent = sends.flatMap(({ send }) => send.messageId ?? []);
        const queued = life.events.filter(({ type }) => type === "message.queued");
        expect(queued.map(({ data }) => (data["message"] as { id: string }).id)).toEqual(sent);
        const outgoing = life
          .messages()
          .filter(
            ({ direction, origin, content }) =>
              direction === "outgoing" && origin === "live" && content !== null,
          );
        expect(outgoing.map(({ id }) => id).toSorted()).toEqual(sent.toSorted());
      }),
      { numRuns: 200 },
    );
  });
});
