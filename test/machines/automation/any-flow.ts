import { DIRECT_STARTS } from "../../../src/domain/automation/start-event.ts";
import fc from "fast-check";

const DAY = 86_400_000;
const IDS = ["s0", "s1", "s2", "s3", "s4"];
const text = fc.constantFrom("Hola", "¿Sigues ahí?", "{{vars.color|rojo}}").map((words) => ({
  type: "text",
  text: words,
}));
const next = fc.constantFrom(...IDS, null, null);
const wait = fc.constantFrom(1_000, 60_000, 3_600_000, DAY);
const shut = fc.oneof(
  fc.constant({ kind: "fail" }),
  next.map((to) => ({ kind: "branch", next: to })),
  fc.constant({ kind: "template", template: { name: "volver", language: "es_MX" } }),
);
const to = fc.constantFrom(
  { kind: "user", userId: "usr_eva" },
  { kind: "contactOwner" },
  { kind: "pick", among: { kind: "team", teamId: "team_1" }, by: "roundRobin" },
);
const condition = fc.constantFrom(
  { all: [{ field: "hasOwner", is: true }] },
  { any: [{ field: "contactAnswered", is: true }, { not: { field: "tags", any: ["vip"] } }] },
  { all: [{ field: "opportunityField", key: "stage", compare: { is: "known" } }] },
);

/** Any step under this id, that leads anywhere. */
function step(id: string) {
  const one = (shape: Record<string, fc.Arbitrary<unknown>>) =>
    fc.record({ id: fc.constant(id), ...shape });
  const plain = (name: string) => one({ do: fc.constant(name), next });
  return fc.oneof(
    one({ do: fc.constant("decide"), if: condition, yes: next, no: next }),
    one({
      do: fc.constant("split"),
      branches: fc.array(fc.record({ weight: fc.integer({ min: 1, max: 9 }), next }), {
        minLength: 2,
        maxLength: 3,
      }),
    }),
    one({
      do: fc.constant("send"),
      messages: fc.array(text, { minLength: 1, maxLength: 2 }),
      whenWindowShut: shut,
      next,
    }),
    one({
      do: fc.constant("sendTemplate"),
      template: fc.constant({ name: "hola", language: "es" }),
      next,
    }),
    one({
      do: fc.constant("ask"),
      message: text,
      expect: fc.constantFrom({ kind: "any" }, { kind: "number" }),
      repeats: fc.integer({ min: 0, max: 2 }),
      timeoutMs: wait,
      saveAs: fc.constantFrom("color", null),
      whenWindowShut: shut,
      next,
      onInvalid: next,
      onTimeout: next,
    }),
    one({ do: fc.constant("assign"), to, onlyIfUnassigned: fc.boolean(), next, onNobody: next }),
    plain("unassign"),
    plain("reopen"),
    plain("markUnread"),
    one({ do: fc.constantFrom("tag", "untag"), tags: fc.constantFrom(["vip"], ["nuevo"]), next }),
    one({ do: fc.constant("note"), text: fc.constant("Nota"), next }),
    one({ do: fc.constant("close"), description: fc.constant("Listo"), next }),
    one({
      do: fc.constant("webhook"),
      url: fc.constant("https://example.com/"),
      next,
      onFail: next,
    }),
    one({
      do: fc.constant("respond"),
      url: fc.constant("https://example.com/"),
      mode: fc.constantFrom("direct", "draft"),
      timeoutMs: wait,
      next,
      onHandOver: next,
      onFail: next,
    }),
    one({
      do: fc.constant("wait"),
      for: fc.oneof(
        wait.map((ms) => ({ kind: "duration", ms })),
        fc.record({
          kind: fc.constant("event"),
          events: fc.subarray(["answer", "close", "assignment"], { minLength: 1 }),
          timeoutMs: wait,
        }),
        fc.constant({ kind: "businessHours" }),
      ),
      next,
      onTimeout: next,
    }),
    one({ do: fc.constant("handOver"), to: fc.option(to), next }),
    one({ do: fc.constant("startFlow"), flowId: fc.constantFrom("flow_0", "flow_1"), next }),
    one({ do: fc.constant("stop") }),
  );
}

const start = fc.oneof(
  fc.constantFrom(...DIRECT_STARTS).map((on) => ({ on })),
  fc.constant({ on: "message.received", match: { kind: "any" } }),
  fc.constant({ on: "template.answered" }),
  fc.constant({ on: "conversation.tagged" }),
  fc.record({
    on: fc.constantFrom("no_answer.team", "no_answer.contact"),
    afterMs: fc.constantFrom(60_000, 3_600_000),
  }),
);

/** Any flow: steps that lead on, back, round and nowhere. */
export const anyFlow = fc.record({
  start,
  steps: fc.tuple(...IDS.map(step)),
  runPolicy: fc.constantFrom(
    { kind: "always" },
    { kind: "oncePerEpisode" },
    { kind: "oncePerConversation" },
    { kind: "oncePerHours", hours: 1 },
  ),
  reentry: fc.constantFrom("skip", "restart", "parallel"),
  stopWhenClosed: fc.constantFrom(true, false, null),
  takesOver: fc.boolean(),
});
