import type { Contact } from "../../../src/simulator/contact.ts";
import type { SimulatedLine } from "../../../src/simulator/line.ts";
import { text, type Content } from "../../../src/simulator/payloads/content.ts";
import type { Riders } from "../../../src/simulator/payloads/riders.ts";
import { insist, timeline, type TimelineItem } from "../../acceptance/inbox.ts";
import type { WholeSystem } from "../../acceptance/whole-system.ts";
import { expectSoon } from "../../support/expect-soon.ts";

/** A line of its own, so that many flows live in one engine and hear nothing of one another. */
export interface Scene extends WholeSystem {
  line: SimulatedLine;
  /** Changes the line's settings; what is left out has its default. */
  settings(settings: object): Promise<void>;
  person(name?: string): Person;
  /** Makes an automation for this line over HTTP and switches it on; its id. */
  flow(definition: object): Promise<string>;
}

/** Somebody who writes to the line of a scene, and their conversation on it. */
export interface Person {
  contact: Contact;
  /** Known from their first message on. */
  readonly id: string;
  readonly contactId: string;
  /** Writes, taps or sends a file, and waits until the engine has dealt with it. */
  says(what: string | Content, riders?: Riders): Promise<void>;
}

let scenes = 0;
let people = 0;

export async function aScene(system: WholeSystem, settings: object = {}): Promise<Scene> {
  const number = ++scenes;
  const id = String(210_000_000_000_000 + number);
  const at = { name: `Línea ${number}`, id, displayPhoneNumber: String(525_560_000_000 + number) };
  const line = await system.addLine(at);
  const { ask } = system;
  const scene: Scene = {
    ...system,
    line,
    async settings(changed) {
      const { name, displayPhoneNumber } = at;
      const body = { name, displayPhoneNumber, wabaId: line.wabaId, settings: changed };
      await insist(ask, "PUT", `/v1/lines/${id}`, body);
    },
    person: (name = "Ana") => aPerson(scene, name),
    async flow(definition) {
      const made = await insist<{ id: string }>(ask, "POST", "/v1/automations", {
        name: "Prueba",
        scope: { lines: [id] },
        ...definition,
      });
      await insist(ask, "POST", `/v1/automations/${made.id}/enable`);
      return made.id;
    },
  };
  if (Object.keys(settings).length > 0) await scene.settings(settings);
  return scene;
}

function aPerson({ sim, line, ask }: Scene, name: string): Person {
  const waId = String(5_215_520_000_000 + ++people);
  const contact = sim.contact({ name, waId });
  let found: { id: string; contact: { id: string; waId: string | null } } | undefined;
  let said = 0;
  const find = async () => {
    const path = `/v1/conversations?limit=100&line=${line.phoneNumberId}`;
    const { items } = await insist<{ items: NonNullable<typeof found>[] }>(ask, "GET", path);
    found = items.find((item) => item.contact.waId === waId);
    return found !== undefined;
  };
  const known = () => {
    if (found === undefined) throw new Error("has not written yet");
    return found;
  };
  return {
    contact,
    get id() {
      return known().id;
    },
    get contactId() {
      return known().contact.id;
    },
    async says(what, riders = {}) {
      contact.sends(line, typeof what === "string" ? text(what) : what, { riders });
      said += 1;
      await sim.flush();
      if (found === undefined) await expectSoon(find).toBe(true);
      const incoming = async () =>
        (await timeline(ask, known().id)).filter((item) => item.direction === "incoming").length;
      await expectSoon(incoming).toBe(said);
    },
  };
}

/** A run as the API tells it, as far as these tests look at it. */
export interface Run {
  id: string;
  automation: { id: string; version: number };
  conversationId: string;
  episode: number;
  trigger: { type: string };
  state: string;
  reason: string | null;
  step: string | null;
  waitsFor: { kind: string; until: string | null } | null;
}

export interface Step {
  step: string;
  do: string;
  visit: number;
  input: Record<string, unknown>;
  outcome: { kind: string; detail?: Record<string, unknown> } | null;
  next: string | null;
}

export interface Evaluation {
  automation: { id: string; version: number };
  event: { type: string };
  verdict: string;
  where: string | null;
  expected: unknown;
  actual: unknown;
  reason: string | null;
  runId: string | null;
}

/** Runs of an automation, newest first. */
export async function runsOf({ ask }: WholeSystem, flowId: string): Promise<Run[]> {
  return (await insist<{ items: Run[] }>(ask, "GET", `/v1/automations/${flowId}/runs`)).items;
}

/** States of the runs of an automation, newest first. */
export const statesOf = async (system: WholeSystem, flowId: string): Promise<string[]> =>
  (await runsOf(system, flowId)).map(({ state }) => state);

/** What a run did, step by step. */
export async function stepsOf({ ask }: WholeSystem, run: Pick<Run, "id">): Promise<Step[]> {
  const path = `/v1/automations/runs/${encodeURIComponent(run.id)}`;
  return (await insist<{ steps: Step[] }>(ask, "GET", path)).steps;
}

/** Its names of steps, in order, with what each came to: `give: assigned`. */
export const pathOf = async (system: WholeSystem, run: Pick<Run, "id">): Promise<string[]> =>
  (await stepsOf(system, run)).map(({ step, outcome }) => `${step}: ${outcome?.kind ?? "…"}`);

export interface UnderWay {
  driver: { kind: string; lease: number };
  runs: { step: string; waitsFor: { kind: string }; variables: Record<string, string> }[];
  evaluations: Evaluation[];
}

/** What automations do in a conversation. */
export const underWay = ({ ask }: WholeSystem, conversationId: string): Promise<UnderWay> =>
  insist<UnderWay>(ask, "GET", `/v1/conversations/${conversationId}/automations`);

/** What an automation's looks in a conversation came to, newest first. */
export async function looksOf(system: WholeSystem, id: string, flowId: string) {
  const { evaluations } = await underWay(system, id);
  return evaluations.filter(({ automation }) => automation.id === flowId);
}

/** What the contact's phone has, in the order in which WhatsApp took it: texts, or what else it is. */
export const phoneOf = ({ contact }: Person): string[] =>
  contact.received
    .toSorted((a, b) => a.at - b.at)
    .map(({ request }) => wordsOf(request as unknown as Record<string, unknown>));

function wordsOf(request: Record<string, unknown>): string {
  const { type = "text" } = request as { type?: string };
  const part = request[type] as { body?: unknown; name?: string; type?: string };
  if (type === "text") return String(part.body);
  if (type === "interactive") {
    return `${part.type}: ${(part.body as { text: string }).text}`;
  }
  return type === "template" ? `template: ${part.name}` : type;
}

/** A command of the administrator in a conversation. */
export const order = (
  { ask }: Pick<WholeSystem, "ask">,
  id: string,
  name: string,
  body: object = {},
): Promise<Record<string, unknown>> => insist(ask, "POST", `/v1/conversations/${id}/${name}`, body);

/** What the timeline calls what happened, oldest first. */
export async function activitiesOf({ ask }: WholeSystem, id: string): Promise<TimelineItem[]> {
  return (await timeline(ask, id)).filter(({ kind }) => kind === "activity").toReversed();
}

export const says = (words: string) => ({ type: "text", text: words });

/** A tap on a reply button, or a row of a list, as WhatsApp tells it. */
export const taps = (id: string, title: string, kind: "button" | "list" = "button"): Content => ({
  type: "interactive",
  interactive: { type: `${kind}_reply`, [`${kind}_reply`]: { id, title } },
});

/** A tap on a template's quick reply. */
export const tapsTemplate = (title: string): Content => ({
  type: "button",
  button: { payload: title, text: title },
});

/** Somebody of the team puts them into the CRM; the contact. */
export const intoCrm = (
  { ask }: Pick<WholeSystem, "ask">,
  { contact }: Pick<Person, "contact">,
  more: object = {},
): Promise<{ id: string }> =>
  insist<{ id: string }>(ask, "POST", "/v1/contacts", {
    firstName: contact.profile.name,
    lastName: "Ruiz",
    phones: [`+${contact.profile.waId}`],
    consent: true,
    ...more,
  });
