import { describe, expect, it } from "vitest";
import { makeFlowBook } from "../../../src/domain/automation/make-flow-book.ts";
import type { IntakeEntry } from "../../../src/domain/intake/intake.ts";
import { rehearse } from "../../../src/machines/automation/rehearse.ts";
import { inOrder, originOf } from "../../../src/machines/automation/rehearsal/past.ts";
import type {
  RehearsalInput,
  Rehearsed,
} from "../../../src/machines/automation/rehearsal/rehearsed.ts";
import { nothingAssumed } from "../../../src/machines/automation/rehearsal/stand-in.ts";
import { isStep } from "../../../src/machines/fold.ts";
import { ACME, aLine, HOUR, MINUTE, T0 } from "../../support/builders.ts";
import { createRandom } from "../../../bench/support/statistics.ts";
import { GeneratedPast, switchedOn } from "./generated-past.ts";

const SEEDS = process.env["VENTANA_FULL"] === "1" ? 120 : 12;
const text = (words: string) => ({ type: "text", text: words });

const FLOWS = {
  welcome: {
    start: { on: "conversation.started_by_contact" },
    runPolicy: { kind: "oncePerEpisode" },
    steps: [
      {
        id: "hello",
        do: "send",
        messages: [text("Hola")],
        next: "color",
        whenWindowShut: { kind: "branch", next: "nudge" },
      },
      {
        id: "color",
        do: "ask",
        message: text("¿Color?"),
        expect: { kind: "choice", choices: [{ id: "azul", words: ["azul"], next: "mark" }] },
        saveAs: "color",
        timeoutMs: 2 * HOUR,
        next: "mark",
        onInvalid: "give",
        onTimeout: "nudge",
      },
      { id: "mark", do: "tag", tags: ["vip"], next: "give" },
      {
        id: "nudge",
        do: "sendTemplate",
        template: { name: "recordatorio", language: "es" },
        next: "give",
      },
      {
        id: "give",
        do: "assign",
        to: { kind: "pick", among: { kind: "role", roleId: "seller" }, by: "roundRobin" },
        next: null,
      },
    ],
  },
  price: {
    start: { on: "message.received", match: { kind: "keyword", words: ["precio"] } },
    reentry: "restart",
    takesOver: true,
    steps: [
      {
        id: "ask-crm",
        do: "webhook",
        url: "https://crm.example/score",
        save: { score: "score" },
        next: "rich",
        onFail: "wait",
      },
      {
        id: "rich",
        do: "decide",
        if: { all: [{ field: "variable", name: "score", compare: { is: "equal", value: "1" } }] },
        yes: "offer",
        no: "wait",
      },
      { id: "offer", do: "send", messages: [text("Uno"), text("Dos")], next: "wait" },
      {
        id: "wait",
        do: "wait",
        for: { kind: "event", events: ["answer", "close"], timeoutMs: 3 * HOUR },
        next: "bot",
        onTimeout: "end",
      },
      {
        id: "bot",
        do: "respond",
        url: "https://bot.example/",
        mode: "direct",
        timeoutMs: HOUR,
        next: "end",
        onHandOver: "end",
      },
      { id: "end", do: "note", text: "Listo {{vars.score|0}}", next: null },
    ],
  },
  "no-answer": {
    start: { on: "no_answer.team", afterMs: 30 * MINUTE },
    steps: [
      {
        id: "half",
        do: "split",
        branches: [
          { weight: 1, next: "shut" },
          { weight: 2, next: "pause" },
        ],
      },
      { id: "pause", do: "wait", for: { kind: "duration", ms: 10 * MINUTE }, next: "start" },
      { id: "start", do: "startFlow", flowId: "by-hand", next: null },
      { id: "shut", do: "close", description: "Sin respuesta", next: null },
    ],
  },
  tagged: {
    start: { on: "conversation.tagged", tags: ["vip"] },
    runPolicy: { kind: "oncePerHours", hours: 5 },
    steps: [
      { id: "field", do: "setField", field: "company", value: "Lima", next: "over" },
      { id: "over", do: "handOver", next: null },
    ],
  },
  "by-hand": {
    start: { on: "manual" },
    reentry: "parallel",
    steps: [
      { id: "say", do: "sendTemplate", template: { name: "aviso", language: "es" }, next: "rest" },
      { id: "rest", do: "wait", for: { kind: "businessHours" }, next: null },
    ],
  },
  insist: {
    start: { on: "no_answer.contact", afterMs: 20 * MINUTE },
    takesOver: true,
    reentry: "restart",
    steps: [
      {
        id: "still",
        do: "ask",
        message: text("¿Sigue interesado?"),
        expect: { kind: "any" },
        timeoutMs: 2 * HOUR,
        next: null,
        onTimeout: null,
      },
    ],
  },
  closing: {
    start: { on: "window.closing" },
    runPolicy: { kind: "oncePerContact" },
    takesOver: true,
    steps: [{ id: "last", do: "send", messages: [text("¿Sigue ahí?")], next: null }],
  },
};

const BOOK = makeFlowBook("UTC", switchedOn(FLOWS));

async function livedThrough(seed: number): Promise<GeneratedPast> {
  const past = new GeneratedPast(createRandom(seed));
  await past.live(switchedOn(FLOWS), 60, 3);
  return past;
}

async function rehearsedWith(
  past: GeneratedPast,
  id: string,
  changes: Partial<RehearsalInput> = {},
): Promise<Rehearsed> {
  const { settings } = aLine();
  const mailbox = await past.store.load(ACME, id, { maxEntries: 1 });
  return rehearse({
    history: await past.store.history(ACME, id),
    line: aLine(),
    contact: mailbox!.contact,
    settingsOf: () => settings,
    book: BOOK,
    claimed: [],
    since: 0,
    until: past.now,
    choose: () => null,
    opportunity: {},
    ...changes,
  });
}

/** What really happened, as a rehearsal tells it: without what people asked for in vain, which changes nothing. */
async function reallyTaken(past: GeneratedPast, id: string) {
  return inOrder(await past.store.history(ACME, id))
    .filter((entry) => originOf(entry) !== "world" || isStep(entry.applied.outcome))
    .map(({ seq: _seq, ...entry }) => entry);
}

function taken({ taken: all }: Rehearsed) {
  return all.map(({ entry: { seq: _seq, ...entry }, applied }) => ({ ...entry, applied }));
}

describe("a rehearsal of the flows that were live", () => {
  it("comes to what really happened, entry for entry, in every generated past", async () => {
    let entries = 0;
    let runs = 0;
    let takeovers = 0;
    for (let seed = 1; seed <= SEEDS; seed++) {
      const past = await livedThrough(seed);
      for (const id of past.conversations) {
        const rehearsed = await rehearsedWith(past, id);
        const really = await reallyTaken(past, id);
        const again = taken(rehearsed);
        for (const [place, entry] of really.entries()) {
          expect(again[place], `seed ${seed}, ${id}, entry ${place}`).toEqual(entry);
        }
        expect(again.length).toBe(really.length);
        const row = await past.store.conversation(ACME, id);
        expect(rehearsed.conversation).toEqual(row!.conversation);
        await expectSameLog(past, id, rehearsed);
        expect(rehearsed.assumed).toEqual(nothingAssumed());
        entries += really.length;
        runs += rehearsed.log.runs.length;
        takeovers += again.filter(({ key, input }) => isTakeover(key, input)).length;
      }
    }
    // Enough happened for this to mean something.
    expect(entries).toBeGreaterThan(SEEDS * 100);
    expect(runs).toBeGreaterThan(SEEDS * 10);
    expect(takeovers).toBeGreaterThan(SEEDS);
  }, 120_000);

  it("does so from the middle of the past on, with the runs that were under way then", async () => {
    for (let seed = 1; seed <= SEEDS; seed++) {
      const past = await livedThrough(seed);
      const since = (T0 + past.now) / 2;
      for (const id of past.conversations) {
        const rehearsed = await rehearsedWith(past, id, { since });
        const really = (await reallyTaken(past, id)).filter(({ applied }) => applied.at >= since);
        expect(taken(rehearsed), `seed ${seed}, ${id}`).toEqual(really);
        const row = await past.store.conversation(ACME, id);
        expect(rehearsed.conversation).toEqual(row!.conversation);
      }
    }
  }, 120_000);
});

/** A flow gives the talking back to automations. */
function isTakeover(key: string, input: IntakeEntry["input"]): boolean {
  const isOwn = key.startsWith("auto|") && input.kind === "command";
  return isOwn && input.command.name === "resumeAutomations";
}

async function expectSameLog(past: GeneratedPast, id: string, { log }: Rehearsed): Promise<void> {
  const page = { flowId: null, conversationId: id, cursor: null, limit: 1_000 };
  const runs = await past.store.runs(ACME, { ...page, state: null });
  const byId = <T extends { id: string }>(items: readonly T[]) =>
    items.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  expect(byId(log.runs)).toEqual(byId(runs.items));
  const steps = await Promise.all(runs.items.map((run) => past.store.runSteps(ACME, run.id)));
  const inOrder = runs.items.flatMap((run) =>
    log.steps.filter(({ runId }) => runId === run.id).toSorted((a, b) => a.position - b.position),
  );
  expect(inOrder).toEqual(steps.flat());
  const evaluations = await past.store.evaluations(ACME, { ...page, verdict: null });
  expect(byId(log.evaluations)).toEqual(byId(evaluations.items));
}
