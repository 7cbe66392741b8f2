import { afterEach, beforeEach, expect, test } from "vitest";
import { Webhook } from "standardwebhooks";
import type { EffectTask } from "../../../src/domain/automation/effect.ts";
import { createOriginGate } from "../../../src/workers/automation/origin-gate.ts";
import type { Answer } from "../../support/receiver-answers.ts";
import { createReceiver, type Receiver } from "../../support/receiver.ts";
import { SECRET, useEffects } from "./support/effect-bench.ts";

const bench = useEffects();

let receiver: Receiver;
beforeEach(async () => {
  receiver = await createReceiver();
});
afterEach(() => receiver.close());

const webhook = (changes: Partial<EffectTask & { kind: "webhook" }> = {}): EffectTask => ({
  kind: "webhook",
  url: `${receiver.origin}/hook`,
  body: { question: "price" },
  save: { price: "offer.price" },
  ...changes,
});
const json = (value: unknown, status = 200): Answer => ({
  kind: "answer",
  status,
  body: JSON.stringify(value),
});

const ENDLESS = new Set(["drip", "hang"]);
const isEndless = (answer: Answer) => typeof answer === "object" && ENDLESS.has(answer.kind);

async function cameOf(answer: Answer, task = webhook()) {
  receiver.setAnswer(answer);
  await bench().decide(task);
  await bench().work(isEndless(answer) ? bench().impatient : undefined);
  return (await bench().came()).at(-1);
}
const failed = (code: string) => ({ result: { kind: "failed", code } });

test("a webhook is signed by the flow's secret under the effect's id, and its answer becomes variables", async () => {
  const answer = {
    offer: { price: 12.5, currency: "MXN" },
    tags: ["a", "b"],
    ok: true,
    none: null,
  };
  const save = {
    price: "offer.price",
    ok: "ok",
    second: "tags.1",
    offer: "offer",
    none: "none",
    missing: "offer.missing.deeper",
    proto: "constructor.name",
  };
  expect(await cameOf(json(answer), webhook({ save }))).toEqual({
    effectId: "run-1/s1/1",
    result: {
      kind: "done",
      vars: {
        price: "12.5",
        ok: "true",
        second: "b",
        offer: JSON.stringify(answer.offer),
      },
    },
  });
  const [got] = await receiver.received(1);
  expect(got?.headers["webhook-id"]).toBe("run-1/s1/1");
  const headers = got?.headers as Record<string, string>;
  expect(new Webhook(SECRET).verify(got!.rawBody, headers)).toEqual({ question: "price" });
});

test("an answer of which nothing is wanted is not read", async () => {
  expect(await cameOf({ kind: "endless", status: 200 }, webhook({ save: {} }))).toMatchObject({
    result: { kind: "done", vars: {} },
  });
});

test("a text that is longer than a variable may be is left out", async () => {
  const answer = { long: "x".repeat(1_001), short: "x".repeat(1_000) };
  const save = { long: "long", short: "short" };
  expect(await cameOf(json(answer), webhook({ save }))).toMatchObject({
    result: { vars: { short: answer.short } },
  });
});

const deep = `${'{"a":'.repeat(200)}1${"}".repeat(200)}`;
test.each<[string, Answer, string]>([
  ["a gigabyte", { kind: "endless", status: 200 }, "endpoint.answer_cut"],
  ["a body that drips", { kind: "drip", status: 200, intervalMs: 50 }, "endpoint.answer_cut"],
  ["no JSON", { kind: "answer", status: 200, body: "<html>" }, "endpoint.answer_unreadable"],
  ["nothing", 204, "endpoint.answer_unreadable"],
  ["a list", json([1]), "endpoint.answer_unreadable"],
  ["deep JSON", { kind: "answer", status: 200, body: deep }, "endpoint.answer_unreadable"],
  [
    "a prototype",
    { kind: "answer", status: 200, body: '{"__proto__":{"price":1}}' },
    "endpoint.answer_unreadable",
  ],
  ["a refusal", 404, "endpoint.refused"],
  ["that it is gone", 410, "endpoint.refused"],
])("whoever answers %s fails the step at once", async (_what, answer, code) => {
  expect(await cameOf(answer)).toMatchObject(failed(code));
  expect(receiver.requestCount).toBe(1);
});

test("a redirect is not followed", async () => {
  const headers = { location: `${receiver.origin}/elsewhere` };
  const came = await cameOf({ kind: "answer", status: 302, headers });
  expect(came).toMatchObject(failed("endpoint.redirects"));
  expect(receiver.requests.map(({ path }) => path)).toEqual(["/hook"]);
});

test.each(["http://10.0.0.1/", "http://169.254.169.254/latest/meta-data/", "http://[::1]:80/"])(
  "%s is inside, and is not posted to",
  async (url) => {
    expect(await cameOf(200, webhook({ url }))).toMatchObject(failed("endpoint.blocked"));
  },
);

test.each<[string, Answer]>([
  ["answers 500", 500],
  ["answers 429", 429],
  ["hangs", { kind: "hang" }],
  ["breaks off", { kind: "reset" }],
])(
  "whoever %s is asked again, under the same id, and the next answer counts",
  async (_what, bad) => {
    expect(await cameOf(bad)).toBeUndefined();
    receiver.setAnswer(json({ offer: { price: 7 } }));
    await bench().work();
    expect(await bench().came()).toEqual([]);
    bench().clock.advance(6_000);
    await bench().work();
    expect(await bench().came()).toMatchObject([
      { result: { kind: "done", vars: { price: "7" } } },
    ]);
    const ids = receiver.requests.map(({ headers }) => headers["webhook-id"]);
    expect(ids).toEqual(["run-1/s1/1", "run-1/s1/1"]);
  },
);

test("after five tries within ten minutes it is given up", async () => {
  receiver.setAnswer(503);
  await bench().decide(webhook());
  const from = bench().clock.now();
  while ((await bench().came()).length === 0) {
    await bench().work();
    bench().clock.advance(1_000);
  }
  expect(receiver.requestCount).toBe(5);
  expect(bench().clock.now() - from).toBeLessThan(600_000);
  expect(await bench().came()).toMatchObject([
    { result: { code: "endpoint.unavailable", detail: expect.stringContaining("503") } },
  ]);
});

test("an endpoint that asks for time gets it, and one that asks for more than a flow has ends the step", async () => {
  const busy = (after: string): Answer => ({
    kind: "answer",
    status: 503,
    headers: { "retry-after": after },
  });
  expect(await cameOf(busy("60"))).toBeUndefined();
  bench().clock.advance(59_000);
  await bench().work();
  expect(receiver.requestCount).toBe(1);
  expect(await cameOf(busy("3600"))).toMatchObject(failed("endpoint.unavailable"));
});

test("a rotation is signed with both secrets", async () => {
  const { store, clock } = bench();
  const flow = (await store.flow("acme", "flow-1"))!;
  const older = `whsec_${Buffer.from("o".repeat(32)).toString("base64")}`;
  const past = `whsec_${Buffer.from("p".repeat(32)).toString("base64")}`;
  const secrets = [
    ...flow.secrets,
    { value: older, validUntil: clock.now() + 1 },
    { value: past, validUntil: clock.now() - 1 },
  ];
  await store.changeFlow({ ...flow, secrets, revision: flow.revision + 1 }, null);
  await cameOf(json({}));
  const [got] = await receiver.received(1);
  const headers = got?.headers as Record<string, string>;
  for (const secret of [SECRET, older]) {
    expect(new Webhook(secret).verify(got!.rawBody, headers)).toEqual({ question: "price" });
  }
  expect(() => new Webhook(past).verify(got!.rawBody, headers)).toThrow();
});

test("an endpoint that hangs takes a few places at a time, and holds up neither others nor what happens inside", async () => {
  await using other = await createReceiver({ answer: json({ offer: { price: 1 } }) });
  receiver.setAnswer({ kind: "hang" });
  const hanging = Array.from({ length: 12 }, () => webhook());
  const lookUp: EffectTask = { kind: "lookUpOpportunity" };
  await bench().decide(...hanging, webhook({ url: other.origin }), lookUp);
  await bench().work({ ...bench().impatient, gate: createOriginGate(2) });
  expect(receiver.requestCount).toBe(2);
  expect(await bench().came()).toHaveLength(2);
  expect(other.requestCount).toBe(1);
  // Those that were put off have used up none of their tries.
  bench().clock.advance(3_000);
  receiver.setAnswer(json({ offer: { price: 2 } }));
  for (let look = 0; look < 8; look++) {
    await bench().work();
    bench().clock.advance(3_000);
  }
  expect(await bench().came()).toHaveLength(14);
});
