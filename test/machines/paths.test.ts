import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { transition as xstateTransition } from "xstate";
import { getShortestPaths } from "xstate/graph";
import type { Regions } from "../../src/domain/conversation/conversation.ts";
import {
  DEFAULT_LINE_SETTINGS,
  changeSettings,
  lineSettingsSchema,
  type EffectiveSettings,
} from "../../src/domain/line.ts";
import { conversationMachine } from "../../src/machines/conversation.ts";
import type { MachineEvent } from "../../src/machines/machine-event.ts";
import { step, type MachineState } from "../../src/machines/step.ts";
import { earliestDue } from "../../src/machines/entries/timer.ts";
import { newConversation } from "../../src/machines/snapshot.ts";
import { restore, transition } from "../../src/machines/transition.ts";
import { holds } from "./always-holds.ts";
import { CONTACT_ID, HOUR, LINE_ID, MINUTE, T0 } from "./support.ts";

const settings = changeSettings(
  null,
  lineSettingsSchema.parse({
    autoClose: { afterMs: 30 * HOUR, description: "Sin respuesta" },
    pickupMs: 10 * MINUTE,
  }),
  T0 - 1,
);
const ids = { workspaceId: "default", id: "c", lineId: LINE_ID, contactId: CONTACT_ID };
const start = newConversation(ids);

type Template = (at: number, state: MachineState) => MachineEvent;
const by = (id: string) => ({ kind: "user", id }) as const;
const base = (at: number) => ({ at, settings });

const heard = { actor: { kind: "contact", id: CONTACT_ID }, from: null } as const;
const message = (at: number, settings: EffectiveSettings) => ({
  at,
  settings,
  ...heard,
  type: "message.received" as const,
  messageId: "m",
  occurredAt: at,
  visibleAt: at,
  contactOwnerId: null,
  adId: null,
});
const call = (at: number, occurredAt: number): MachineEvent => ({
  ...base(at),
  ...heard,
  type: "call.received",
  occurredAt,
});

const close = (at: number, rearm: boolean): MachineEvent => ({
  ...base(at),
  type: "conversation.close",
  actor: by("eva"),
  description: "Listo",
  reasonCode: null,
  rearm,
});

/** Every event the machine knows, each in the form that its present state gives it: deadlines fire when they are due. */
const TEMPLATES: Record<string, Template> = {
  "message.received": (at) => message(at, settings),
  "message.received late": (at) => ({ ...message(at, settings), occurredAt: at - 48 * HOUR }),
  "message.received, owner goes": (at) =>
    message(at, { ...settings, ownerOnReopening: "unassign" }),
  "message.received, contact's owner": (at) => ({
    ...message(at, { ...settings, ownerOnReopening: "contactOwner" }),
    contactOwnerId: "zoe",
  }),
  "call.received": (at) => call(at, at),
  "call.received late": (at) => call(at, at - 48 * HOUR),
  "message.echoed": (at) => ({
    ...base(at),
    type: "message.echoed",
    actor: { kind: "phone", id: LINE_ID },
    occurredAt: at,
  }),
  "message.send": (at) => ({ ...base(at), type: "message.send", actor: by("eva"), freeForm: true }),
  "message.send template": (at) => ({
    ...base(at),
    type: "message.send",
    actor: by("eva"),
    freeForm: false,
  }),
  "message.send by the owner": (at, { facts }) => ({
    ...base(at),
    type: "message.send",
    actor: by(facts.ownerId ?? "eva"),
    freeForm: false,
  }),
  close: (at) => close(at, true),
  "close without re-arming": (at) => close(at, false),
  reopen: (at) => ({ ...base(at), type: "conversation.reopen", actor: by("eva") }),
  "assign eva": (at) => ({
    ...base(at),
    type: "conversation.assign",
    actor: by("max"),
    ownerId: "eva",
    markUnread: false,
  }),
  "assign max": (at) => ({
    ...base(at),
    type: "conversation.assign",
    actor: by("eva"),
    ownerId: "max",
    markUnread: true,
  }),
  "assign oneself": (at) => ({
    ...base(at),
    type: "conversation.assign",
    actor: by("kim"),
    ownerId: "kim",
    markUnread: false,
  }),
  "timer.autoClose without its rule": (at, { facts }) => ({
    at: Math.max(at, facts.timers.autoClose ?? 0),
    settings: DEFAULT_LINE_SETTINGS,
    type: "timer.autoClose",
    actor: { kind: "system", id: "engine" },
    dueAt: facts.timers.autoClose ?? -1,
  }),
  "message.send by an automation": (at) => ({
    ...base(at),
    type: "message.send",
    actor: { kind: "automation", id: "flow" },
    freeForm: false,
  }),
  pause: (at) => ({ ...base(at), type: "automations.pause", actor: by("eva") }),
  resume: (at) => ({ ...base(at), type: "automations.resume", actor: by("eva") }),
  "assign nobody": (at) => ({
    ...base(at),
    type: "conversation.assign",
    actor: by("eva"),
    ownerId: null,
    markUnread: false,
  }),
  read: (at, { facts }) => ({
    ...base(at),
    type: "conversation.read",
    actor: by(facts.ownerId ?? "eva"),
  }),
  unread: (at) => ({ ...base(at), type: "conversation.unread", actor: by("eva") }),
  refuted: (at) => ({
    ...base(at),
    type: "window.refuted",
    actor: { kind: "system", id: "whatsapp" },
    occurredAt: at,
  }),
  ...Object.fromEntries(
    (["windowClosing", "windowExpired", "autoClose", "pickup"] as const).map((timer) => [
      `timer.${timer}`,
      (at: number, { facts }: MachineState): MachineEvent => ({
        ...base(Math.max(at, facts.timers[timer] ?? 0)),
        type: `timer.${timer}`,
        actor: { kind: "system", id: "engine" },
        dueAt: facts.timers[timer] ?? -1,
      }),
    ]),
  ),
};

const names = Object.keys(TEMPLATES);
const key = (regions: Regions) => Object.values(regions).join(" ");
/** Besides the regions, a close that left the trigger unarmed leads to other transitions, and who talks does. */
const place = ({ regions, facts }: MachineState) =>
  `${key(regions)} ${facts.driver.kind}${facts.episode.rearmed === false ? " unarmed" : ""}`;

/** Walks the machine breadth first, one representative per place, and notes what was seen on the way. */
function explore() {
  const states = new Map<string, MachineState & { at: number }>();
  const queue: (MachineState & { at: number })[] = [{ ...start, at: T0 }];
  states.set(place(start), queue[0]!);
  for (let head = 0; head < queue.length; head++) {
    const state = queue[head]!;
    for (const name of names) {
      const event = TEMPLATES[name]!(state.at + MINUTE, state);
      const next = step(state, event);
      if (!next.changed) continue;
      if (states.has(place(next))) continue;
      const found = { ...next, at: event.at };
      states.set(place(next), found);
      queue.push(found);
    }
  }
  return { states };
}

describe("paths through the conversation machine", () => {
  const { states } = explore();

  it("reach every legal combination of the four regions: none is rejected", () => {
    const all = ["open", "closed"].flatMap((lifecycle) =>
      ["none", "open", "expired"].flatMap((window) =>
        ["unassigned", "assigned", "reassigned"].flatMap((ownership) =>
          ["read", "unread"].map((attention) => `${lifecycle} ${window} ${ownership} ${attention}`),
        ),
      ),
    );
    const reached = new Set([...states.values()].map(({ regions }) => key(regions)));
    expect([...reached].sort()).toEqual(all.sort());
  });

  it("use every event that any region declares", () => {
    const declared = new Set(conversationMachine.events.map(String));
    const used = new Set(names.map((name) => TEMPLATES[name]!(T0, start).type));
    expect([...declared].sort()).toEqual([...used].sort());
  });

  it("take every declared transition of every region", () => {
    const nodes = Object.values(conversationMachine.states).flatMap((region) =>
      Object.values(region.states),
    );
    const declared = nodes.flatMap((node) =>
      [...node.transitions.values()].flat().map((transition) => transition),
    );
    const taken = new Set<unknown>();
    for (const state of states.values()) {
      const snapshot = conversationMachine.resolveState({
        value: { ...state.regions },
        context: state.facts,
      });
      for (const name of names) {
        const event = TEMPLATES[name]!(state.at + MINUTE, state);
        for (const transition of conversationMachine.getTransitionData(snapshot, event))
          taken.add(transition);
      }
    }
    const untaken = declared.filter((transition) => !taken.has(transition));
    expect(untaken.map(({ source, eventType }) => `${source.key} ${eventType}`)).toEqual([]);
  });

  it("are decided as XState's own transition() decides, from every combination by every event", () => {
    for (const { at, regions, facts } of states.values()) {
      const snapshot = conversationMachine.resolveState({ value: { ...regions }, context: facts });
      expect({ ...restore(regions, facts) }).toEqual({ ...snapshot });
      for (const name of names) {
        const event = TEMPLATES[name]!(at + MINUTE, { regions, facts });
        const [expected, expectedActions] = xstateTransition(conversationMachine, snapshot, event);
        const [next, actions] = transition(snapshot, event);
        expect(next.toJSON()).toEqual(expected.toJSON());
        expect(next === snapshot).toBe(expected === snapshot);
        expect(actions.map(({ type, params }) => ({ type, params }))).toEqual(
          expectedActions.map(({ type, params }) => ({ type, params })),
        );
      }
    }
  });

  it("agree with XState's own path generation about which combinations a contact alone can reach", () => {
    const paths = getShortestPaths(conversationMachine, {
      events: [TEMPLATES["message.received"]!(T0, start), TEMPLATES["call.received"]!(T0, start)],
      serializeState: (snapshot) => JSON.stringify(snapshot.value),
    });
    expect(paths.map((path) => key(path.state.value as Regions)).sort()).toEqual([
      "closed none unassigned read",
      "closed open unassigned read",
      "open open unassigned unread",
    ]);
  });

  it("keep what must always hold, along random walks", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom(...names), fc.integer({ min: 1, max: 30 * HOUR })), {
          maxLength: 40,
        }),
        (walk) => {
          let state: MachineState = start;
          let at = T0;
          for (const [name, wait] of walk) {
            // As `advance` does: deadlines that lie before an event fire before it.
            for (;;) {
              const due = earliestDue(state.facts.timers, at + wait);
              if (due === null) break;
              state = step(state, TEMPLATES[`timer.${due.timer}`]!(0, state));
            }
            const event = TEMPLATES[name]!(at + wait, state);
            at = event.at;
            const before = state;
            state = step(state, event);
            holds(before, state);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
