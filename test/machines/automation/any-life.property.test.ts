import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { EffectResult, NewEffect } from "../../../src/domain/automation/effect.ts";
import {
  DEFECT,
  DEPTH_MAX,
  MESSAGES_PER_HOUR_MAX,
  RUNS_MAX,
} from "../../../src/domain/automation/run.ts";
import { advance, type AdvanceInput } from "../../../src/machines/advance.ts";
import { fold } from "../../../src/machines/fold.ts";
import { happening, live, settingsOf } from "../happenings.ts";
import { HOUR, T0 } from "../support.ts";
import { anyFlow } from "./any-flow.ts";
import { answered, BotLife } from "./bot-life.ts";

/** What a worker or an endpoint may make of an effect; now and then something that does not fit it. */
const RESULTS: EffectResult[] = [
  { kind: "done", vars: { stage: "Nuevo" } },
  { kind: "nobody" },
  { kind: "failed", code: "endpoint.gone", detail: "404" },
  { kind: "done", vars: {} },
];
const ANSWERS: EffectResult[] = [
  answered(["Claro"], "wait"),
  answered(["Un momento"], "handOver"),
  answered([], "done"),
];

const walks = fc.array(
  fc.record({ happening, settled: fc.array(fc.nat({ max: 7 }), { maxLength: 3 }) }),
  { maxLength: 25 },
);

interface Stretch {
  happening: { wait: number; delay: number; settings: number; what: string[] };
  settled: number[];
}

/** Lets a conversation live through everything, effects carried out in any order, late, or never. */
function livedThrough(
  flows: readonly Record<string, unknown>[],
  walk: readonly Stretch[],
  check: (life: BotLife) => void = () => {},
): BotLife {
  const life = new BotLife();
  flows.forEach((flow, index) => life.has(`flow_${index}`, flow));
  const open: NewEffect[] = [];
  let now = T0;
  const note = (): void => {
    open.push(...life.asked());
    check(life);
  };
  for (const { happening: what, settled } of walk) {
    now += what.wait;
    life.line.settings = settingsOf(what.settings);
    life.last = null;
    live(life, what.what, now - what.delay, now);
    note();
    for (const pick of settled) {
      const [effect] = open.splice(pick % Math.max(open.length, 1), 1);
      if (effect === undefined) break;
      end(life, effect, { pick, now });
      note();
    }
  }
  return life;
}

function end(life: BotLife, effect: NewEffect, { pick, now }: { pick: number; now: number }): void {
  const { kind } = effect.task;
  const isCommand = kind === "send" || kind === "sendTemplate" || kind === "assign";
  if (isCommand && pick !== 7) return void life.carriesOut(effect, now);
  const results = kind === "respond" ? ANSWERS : RESULTS;
  life.settles(effect, results[pick % results.length]!, now);
}

describe("any life of a conversation with any flows", () => {
  it("folds again from its history without flows, member for member (I8), and asks for no effect twice", () => {
    fc.assert(
      fc.property(fc.array(anyFlow, { minLength: 1, maxLength: 3 }), walks, (flows, walk) => {
        const life = livedThrough(flows, walk);
        const { line, contact } = life;
        expect(fold(life.history, { line, contact, settingsOf })).toEqual(life.conversation);
        expect(new Set(life.events.map(({ id }) => id)).size).toBe(life.events.length);
        expect(new Set(life.history.map(({ key }) => key)).size).toBe(life.history.length);
      }),
      { numRuns: 150 },
    );
  });

  it("keeps within its limits, and leaves no run past its deadline", () => {
    fc.assert(
      fc.property(fc.array(anyFlow, { minLength: 1, maxLength: 3 }), walks, (flows, walk) => {
        const life = livedThrough(flows, walk, ({ runs, conversation, last }) => {
          if (conversation === null || last === null) return;
          expect(runs.length).toBeLessThanOrEqual(RUNS_MAX);
          const deadlines = runs.flatMap(({ wait }) =>
            wait.kind === "effect" ? [] : [wait.dueAt],
          );
          for (const dueAt of deadlines) expect(dueAt).toBeGreaterThan(conversation.steppedAt - 1);
          const { automation } = conversation.facts.timers;
          if (deadlines.length > 0) expect(automation).toBeLessThanOrEqual(Math.min(...deadlines));
          for (const { depth } of runs) expect(depth).toBeLessThanOrEqual(DEPTH_MAX);
        });
        expect(
          [...life.runRecords.values()].filter(({ reason }) => reason?.startsWith(DEFECT)),
        ).toEqual([]);
        const sent = life
          .messages()
          .filter(({ sender }) => sender.kind === "automation")
          .map(({ receivedAt }) => receivedAt)
          .sort((a, b) => a - b);
        // Decided within an hour; they may be carried out later, and so closer together, by one such hour's worth.
        for (const [index, at] of sent.entries()) {
          const within = sent.slice(index).filter((other) => other < at + HOUR).length;
          expect(within).toBeLessThanOrEqual(2 * MESSAGES_PER_HOUR_MAX);
        }
        const ids = [...life.runRecords.keys()];
        expect(new Set(ids).size).toBe(ids.length);
      }),
      { numRuns: 100 },
    );
  });

  it("has no message of a bot while a person talks, and none outside the window but templates", () => {
    fc.assert(
      fc.property(fc.array(anyFlow, { minLength: 1, maxLength: 3 }), walks, (flows, walk) => {
        livedThrough(flows, walk, ({ last, conversation }) => {
          const own = (last?.sends ?? []).filter(({ lease }) => lease !== null);
          for (const { lease, freeForm } of own) {
            expect(lease).toBe(conversation!.facts.driver.lease);
            if (freeForm)
              expect(conversation!.facts.windowExpiresAt).toBeGreaterThan(conversation!.steppedAt);
          }
        });
      }),
      { numRuns: 100 },
    );
  });

  it("is decided the same when a worker dies before the commit and another one takes the turn", () => {
    fc.assert(
      fc.property(fc.array(anyFlow, { minLength: 1, maxLength: 3 }), walks, (flows, walk) => {
        const life = livedThrough(flows, walk);
        const input: AdvanceInput = {
          conversation: life.conversation,
          line: life.line,
          contact: life.contact,
          entries: [
            life.entry(life.message("Otra vez"), { kind: "contact", id: "ct_ana" }, T0, T0),
          ],
          messages: life.messages(),
          now: T0 + 10_000 * HOUR,
          automation: life.automation,
        };
        const before = structuredClone({ ...input, automation: null });
        expect(advance(input)).toEqual(advance(input));
        expect({ ...input, automation: null }).toEqual(before);
      }),
      { numRuns: 60 },
    );
  });
});
