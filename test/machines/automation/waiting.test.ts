import { describe, expect, it } from "vitest";
import { businessHoursSchema, WEEKDAYS } from "../../../src/domain/automation/business-hours.ts";
import { ANA, HOUR, MINUTE, T0, user } from "../support.ts";
import { answered, BotLife } from "./bot-life.ts";

const START = { on: "conversation.started_by_contact" };
const note = (id: string) => ({ id, do: "note", text: id, next: null });
const EVA = user("usr_eva");

/** A conversation whose flow `f` takes these steps from the contact's first message on. */
function taking(...steps: Record<string, unknown>[]): BotLife {
  const life = new BotLife().has("f", { start: START, steps });
  life.says("Hola", T0);
  return life;
}

const taken = (life: BotLife) => [...life.steps.values()].map(({ stepId }) => stepId);

describe("a wait", () => {
  const waits = (of: Record<string, unknown>) =>
    taking({ id: "w", do: "wait", for: of, next: "n", onTimeout: "t" }, note("n"), note("t"));

  it("ends when its time has come, and not before", () => {
    const life = waits({ kind: "duration", ms: HOUR });
    life.passes(T0 + HOUR - 1);
    expect(taken(life)).toEqual(["w"]);
    life.passes(T0 + 5 * HOUR);
    expect(taken(life)).toEqual(["w", "n"]);
    expect([...life.steps.values()][1]).toMatchObject({ startedAt: T0 + HOUR });
  });

  it.each<[string, (life: BotLife) => unknown]>([
    ["answer", (life) => life.says("Sí", T0 + 1)],
    ["close", (life) => life.closes(EVA, T0 + 1)],
    ["assignment", (life) => life.assigns(EVA, "usr_max", T0 + 1)],
  ])("ends with the event it waits for: %s", (event, happens) => {
    const life = waits({ kind: "event", events: [event], timeoutMs: HOUR });
    happens(life);
    expect(taken(life)).toEqual(["w", "n"]);
  });

  it("goes another way when that does not come in time", () => {
    const life = waits({ kind: "event", events: ["close"], timeoutMs: HOUR });
    life.says("Hola", T0 + 1);
    life.passes(T0 + HOUR);
    expect(taken(life)).toEqual(["w", "t"]);
  });

  it("for business hours is none within them, and until they begin otherwise", () => {
    expect(taken(waits({ kind: "businessHours" }))).toEqual(["w", "n"]);
  });

  it("for business hours goes on over a holiday that was put in since it began", () => {
    const nine = [{ from: "09:00", to: "18:00" }];
    const weekly = Object.fromEntries(WEEKDAYS.map((day) => [day, nine]));
    const hours = (dates: object[] = []) => businessHoursSchema.parse({ weekly, dates });
    const life = new BotLife({ businessHours: hours() });
    const step = { id: "w", do: "wait", for: { kind: "businessHours" }, next: "n" };
    life.has("f", { start: START, steps: [step, note("n")] });
    const at = (time: string) => Date.parse(`2026-12-${time}-06:00`);
    life.says("Hola", at("24T22:00"));
    expect(life.runs).toMatchObject([{ wait: { dueAt: at("25T09:00") } }]);
    const businessHours = hours([{ date: "2026-12-25", ranges: [] }]);
    life.line.settings = { ...life.line.settings, businessHours };
    life.passes(at("25T12:00"));
    expect(life.runs).toMatchObject([{ wait: { dueAt: at("26T09:00") } }]);
    life.passes(at("26T12:00"));
    expect(taken(life)).toEqual(["w", "n"]);
    expect([...life.steps.values()]).toMatchObject([
      { outcome: { kind: "waited" }, endedAt: at("26T09:00") },
      { startedAt: at("26T09:00") },
    ]);
  });
});

describe("a responder", () => {
  const respond = (mode: string, changes: object = {}) =>
    taking(
      {
        id: "r",
        do: "respond",
        url: "https://example.com/",
        mode,
        timeoutMs: HOUR,
        next: "n",
        onHandOver: "h",
        onFail: "f",
        ...changes,
      },
      note("n"),
      note("h"),
      note("f"),
    );

  it("answers, waits for the contact, answers again, and hands over", () => {
    const life = respond("direct");
    life.settles(life.effect(), answered(["¿En qué te ayudo?"], "wait"), T0 + 1);
    life.carriesOut(life.effect(), T0 + 2);
    expect(life.runs).toMatchObject([{ wait: { kind: "answer" } }]);
    life.says("Quiero hablar con alguien", T0 + MINUTE);
    life.settles(life.effect(), answered(["Te paso"], "handOver"), T0 + MINUTE + 1);
    life.carriesOut(life.effect(), T0 + MINUTE + 2);
    expect(life.texts()).toEqual(["¿En qué te ayudo?", "Te paso"]);
    expect(life.facts.driver.kind).toBe("person");
    expect(taken(life).at(-1)).toBe("h");
    expect(life.folded()).toEqual(life.conversation);
  });

  const knowing = (heardId: string, texts: string[], goesOn: "wait" | "done") => ({
    ...answered(texts, goesOn),
    heardId,
  });

  it("is asked again once it has said what it had to say without knowing the contact's last message", () => {
    const life = respond("direct");
    const asked = life.effect();
    life.webhook(life.message("Del 42"), T0 + 1, ANA);
    life.settles(asked, knowing("m1", ["¿Qué talla?"], "wait"), T0 + 2);
    life.carriesOut(life.effect(), T0 + 3);
    const { lastInboundId } = life.facts;
    expect(life.effect().task.kind).toBe("respond");
    life.settles(life.effect(), knowing(lastInboundId!, ["Hay"], "wait"), T0 + 4);
    life.carriesOut(life.effect(), T0 + 5);
    expect(life.texts()).toEqual(["¿Qué talla?", "Hay"]);
    expect(life.runs).toMatchObject([{ wait: { kind: "answer" } }]);
    expect(life.folded()).toEqual(life.conversation);
  });

  it("in draft mode is asked again instead, and no draft is shown", () => {
    const life = respond("draft");
    const asked = life.effect();
    life.webhook(life.message("Del 42"), T0 + 1, ANA);
    life.settles(asked, knowing("m1", ["¿Qué talla?"], "done"), T0 + 2);
    expect(life.conversation!.automation!.draft).toBeNull();
    expect(life.effect().task.kind).toBe("respond");
    life.settles(life.effect(), knowing(life.facts.lastInboundId!, ["Hay"], "done"), T0 + 3);
    expect(life.conversation!.automation!.draft).toMatchObject({ text: "Hay" });
  });

  it("that is done, is done, whatever it did not know", () => {
    const life = respond("direct");
    const asked = life.effect();
    life.webhook(life.message("Del 42"), T0 + 1, ANA);
    life.settles(asked, knowing("m1", ["Adiós"], "done"), T0 + 2);
    life.carriesOut(life.effect(), T0 + 3);
    expect([life.texts(), taken(life).at(-1)]).toEqual([["Adiós"], "n"]);
  });

  it("in draft mode waits for a person, who may send it, in other words, without taking over", () => {
    const life = respond("draft");
    life.settles(life.effect(), answered(["Cuesta 10"], "wait"), T0 + 1);
    const draft = life.conversation!.automation!.draft!;
    expect(draft).toMatchObject({ text: "Cuesta 10", answersId: "m1" });
    // R12.6: it stands at the top of the list.
    expect(life.conversation!.lastActivityAt).toBe(T0 + 1);
    expect(life.texts()).toEqual([]);
    life.asks(EVA, { name: "approveDraft", draftId: draft.id, text: "Cuesta 12" }, T0 + 2);
    expect(life.texts()).toEqual(["Cuesta 12"]);
    expect([life.facts.driver.kind, life.conversation!.automation!.draft]).toEqual(["bot", null]);
    expect(life.runs).toMatchObject([{ wait: { kind: "answer" } }]);
    expect(life.folded()).toEqual(life.conversation);
  });

  it("in draft mode is asked anew when the contact writes before that: the draft is stale", () => {
    const life = respond("draft");
    life.settles(life.effect(), answered(["Cuesta 10"], "wait"), T0 + 1);
    const { id } = life.conversation!.automation!.draft!;
    life.webhook(life.message("¿Y el otro?"), T0 + 2, ANA);
    expect(life.effect().task.kind).toBe("respond");
    expect(
      life.asks(EVA, { name: "approveDraft", draftId: id }, T0 + 3).applied[0]!.outcome,
    ).toEqual({
      kind: "refused",
      code: "automation.no_such_draft",
    });
  });

  it("in draft mode fails with the draft when the window shuts, or is shut before there is one (Q51)", () => {
    const late = { timeoutMs: 50 * HOUR };
    const [shuts, shut] = [respond("draft", late), respond("draft", late)];
    shuts.settles(shuts.effect(), answered(["Cuesta 10"], "wait"), T0 + 1);
    shuts.passes(T0 + 24 * HOUR);
    shut.settles(shut.effect(), answered(["Cuesta 10"], "wait"), T0 + 25 * HOUR);
    for (const life of [shuts, shut]) {
      expect(life.conversation!.automation!.draft).toBeNull();
      expect([life.texts(), taken(life).at(-1)]).toEqual([[], "f"]);
      expect(life.folded()).toEqual(life.conversation);
    }
  });

  it.each([
    [2_047, "r", "draft"],
    [2_048, "f", null],
  ])("in draft mode has one message to approve: twice %i characters", (chars, step, wait) => {
    const life = respond("draft");
    const texts = ["😀".repeat(chars), "b".repeat(chars)];
    life.settles(life.effect(), answered(texts, "wait"), T0 + 1);
    expect(taken(life).at(-1)).toBe(step);
    expect(life.runs[0]?.wait.kind ?? null).toBe(wait);
  });

  it("in draft mode gives way to another draft, and does not wait for a word on its own any more", () => {
    const life = respond("draft");
    const [step] = life.book.definition("f", 1)!.steps;
    life.has("g", {
      start: { on: "message.received", match: { kind: "any" } },
      steps: [{ ...step, next: null, onHandOver: null, onFail: null }],
    });
    life.settles(life.effect(), answered(["Cuesta 10"], "wait"), T0 + 1);
    life.webhook(life.message("¿Y el otro?"), T0 + 2, ANA);
    const [mine, others] = life.asked();
    life.settles(mine!, answered(["Cuesta 20"], "wait"), T0 + 3);
    life.settles(others!, answered(["Son 20"], "wait"), T0 + 4);
    expect(life.conversation!.automation!.draft).toMatchObject({ flowId: "g", text: "Son 20" });
    expect([...life.steps.values()].filter(({ runId }) => runId === mine!.runId)).toMatchObject([
      {},
      { outcome: { kind: "answered" } },
      {},
      { outcome: { kind: "replaced" }, next: "f" },
      { stepId: "f" },
    ]);
    expect(life.ends("f")).toEqual(["completed"]);
    expect(life.folded()).toEqual(life.conversation);
  });

  it("in draft mode says nothing when the draft is discarded", () => {
    const life = respond("draft");
    life.settles(life.effect(), answered(["Cuesta 10"], "done"), T0 + 1);
    const { id } = life.conversation!.automation!.draft!;
    life.asks(EVA, { name: "discardDraft", draftId: id }, T0 + 2);
    expect([life.texts(), taken(life).at(-1)]).toEqual([[], "n"]);
  });
});
