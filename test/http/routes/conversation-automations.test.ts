import { describe, expect, it } from "vitest";
import { aLiveFlow } from "../support/automations.ts";
import { problemOf, useBench } from "../support/bench.ts";
import { aPerson } from "../support/person.ts";
import { textMessage, webhook } from "../support/webhooks.ts";

const bench = useBench();

const WAIT = [{ id: "wait", do: "wait", for: { kind: "duration", ms: 3_600_000 } }];
const received = (match: unknown) => ({ start: { on: "message.received", match } });

const hear = (id: string, text: string) =>
  bench().hear(webhook({ messages: [textMessage(id, { body: text })] }));

interface Why {
  reasons: { code: string; text: string }[];
  evaluations: unknown[];
  runs: unknown[];
}
const why = async (conversationId: string, flowId: string): Promise<Why> =>
  (
    await bench().ask("GET", `/v1/conversations/${conversationId}/automations/${flowId}/why`)
  ).json<Why>();
const codes = async (conversationId: string, flowId: string) =>
  (await why(conversationId, flowId)).reasons.map(({ code }) => code);

describe("the automations of a conversation", () => {
  it("are its runs under way, who talks, and every look at an event", async () => {
    const { ask, converse } = bench();
    const waits = await aLiveFlow(bench(), { first: "wait", steps: WAIT });
    const picky = await aLiveFlow(bench(), { when: { all: [{ field: "hasOwner", is: true }] } });
    const id = await converse();
    const answer = await ask("GET", `/v1/conversations/${id}/automations`);
    expect(answer.json()).toMatchObject({
      runs: [
        {
          automation: { id: waits, version: 1 },
          step: "wait",
          waitsFor: { kind: "time", until: expect.any(String) },
          variables: {},
        },
      ],
      evaluations: expect.arrayContaining([
        expect.objectContaining({ automation: { id: waits, version: 1 }, verdict: "started" }),
        expect.objectContaining({
          automation: { id: picky, version: 1 },
          verdict: "not_matched",
          where: "when.all[0]",
          expected: { field: "hasOwner", is: true },
          actual: false,
        }),
      ]),
    });
    const page = await ask("GET", `/v1/conversations/${id}/automations?limit=1`);
    expect(page.json<{ evaluations: unknown[]; cursor: string }>()).toMatchObject({
      evaluations: [{}],
      cursor: expect.any(String),
    });
    const seller = await aPerson(bench(), { id: "eva" });
    const hidden = await seller.ask("GET", `/v1/conversations/${id}/automations`);
    expect(problemOf(hidden)).toMatchObject({ status: 404, code: "conversation.unknown" });
  });

  it("are named in the timeline as those who did something, until they are deleted", async () => {
    const { ask, converse } = bench();
    const steps = [
      { id: "note", do: "note", text: "hola", next: "mark" },
      { id: "mark", do: "tag", tags: ["new"] },
    ];
    const flow = await aLiveFlow(bench(), { name: "Bienvenida", first: "note", steps });
    const id = await converse();
    const authors = async () => {
      const page = await ask("GET", `/v1/conversations/${id}/timeline`);
      const { items } = page.json<{ items: Record<string, unknown>[] }>();
      const note = items.find(({ kind }) => kind === "note");
      const tagged = items.find(({ activity }) => activity === "tagged");
      return [note?.["author"], tagged?.["actor"]];
    };
    const named = { kind: "automation", id: flow, name: "Bienvenida" };
    expect(await authors()).toEqual([named, named]);
    await ask("POST", `/v1/automations/${flow}/disable`, {});
    expect((await ask("DELETE", `/v1/automations/${flow}`)).statusCode).toBe(204);
    expect(await authors()).toMatchObject([{ id: flow, name: null }, { name: null }]);
  });

  it("are stopped by people, one run or all", async () => {
    const { ask, converse } = bench();
    for (const name of ["One", "Two"])
      await aLiveFlow(bench(), { name, first: "wait", steps: WAIT });
    const id = await converse();
    const url = `/v1/conversations/${id}/automations`;
    const { runs } = (await ask("GET", url)).json<{ runs: { id: string }[] }>();
    expect((await ask("POST", `${url}/stop`, { runId: runs[0]?.id })).statusCode).toBe(200);
    expect((await ask("GET", url)).json()).toMatchObject({ runs: [{ id: runs[1]?.id }] });
    expect((await ask("POST", `${url}/stop`)).statusCode).toBe(200);
    expect((await ask("GET", url)).json()).toMatchObject({ runs: [] });
    const none = await ask("POST", `${url}/stop`);
    expect(problemOf(none)).toMatchObject({ status: 404, code: "automation.no_such_run" });
    const run = await ask("GET", `/v1/automations/runs/${runs[0]?.id ?? ""}`);
    expect(run.json()).toMatchObject({ state: "stopped" });
    const seller = await aPerson(bench(), { id: "eva" });
    expect((await seller.ask("GET", `/v1/automations/runs/${runs[0]?.id ?? ""}`)).statusCode).toBe(
      404,
    );
  });

  it("are kept from talking, and let talk again", async () => {
    const { ask, converse } = bench();
    const id = await converse();
    const url = `/v1/conversations/${id}/automations`;
    expect((await ask("POST", `${url}/pause`)).statusCode).toBe(200);
    expect((await ask("GET", url)).json()).toMatchObject({ driver: { kind: "person" } });
    expect((await ask("POST", `${url}/resume`)).statusCode).toBe(200);
    expect((await ask("GET", url)).json()).toMatchObject({ driver: { kind: "nobody" } });
  });
});

describe("why an automation did not run", () => {
  it("is what its last look came to", async () => {
    const { converse } = bench();
    const flow = await aLiveFlow(bench(), { when: { all: [{ field: "hasOwner", is: true }] } });
    const id = await converse();
    const told = await why(id, flow);
    expect(told.reasons).toEqual([
      {
        code: "not_matched",
        text: expect.stringMatching(
          /when\.all\[0\] did not hold: expected .*hasOwner.*, there was false\./,
        ),
      },
    ]);
    expect(told.evaluations).toHaveLength(1);
  });

  it("is that it ran", async () => {
    const { converse } = bench();
    const flow = await aLiveFlow(bench(), { runPolicy: { kind: "oncePerConversation" } });
    const id = await converse();
    expect(await codes(id, flow)).toEqual(["started", "used_up"]);
  });

  it("is worked out where it has never looked", async () => {
    const { ask, converse } = bench();
    const id = await converse();
    const words = await aLiveFlow(bench(), received({ kind: "keyword", words: ["precio"] }));
    const elsewhere = await aLiveFlow(bench(), {
      scope: { lines: ["100000000000001"] },
      start: { on: "conversation.closed" },
    });
    const ad = await aLiveFlow(bench(), { scope: { adIds: ["ad9"] } });
    const off = await aLiveFlow(bench(), { start: { on: "window.expired" } });
    await ask("POST", `/v1/automations/${off}/disable`);
    await hear("wamid.77", "hola");
    expect(await codes(id, words)).toEqual(["message_does_not_match"]);
    expect(await codes(id, elsewhere)).toEqual(["no_such_event"]);
    expect(await codes(id, ad)).toEqual(["other_ad"]);
    expect(await codes(id, off)).toEqual(["switched_off"]);
    await hear("wamid.78", "¿Qué PRECIO tiene?");
    expect(await codes(id, words)).toEqual(["started"]);
  });

  it("is a person who talks, for what writes to the contact", async () => {
    const { ask, converse } = bench();
    const id = await converse();
    const say = { id: "say", do: "send", messages: [{ type: "text", text: "Hola" }] };
    const mark = { id: "mark", do: "tag", tags: ["vip"], next: "say" };
    const closed = (rest: object) =>
      aLiveFlow(bench(), { start: { on: "conversation.closed" }, ...rest });
    const silent = await closed({});
    const writes = await closed({ first: "say", steps: [say] });
    const later = await closed({ first: "mark", steps: [mark, say] });
    const over = await closed({ first: "say", steps: [say], takesOver: true });
    await ask("POST", `/v1/conversations/${id}/automations/pause`);
    const reasonsOf = async (flow: string) => (await why(id, flow)).reasons;
    const person = (text: string) => [
      { code: "person_drives", text: expect.stringContaining(text) },
    ];
    expect(await reasonsOf(writes)).toEqual(person("wait until the talking is given back"));
    expect(await reasonsOf(later)).toEqual(person("its run ends where it comes to write"));
    expect(await codes(id, silent)).toEqual(["no_such_event"]);
    expect(await codes(id, over)).toEqual(["no_such_event"]);
  });

  it("is nothing for what is not there", async () => {
    const { ask, converse } = bench();
    const id = await converse();
    const none = await ask("GET", `/v1/conversations/${id}/automations/none/why`);
    expect(problemOf(none)).toMatchObject({ code: "automation.unknown" });
    const nowhere = await ask("GET", "/v1/conversations/none/automations/none/why");
    expect(problemOf(nowhere)).toMatchObject({ code: "conversation.unknown" });
  });
});

describe("a close", () => {
  it("names the automations that the contact's next message may start, and no others (R13.7)", async () => {
    const { ask, converse } = bench();
    const again = await aLiveFlow(bench(), { name: "Again" });
    await aLiveFlow(bench(), { name: "Once", runPolicy: { kind: "oncePerContact" } });
    await aLiveFlow(bench(), { name: "Here", scope: { lines: ["100000000000001"] } });
    await aLiveFlow(bench(), received({ kind: "any" }));
    const off = await aLiveFlow(bench(), { name: "Off" });
    const id = await converse();
    await ask("POST", `/v1/automations/${off}/disable`);
    const answer = await ask("POST", `/v1/conversations/${id}/close`, { description: "done" });
    const rearmed = answer.json<{ rearmedAutomations: { id: string; name: string }[] }>();
    expect(rearmed.rearmedAutomations).toContainEqual({ id: again, name: "Again" });
    expect(rearmed.rearmedAutomations.map(({ name }) => name).sort()).toEqual(["Again", "Here"]);
    await ask("POST", `/v1/conversations/${id}/reopen`);
    const silent = { description: "done", rearm: false };
    const muted = await ask("POST", `/v1/conversations/${id}/close`, silent);
    expect(muted.json()).toMatchObject({ rearmedAutomations: [] });
  });
});
