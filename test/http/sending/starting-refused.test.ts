import { beforeEach, describe, expect, it } from "vitest";
import { DEFAULT_WORKSPACE } from "../../../src/domain/ids.ts";
import { HOUR, LINE, T0 } from "../../support/builders.ts";
import { problemOf, useBench } from "../support/bench.ts";
import { aPerson } from "../support/person.ts";
import { outboxOf } from "../support/sending.ts";
import { ANA, askedTemplate, starting, type Started } from "../support/starting.ts";

const bench = useBench();
const { start, started, put, conversations, hear, crmContact } = starting(bench);

beforeEach(() => put());

describe("what is refused", () => {
  it.each<[string, object, number, string]>([
    ["without anybody", {}, 400, "request.invalid"],
    ["with two", { phone: `+${ANA}`, contactId: "ct_1" }, 400, "request.invalid"],
    ["with a contact that is not there", { contactId: "ct_404" }, 404, "contact.unknown"],
    ["on a line that is not there", { phone: `+${ANA}`, line: "404" }, 404, "line.unknown"],
    [
      "with a template that is not there",
      { phone: `+${ANA}`, template: askedTemplate({ name: "none" }) },
      409,
      "template.not_sendable",
    ],
    [
      "with a template that lacks something",
      { phone: `+${ANA}`, template: askedTemplate({ bindings: {} }) },
      422,
      "template.incomplete",
    ],
    [
      "with a message",
      { phone: `+${ANA}`, message: { type: "text", text: "x" } },
      400,
      "request.invalid",
    ],
  ])("%s leaves neither contact nor conversation behind", async (_, body, status, code) => {
    expect(problemOf(await start(body))).toMatchObject({ status, code });
    expect(await conversations()).toEqual([]);
    expect(await bench().store.claimants(DEFAULT_WORKSPACE, [`wa_id||52${ANA.slice(3)}`])).toEqual([
      null,
    ]);
    expect(await bench().store.contact(DEFAULT_WORKSPACE, "ct_404")).toBeNull();
  });

  it("names each placeholder by where it stands in the request", async () => {
    const response = await start({ phone: `+${ANA}`, template: askedTemplate({ bindings: {} }) });
    expect(problemOf(response).fields).toEqual(["body.template.bindings.body.1"]);
  });

  it("is marketing, for whoever wants none", async () => {
    await put({ category: "MARKETING", fetchedAt: T0 + 1 });
    const id = await crmContact({ phones: [`+${ANA}`] });
    const contact = await bench().store.contact(DEFAULT_WORKSPACE, id);
    const no = { wanted: false, at: T0, source: "user" } as const;
    await bench().store.saveContact({
      workspaceId: DEFAULT_WORKSPACE,
      expectedVersion: 1,
      contact: { ...contact!, version: 2, preferences: { whatsapp: null, marketing: no } },
      events: [],
    });
    expect(problemOf(await start({ contactId: id }))).toMatchObject({
      status: 409,
      code: "contact.opted_out",
    });
  });
});

describe("starting twice", () => {
  it("under one key is done once, whatever it would come to now", async () => {
    const headers = { "idempotency-key": "start-1" };
    const first = await started({ phone: `+${ANA}` }, headers);
    await put({ status: "PAUSED", fetchedAt: T0 + HOUR });
    const again = await started({ phone: `+${ANA}` }, headers);
    expect(again.messages).toEqual(first.messages);
    expect(await outboxOf(bench(), first.id)).toHaveLength(1);
    expect(problemOf(await start({ phone: "+15550001111" }, headers))).toMatchObject({
      status: 422,
      code: "idempotency.key_reused",
    });
  });

  it("at once makes one contact and one conversation, whatever form the number has, and beside the contact's own message", async () => {
    const phones = [`+${ANA}`, `+52${ANA.slice(3)}`];
    const answers = await Promise.all([
      ...Array.from({ length: 10 }, (_, index) => started({ phone: phones[index % 2] })),
      ...Array.from({ length: 5 }, async (_, index) => {
        await hear(ANA, T0, `wamid.${index}`);
        return null;
      }),
    ]);
    const starts = answers.filter((answer) => answer !== null);
    const all = await conversations();
    expect(all).toHaveLength(1);
    expect(new Set(starts.map(({ id }) => id))).toEqual(new Set([all[0]?.id]));
    expect(await outboxOf(bench(), starts[0]!.id)).toHaveLength(10);
    const owner = await bench().store.conversation(DEFAULT_WORKSPACE, starts[0]!.id);
    expect(owner?.conversation.facts.episode.number).toBe(1);
  });

  it("under one key at once sends once", async () => {
    const headers = { "idempotency-key": "start-1" };
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => started({ phone: `+${ANA}` }, headers)),
    );
    expect(new Set(answers.map(({ messages }) => messages[0]?.id)).size).toBe(1);
    expect(await outboxOf(bench(), answers[0]!.id)).toHaveLength(1);
  });
});

describe("a seller", () => {
  const body = (phone = `+${ANA}`) => ({ line: LINE, phone, template: askedTemplate() });

  it("begins a conversation, which is theirs (Q5), and goes on in it", async () => {
    const eva = await aPerson(bench(), { id: "eva" });
    const response = await eva.ask("POST", "/v1/conversations", body());
    expect(response.statusCode).toBe(201);
    expect(response.json()).toMatchObject({ owner: { id: "eva" }, ownership: "assigned" });
    const again = await eva.ask("POST", "/v1/conversations", body());
    expect(again.json()).toMatchObject({ id: response.json<Started>().id });
    const list = await eva.ask("GET", "/v1/conversations");
    expect(list.json<{ items: object[] }>().items).toHaveLength(1);
  });

  it("does not write in what is somebody else's, or nobody's, and learns no more of it", async () => {
    const eva = await aPerson(bench(), { id: "eva" });
    await aPerson(bench(), { id: "max" });
    await hear(ANA);
    const [known] = await conversations();
    for (const target of [{ kind: "nobody" }, { kind: "user", userId: "max" }]) {
      await bench().ask("POST", `/v1/conversations/${known?.id}/assign`, { target });
      const response = await eva.ask("POST", "/v1/conversations", body());
      expect(problemOf(response)).toMatchObject({ status: 403, code: "conversation.not_yours" });
      expect(response.body).not.toMatch(/max|Ana/);
    }
    expect(await outboxOf(bench(), known?.id ?? "")).toEqual([]);
  });

  it("of many who write first at once, one becomes the owner, and all messages go", async () => {
    const people = await Promise.all(
      ["eva", "max", "ida"].map((id) => aPerson(bench(), { id, role: "administrator" })),
    );
    const answers = await Promise.all(
      people.map(({ ask }) => ask("POST", "/v1/conversations", body())),
    );
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([201, 201, 201]);
    const owners = new Set(answers.map((one) => one.json<{ owner: { id: string } }>().owner.id));
    expect(owners.size).toBe(1);
  });

  it.each([
    ["line", { phone: `+${ANA}`, line: "404" }, "must be a line of this workspace"],
    ["contactId", { contactId: "ct_404" }, "must be a contact of this workspace"],
  ])("names the member that leads nowhere: %s", async (member, changes, rule) => {
    const response = await start(changes);
    expect(response.json()).toMatchObject({ errors: [{ field: `body.${member}`, rule }] });
  });

  it("knows a contact that they may not see as little as one that is not there", async () => {
    const eva = await aPerson(bench(), { id: "eva" });
    const id = await crmContact({ firstName: "Berta", phones: [`+${ANA}`] });
    const asked = { line: LINE, contactId: id, template: askedTemplate() };
    expect(problemOf(await eva.ask("POST", "/v1/conversations", asked)).code).toBe(
      "contact.unknown",
    );
  });

  it("sees templates and previews; an editor, who has no inbox, neither these nor a start", async () => {
    const eva = await aPerson(bench(), { id: "eva" });
    const editor = await aPerson(bench(), { id: "ed", role: "editor" });
    expect((await eva.ask("GET", "/v1/templates")).statusCode).toBe(200);
    expect((await eva.ask("POST", "/v1/templates/7001/preview", {})).statusCode).toBe(200);
    expect(problemOf(await eva.ask("POST", "/v1/templates/sync", {})).code).toBe(
      "auth.administrators_only",
    );
    for (const [method, url] of [
      ["GET", "/v1/templates"],
      ["GET", "/v1/templates/7001"],
      ["POST", "/v1/templates/7001/preview"],
      ["POST", "/v1/conversations"],
    ] as const) {
      const answer = await editor.ask(method, url, method === "GET" ? undefined : body());
      expect(problemOf(answer)).toMatchObject({ status: 403, code: "auth.no_inbox" });
    }
  });
});
