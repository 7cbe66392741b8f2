import { describe, expect, it } from "vitest";
import { numberClaim } from "../../../src/domain/contact/addressee.ts";
import { DEFAULT_WORKSPACE } from "../../../src/domain/ids.ts";
import { LINE } from "../../support/builders.ts";
import { aLiveFlow, definition } from "../support/automations.ts";
import { problemOf, useBench } from "../support/bench.ts";
import { aPerson } from "../support/person.ts";

const bench = useBench();

const MANUAL = { start: { on: "manual" } };
const HTTP = { start: { on: "http" } };
const HELLO = [{ id: "greet", do: "note", text: "pedido {{vars.order|?}}" }];

async function hookOf(id: string): Promise<string> {
  const answer = await bench().ask("POST", `/v1/automations/${id}/hook`);
  return answer.json<{ path: string }>().path;
}

const call = (path: string, payload: unknown, headers: Record<string, string> = {}) =>
  bench().app.inject({
    method: "POST",
    url: path,
    headers: { "content-type": "application/json", ...headers },
    payload: typeof payload === "string" ? payload : JSON.stringify(payload),
  });

async function runOf(runId: string) {
  await bench().engine.idle();
  return bench().ask("GET", `/v1/automations/runs/${runId}`);
}

describe("a start by hand", () => {
  it("runs in the conversation that is named, once for each key, with its variables", async () => {
    const { ask, converse } = bench();
    const conversationId = await converse();
    const id = await aLiveFlow(bench(), { ...MANUAL, steps: HELLO });
    const body = { conversationId, vars: { order: "17" } };
    const headers = { "idempotency-key": "order-17" };
    const first = await ask("POST", `/v1/automations/${id}/start`, body, headers);
    expect(first.statusCode).toBe(202);
    expect(first.json()).toMatchObject({ key: "order-17", conversationId, repeated: false });
    const repeat = { contactId: "nobody", lineId: LINE };
    for (const said of [body, repeat]) {
      const again = await ask("POST", `/v1/automations/${id}/start`, said, headers);
      expect(again.json()).toEqual({ ...first.json<object>(), repeated: true });
    }
    const run = await runOf(first.json<{ runId: string }>().runId);
    expect(run.json()).toMatchObject({
      automation: { id, version: 1 },
      state: "completed",
      trigger: { type: "manual" },
      steps: [{ step: "greet", input: { text: "pedido 17" }, durationMs: 0 }],
    });
    const runs = await ask("GET", `/v1/automations/${id}/runs?state=completed`);
    expect(runs.json<{ items: unknown[] }>().items).toHaveLength(1);
    expect((await ask("GET", `/v1/automations/${id}/runs?state=failed`)).json()).toMatchObject({
      items: [],
    });
  });

  it("finds, or makes, the conversation of a contact on a line", async () => {
    const { ask, converse, store } = bench();
    const known = await converse();
    const row = await store.conversation(DEFAULT_WORKSPACE, known);
    const contactId = row?.contact.id;
    const id = await aLiveFlow(bench(), MANUAL);
    const answer = await ask("POST", `/v1/automations/${id}/start`, { contactId, lineId: LINE });
    expect(answer.json()).toMatchObject({ conversationId: known });
    const made = await ask("POST", "/v1/contacts", {
      firstName: "Eva",
      lastName: "Ruiz",
      phones: ["+525512345678"],
      consent: true,
    });
    const other = made.json<{ id: string }>().id;
    const begun = await ask("POST", `/v1/automations/${id}/start`, {
      contactId: other,
      lineId: LINE,
    });
    expect(begun.statusCode).toBe(202);
    const { runId } = begun.json<{ runId: string }>();
    expect((await runOf(runId)).json()).toMatchObject({ contactId: other, state: "completed" });
  });

  it("is refused for what is off, not manual, not there or not theirs", async () => {
    const { ask, converse } = bench();
    const conversationId = await converse();
    const id = await aLiveFlow(bench(), MANUAL);
    const seller = await aPerson(bench(), { id: "eva" });
    const code = async (url: string, body: unknown, asker = ask) =>
      problemOf(await asker("POST", `/v1/automations/${url}/start`, body)).code;
    expect(await code("none", { conversationId })).toBe("automation.unknown");
    expect(await code(await aLiveFlow(bench()), { conversationId })).toBe("automation.not_manual");
    expect(await code(id, { conversationId: "nothing" })).toBe("conversation.unknown");
    expect(await code(id, { conversationId }, seller.ask)).toBe("conversation.unknown");
    expect(await code(id, { contactId: "ct_x", lineId: LINE })).toBe("contact.unknown");
    expect(await code(id, { contactId: "ct_x", lineId: "nothing" })).toBe("line.unknown");
    for (const body of [
      {},
      { contactId: "ct_x" },
      { lineId: LINE },
      { conversationId, contactId: "x", lineId: LINE },
    ]) {
      expect(await code(id, body)).toBe("request.invalid");
    }
    expect(await code(id, { conversationId, vars: { Bad: "x" } })).toBe("request.invalid");
    await ask("POST", `/v1/automations/${id}/disable`);
    expect(await code(id, { conversationId })).toBe("automation.disabled");
  });

  it("names the member and the rule of a line that is not there, and of a variable that cannot be called so", async () => {
    const { ask, converse } = bench();
    const conversationId = await converse();
    const id = await aLiveFlow(bench(), MANUAL);
    const errors = async (body: unknown) => {
      const answer = await ask("POST", `/v1/automations/${id}/start`, body);
      return answer.json<{ errors: unknown }>().errors;
    };
    expect(await errors({ contactId: "ct_x", lineId: "nothing" })).toEqual([
      { field: "body.lineId", rule: "must be a line of this workspace" },
    ]);
    expect(await errors({ conversationId, vars: { "Order 1": "x" } })).toEqual([
      {
        field: "body.vars.Order 1",
        rule: "cannot have this name, which must be a small letter, then letters, digits or _",
      },
    ]);
  });
});

describe("a call from outside", () => {
  it("starts by the secret address, for a number that nobody had", async () => {
    const { store } = bench();
    const id = await aLiveFlow(bench(), { ...HTTP, steps: HELLO });
    const path = await hookOf(id);
    const answer = await call(path, { phone: "+525512345678", lineId: LINE, vars: { order: "9" } });
    expect(answer.statusCode).toBe(202);
    const { conversationId, runId } = answer.json<{ conversationId: string; runId: string }>();
    expect((await runOf(runId)).json()).toMatchObject({
      state: "completed",
      steps: [{ input: { text: "pedido 9" } }],
    });
    const row = await store.conversation(DEFAULT_WORKSPACE, conversationId);
    expect(row?.contact.crm).toBeNull();
    const again = await call(path, { conversationId }, { "idempotency-key": "k" });
    expect(again.json()).toMatchObject({ conversationId, repeated: false });
    const contact = await call(path, { contactId: row?.contact.id, lineId: LINE });
    expect(contact.json()).toMatchObject({ conversationId });
  });

  it("names the run that its key has started, whomever it speaks of when it is repeated", async () => {
    const id = await aLiveFlow(bench(), { ...HTTP, steps: HELLO });
    const path = await hookOf(id);
    const key = { "idempotency-key": "order-9" };
    const first = await call(path, { phone: "+525512345678", lineId: LINE }, key);
    const again = await call(path, { phone: "+525587654321", lineId: LINE }, key);
    expect(again.json()).toEqual({ ...first.json<object>(), repeated: true });
    const { runId } = first.json<{ runId: string }>();
    expect((await runOf(runId)).json()).toMatchObject({ state: "completed" });
  });

  it("is 404 by any other address, whatever it says, and by one that was made anew", async () => {
    const id = await aLiveFlow(bench(), HTTP);
    const old = await hookOf(id);
    const path = await hookOf(id);
    const body = { phone: "+525512345678", lineId: LINE };
    for (const wrong of [old, "/hooks/automations/x", `${path}x`]) {
      expect(problemOf(await call(wrong, body))).toMatchObject({
        status: 404,
        code: "automation.unknown_hook",
      });
      expect((await call(wrong, {})).statusCode).toBe(404);
    }
    expect((await bench().ask("GET", `/v1/automations/${id}`)).body).not.toContain(path.slice(-32));
  });

  it("says what is wrong with it, and does nothing", async () => {
    const id = await aLiveFlow(bench(), HTTP);
    const path = await hookOf(id);
    const codeOf = async (payload: unknown) => problemOf(await call(path, payload)).code;
    expect(await codeOf({})).toBe("request.invalid");
    expect(await codeOf({ phone: "5512345678", lineId: LINE })).toBe("request.invalid");
    expect(await codeOf({ phone: "+525512345678" })).toBe("request.invalid");
    expect(await codeOf({ conversationId: "x", lineId: LINE })).toBe("request.invalid");
    expect(await codeOf({ phone: "+525512345678", lineId: "nothing" })).toBe("line.unknown");
    expect(await codeOf({ contactId: "ct_x", lineId: LINE })).toBe("contact.unknown");
    expect(await codeOf({ conversationId: "nothing" })).toBe("conversation.unknown");
    expect(await codeOf('{"phone":')).toBe("body.not_json");
    const large = { phone: "+525512345678", lineId: LINE, vars: { a: "x".repeat(70_000) } };
    expect((await call(path, large)).json()).toMatchObject({
      code: "body.too_large",
      bytesMax: 65_536,
    });
    await bench().ask("POST", `/v1/automations/${id}/disable`);
    expect(await codeOf({ phone: "+525512345678", lineId: LINE })).toBe("automation.disabled");
    const other = await aLiveFlow(bench(), HTTP);
    const was = await hookOf(other);
    await bench().ask("PUT", `/v1/automations/${other}`, definition());
    await bench().ask("POST", `/v1/automations/${other}/enable`);
    expect(problemOf(await call(was, { conversationId: "x" })).code).toBe("automation.not_called");
  });

  it("has no address for a flow that no call starts, neither as it is nor as it is written", async () => {
    const { ask } = bench();
    const id = await aLiveFlow(bench(), MANUAL);
    const asked = () => ask("POST", `/v1/automations/${id}/hook`);
    const refused = await asked();
    expect(problemOf(refused)).toMatchObject({ status: 409, code: "automation.not_called" });
    expect(refused.json()).toMatchObject({ detail: expect.stringContaining("`start.on`") });
    await ask("PUT", `/v1/automations/${id}`, definition(HTTP));
    expect((await asked()).statusCode).toBe(201);
    await ask("POST", `/v1/automations/${id}/enable`);
    await ask("PUT", `/v1/automations/${id}`, definition(MANUAL));
    expect((await asked()).statusCode).toBe(201);
    await ask("POST", `/v1/automations/${id}/enable`);
    expect(problemOf(await asked()).code).toBe("automation.not_called");
  });

  it("that is repeated makes nobody of the number that it names now, and is answered as before, also by a flow that is off by now", async () => {
    const { ask, store } = bench();
    const id = await aLiveFlow(bench(), { ...HTTP, steps: HELLO });
    const path = await hookOf(id);
    const key = { "idempotency-key": "order-10" };
    const first = await call(path, { phone: "+525512345678", lineId: LINE }, key);
    const other = { phone: "+525587654321", lineId: LINE };
    expect((await call(path, other, key)).json()).toMatchObject({ repeated: true });
    expect(await store.claimants(DEFAULT_WORKSPACE, [numberClaim(other.phone)])).toEqual([null]);
    await ask("POST", `/v1/automations/${id}/disable`);
    const again = await call(path, other, key);
    expect(again.statusCode).toBe(202);
    expect(again.json()).toEqual({ ...first.json<object>(), repeated: true });
  });

  it("too often is 429, before anything of it is read", async () => {
    const path = "/hooks/automations/guess";
    const answers = [];
    for (let calls = 0; calls < 602; calls++) answers.push((await call(path, {})).statusCode);
    expect(answers.slice(0, 600)).not.toContain(429);
    expect(answers.slice(600)).toEqual([429, 429]);
  });
});
