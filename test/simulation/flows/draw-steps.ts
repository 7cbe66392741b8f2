import type { FlowMessage, FlowTemplate } from "../../../src/domain/automation/message.ts";
import type { Assignee, StepId } from "../../../src/domain/automation/step.ts";
import type { Random } from "../../../src/simulator/random.ts";
import { USERS } from "../outside/places.ts";
import { drawCrmStep } from "./draw-crm-steps.ts";
import { PHOTOS } from "./library.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** A step as somebody writes it: what is not said is as the schema has it. */
export type WrittenStep = Record<string, unknown> & { id: StepId; do: string };

/** What steps of a flow may name. */
interface FlowWorld {
  flowId: string;
  flowIds: readonly string[];
  /** The programs of its workspace. */
  hookUrl: string;
  responderUrl: string;
}

/** Where a step may lead: to what comes after it, or by a branch further on, or nowhere. */
export interface Place {
  id: StepId;
  next: StepId | null;
  branch: () => StepId | null;
}

export const TEMPLATE: FlowTemplate = { name: "seguimiento", language: "es_MX", bindings: {} };

/** Steps that the simulated world can serve, one behind the other, with branches that leave some out. */
export function drawSteps(random: Random, world: FlowWorld): WrittenStep[] {
  const count = random.int(1, 6);
  const idOf = (index: number): StepId | null => (index < count ? `s${index}` : null);
  return Array.from({ length: count }, (_, index) => {
    const place: Place = {
      id: `s${index}`,
      next: idOf(index + 1),
      branch: () => idOf(random.int(index + 1, count)),
    };
    if (index === count - 1 && random.chance(0.15)) return { id: place.id, do: "stop" };
    return drawStep(random, place, world);
  });
}

function drawStep(random: Random, place: Place, world: FlowWorld): WrittenStep {
  const { id, next, branch } = place;
  const { flowId, flowIds, hookUrl, responderUrl: url } = world;
  const draw = random.int(1, 128);
  if (draw <= 20) {
    const messages = Array.from({ length: random.pick([1, 1, 1, 2, 4]) }, () =>
      random.chance(0.15) ? photo(random) : text(random),
    );
    return { id, do: "send", messages, whenWindowShut: drawWhenShut(random, branch), next };
  }
  if (draw <= 36) return drawAsk(random, { id, next, branch });
  if (draw <= 40) return { id, do: "sendTemplate", template: TEMPLATE, next };
  if (draw <= 50) {
    const onlyIfUnassigned = random.chance(0.5);
    const markUnread = random.chance(0.3);
    const to = drawAssignee(random);
    return { id, do: "assign", to, onlyIfUnassigned, markUnread, next, onNobody: branch() };
  }
  if (draw <= 58) {
    const tags = [`tag ${random.int(1, 12)}`];
    return { id, do: random.chance(0.8) ? "tag" : "untag", tags, next };
  }
  if (draw <= 60) return { id, do: random.pick(["unassign", "markUnread"]), next };
  if (draw <= 62) return { id, do: "note", text: "visto por {{contact.firstName|alguien}}", next };
  if (draw <= 66) return { id, do: "close", description: "listo", rearm: random.chance(0.8), next };
  if (draw <= 68) return { id, do: "reopen", next };
  if (draw <= 82) return drawWait(random, { id, next, branch });
  if (draw <= 86) return { id, do: "decide", if: drawCondition(random), yes: next, no: branch() };
  if (draw <= 88) {
    const branches = [
      { weight: random.int(1, 5), next },
      { weight: random.int(1, 5), next: branch() },
    ];
    return { id, do: "split", branches };
  }
  if (draw <= 91) {
    return { id, do: "handOver", to: random.chance(0.5) ? drawAssignee(random) : null, next };
  }
  if (draw <= 95) {
    return {
      id,
      do: "startFlow",
      flowId: random.pick(flowIds.filter((one) => one !== flowId)),
      next,
    };
  }
  if (draw <= 100) {
    const save = random.chance(0.5) ? { size: "order.size" } : {};
    return { id, do: "webhook", url: hookUrl, save, next, onFail: branch() };
  }
  if (draw <= 108) {
    const mode = random.pick(["direct", "draft", "draft"]);
    const timeoutMs = random.pick([MINUTE, HOUR, 6 * HOUR]);
    const ways = { next, onHandOver: branch(), onFail: branch() };
    return { id, do: "respond", url, mode, timeoutMs, ...ways };
  }
  return drawCrmStep(random, place);
}

function drawAsk(random: Random, { id, next, branch }: Place): WrittenStep {
  return {
    id,
    do: "ask",
    message: text(random),
    expect: random.pick([
      { kind: "any" },
      { kind: "text" },
      { kind: "number" },
      { kind: "choice", choices: [{ id: "yes", words: ["hola", "sí"], next: branch() }] },
    ]),
    whenInvalid: random.chance(0.5) ? text(random) : null,
    repeats: random.int(0, 2),
    timeoutMs: random.pick([MINUTE, 30 * MINUTE, 3 * HOUR]),
    saveAs: random.chance(0.5) ? "answer" : null,
    whenWindowShut: drawWhenShut(random, branch),
    next,
    onInvalid: branch(),
    onTimeout: branch(),
  };
}

function drawWait(random: Random, { id, next, branch }: Place): WrittenStep {
  const kind = random.int(1, 5);
  if (kind === 1) return { id, do: "wait", for: { kind: "businessHours" }, next };
  if (kind <= 3) {
    const ms = random.pick([SECOND, MINUTE, 45 * MINUTE, 5 * HOUR]);
    return { id, do: "wait", for: { kind: "duration", ms }, next };
  }
  const events = random.shuffle(["answer", "close", "assignment"]).slice(0, random.int(1, 3));
  const timeoutMs = random.pick([MINUTE, HOUR, 6 * HOUR]);
  return { id, do: "wait", for: { kind: "event", events, timeoutMs }, next, onTimeout: branch() };
}

function drawAssignee(random: Random): Assignee {
  const kind = random.int(1, 4);
  if (kind === 1) return { kind: "user", userId: random.pick(USERS) };
  if (kind === 2) return { kind: "contactOwner" };
  const userIds = random.shuffle([...USERS]).slice(0, random.int(1, 3));
  const by = random.pick(["roundRobin", "fewestOpen"] as const);
  const among = random.chance(0.3)
    ? ({ kind: "role", roleId: "seller" } as const)
    : ({ kind: "users", userIds } as const);
  return { kind: "pick", among, by };
}

function drawWhenShut(random: Random, branch: () => StepId | null): Record<string, unknown> {
  return random.pick([
    { kind: "fail" },
    { kind: "branch", next: branch() },
    { kind: "template", template: TEMPLATE },
  ]);
}

export function drawCondition(random: Random): Record<string, unknown> {
  const atom = random.pick<Record<string, unknown>>([
    { field: "hasOwner", is: random.chance(0.5) },
    { field: "contactAnswered", is: random.chance(0.5) },
    { field: "hasUnread", is: random.chance(0.5) },
    { field: "status", in: ["open"] },
    { field: "tags", any: [`tag ${random.int(1, 12)}`] },
    { field: "windowLeft", atLeastMs: HOUR },
    { field: "businessHours", is: true },
    { field: "lastText", words: ["hola", "precio"] },
    { field: "isCrmContact", is: random.chance(0.5) },
    { field: "contactField", key: "company", compare: { is: "equal", value: "Norte" } },
  ]);
  return { any: [random.chance(0.3) ? { not: atom } : atom] };
}

function photo(random: Random): FlowMessage {
  return { type: "image", mediaId: random.pick(PHOTOS), caption: "Para {{contact.firstName|ti}}" };
}

function text(random: Random): FlowMessage {
  const words = random.pick([
    "Hola {{contact.firstName|amigo}}",
    "¿Qué talla?",
    "Gracias",
    "¿Seguimos?",
  ]);
  return { type: "text", text: words, previewUrl: false };
}
