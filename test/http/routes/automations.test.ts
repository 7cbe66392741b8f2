import { describe, expect, it } from "vitest";
import { DEFAULT_WORKSPACE } from "../../../src/domain/ids.ts";
import { aTemplate } from "../../support/templates.ts";
import { aLiveFlow, definition } from "../support/automations.ts";
import { problemOf, useBench } from "../support/bench.ts";
import { aPerson } from "../support/person.ts";

const bench = useBench();

interface Flow {
  id: string;
  [member: string]: unknown;
}

const make = async (rest: Record<string, unknown> = {}): Promise<Flow> =>
  (await bench().ask("POST", "/v1/automations", definition(rest))).json<Flow>();
const url = (id: string, tail = "") => `/v1/automations/${id}${tail}`;

describe("an automation", () => {
  it("is made as a draft, with the secret that signs what it sends", async () => {
    const answer = await bench().ask("POST", "/v1/automations", definition());
    expect(answer.statusCode).toBe(201);
    const made = answer.json<Flow>();
    expect(answer.headers).toMatchObject({ location: url(made.id), etag: '"v1"' });
    expect(made).toMatchObject({
      name: "Welcome",
      newestVersion: 1,
      liveVersion: null,
      live: null,
      hasHook: false,
      newest: { version: 1, definition: { reentry: "skip", steps: [{ id: "greet", next: null }] } },
      secret: expect.stringMatching(/^whsec_/),
    });
    const read = await bench().ask("GET", url(made.id));
    expect(read.json()).toEqual({ ...made, secret: undefined });
  });

  it("with mistakes is refused with all of them, each at its step", async () => {
    const steps = [
      { id: "greet", do: "note", text: "{{contact.firstName}}", next: "nowhere" },
      { id: "lost", do: "fly" },
    ];
    const answer = await bench().ask("POST", "/v1/automations", definition({ steps, name: "" }));
    expect(problemOf(answer)).toMatchObject({ status: 400, code: "automation.invalid" });
    expect(answer.json()).toMatchObject({
      errors: [
        { field: "body.name", rule: "must not be empty" },
        {
          field: "body.steps[1] (lost).do",
          rule: expect.stringContaining("must be one of decide"),
        },
        {
          field: "body.steps[0] (greet).next",
          rule: 'must be a step of this flow: there is no "nowhere"',
        },
        { field: "body.steps[1] (lost)", rule: "must be led to by a step that is reached" },
        {
          field: "body.steps[0] (greet).text",
          rule: "{{contact.firstName}} must have a default: {{contact.firstName|...}}",
        },
      ],
    });
  });

  it("of ten thousand steps is refused at once", async () => {
    const steps = Array.from({ length: 3_000 }, (_, at) => ({ id: `s${at}`, do: "stop" }));
    const answer = await bench().ask("POST", "/v1/automations", definition({ first: "s0", steps }));
    expect(answer.json()).toMatchObject({
      errors: [{ field: "body.steps", rule: "must have at most 200 items; it has 3000" }],
    });
  });

  it("is changed by new versions, which never change, and compares them; who was late is told how it stands", async () => {
    const { ask } = bench();
    const { id } = await make();
    const same = await ask("PUT", url(id), definition());
    expect(same.json()).toMatchObject({ newestVersion: 1 });
    const next = definition({ name: "Hello", steps: [{ id: "greet", do: "note", text: "adiós" }] });
    const changed = await ask("PUT", url(id), next, { "if-match": '"v1"' });
    expect(changed.json()).toMatchObject({ name: "Hello", newestVersion: 2, liveVersion: null });
    expect(changed.headers["etag"]).toBe('"v2"');
    const late = await ask("PUT", url(id), definition(), { "if-match": '"v1"' });
    expect(late.statusCode).toBe(412);
    expect(late.headers["etag"]).toBe('"v2"');
    expect(late.json()).toMatchObject({
      code: "automation.changed",
      revision: 2,
      newestVersion: 2,
      liveVersion: null,
    });
    const versions = await ask("GET", url(id, "/versions"));
    expect(versions.json()).toMatchObject({
      items: [{ version: 2, createdBy: "admin" }, { version: 1 }],
    });
    expect((await ask("GET", url(id, "/versions/1"))).json()).toMatchObject({
      definition: { name: "Welcome" },
    });
    expect(problemOf(await ask("GET", url(id, "/versions/3")))).toMatchObject({
      code: "automation.unknown_version",
    });
    expect((await ask("GET", url(id, "/diff"))).json()).toEqual({
      from: 1,
      to: 2,
      changed: [{ member: "name", from: "Welcome", to: "Hello" }],
      steps: {
        added: [],
        removed: [],
        changed: [{ id: "greet", members: [{ member: "text", from: "hola", to: "adiós" }] }],
      },
    });
    expect(problemOf(await ask("GET", url(id, "/diff?from=9")))).toMatchObject({
      code: "automation.unknown_version",
      fields: ["query.from"],
    });
    expect(problemOf(await ask("GET", url(id, "/diff?from=x")))).toMatchObject({
      code: "request.invalid",
    });
  });

  it("is switched on with a version, and off with or without its runs", async () => {
    const { ask } = bench();
    const { id } = await make();
    await ask("PUT", url(id), definition({ name: "Hello" }));
    const on = await ask("POST", url(id, "/enable"), { version: 1 });
    expect(on.json()).toMatchObject({
      liveVersion: 1,
      live: { version: 1, definition: { name: "Welcome" } },
      liveSince: expect.any(String),
    });
    expect((await ask("POST", url(id, "/enable"))).json()).toMatchObject({
      liveVersion: 2,
      liveSince: on.json<Flow>()["liveSince"],
    });
    expect(problemOf(await ask("POST", url(id, "/enable"), { version: 7 }))).toMatchObject({
      code: "automation.unknown_version",
      fields: ["body.version"],
    });
    expect((await ask("POST", url(id, "/disable"))).json()).toMatchObject({
      liveVersion: null,
      liveSince: null,
      isStopping: false,
    });
    expect((await ask("POST", url(id, "/disable"), { stopRunning: true })).json()).toMatchObject({
      isStopping: true,
    });
  });

  it("cannot be switched on while it names what is not there", async () => {
    const { ask, store } = bench();
    const template = { name: "pedido_listo", language: "es_MX" };
    const steps = [
      { id: "greet", do: "sendTemplate", template, next: "give" },
      { id: "give", do: "handOver", to: { kind: "user", userId: "nobody" }, next: "on" },
      { id: "on", do: "startFlow", flowId: "none", next: "set" },
      { id: "set", do: "setField", field: "custom.plan", value: "anual" },
    ];
    const { id } = await make({ steps, scope: { lines: ["100000000000001", "999"] } });
    const refused = await ask("POST", url(id, "/enable"));
    expect(problemOf(refused)).toMatchObject({ status: 422, code: "automation.unfit" });
    expect(refused.json()).toMatchObject({
      errors: [
        { field: "definition.scope.lines[1]", rule: "must be a line of this workspace" },
        {
          field: "definition.steps[0] (greet).template.name",
          rule: expect.stringMatching(
            /^is no template of this line in this language.* \(line 100000000000001\)$/,
          ),
        },
        {
          field: "definition.steps[1] (give).to.userId",
          rule: "must be an active user of this workspace",
        },
        {
          field: "definition.steps[2] (on).flowId",
          rule: "must be an automation of this workspace",
        },
        {
          field: "definition.steps[3] (set).field",
          rule: "must be a custom field of this workspace",
        },
      ],
    });
    await store.putTemplates([
      aTemplate({ ...template, workspaceId: DEFAULT_WORKSPACE, status: "PENDING" }),
    ]);
    expect((await ask("POST", url(id, "/enable"))).json()).toMatchObject({
      errors: expect.arrayContaining([
        {
          field: "definition.steps[0] (greet).template.name",
          rule: "has the status PENDING at WhatsApp (line 100000000000001)",
        },
      ]),
    });
  });

  it.each([
    ["https://127.0.0.1/", "must lead to a public address"],
    ["https://[::ffff:10.0.0.1]/", "must lead to a public address"],
    ["http://receiver.example/", "must begin with https://"],
    ["https://user:pw@receiver.example/", "must not carry a user name or password"],
    ["https://receiver.example:22/", "must have port 443"],
  ])("cannot be switched on while it calls %s", async (address, rule) => {
    const { ask } = bench();
    const { id } = await make({ steps: [{ id: "greet", do: "webhook", url: address }] });
    const refused = await ask("POST", url(id, "/enable"));
    expect(refused.json()).toMatchObject({
      code: "automation.unfit",
      errors: [{ field: "definition.steps[0] (greet).url", rule: expect.stringContaining(rule) }],
    });
  });

  it("signs with a new secret and the one before it for a day", async () => {
    const { ask, store } = bench();
    const { id, secret } = await make();
    const answer = await ask("POST", url(id, "/rotate-secret"));
    const rotated = answer.json<{ secret: string; previousValidUntil: string }>();
    expect(rotated.secret).toMatch(/^whsec_/);
    const flow = await store.flow(DEFAULT_WORKSPACE, id);
    expect(flow?.secrets).toEqual([
      { value: rotated.secret, validUntil: null },
      { value: secret, validUntil: Date.parse(rotated.previousValidUntil) },
    ]);
    expect((await ask("GET", url(id))).body).not.toContain("whsec_");
  });

  it("is taken away only when it is off", async () => {
    const { ask } = bench();
    const id = await aLiveFlow(bench());
    expect(problemOf(await ask("DELETE", url(id)))).toMatchObject({
      status: 409,
      code: "automation.enabled",
    });
    await ask("POST", url(id, "/disable"));
    const late = await ask("DELETE", url(id), undefined, { "if-match": '"v1"' });
    expect(late.json()).toMatchObject({ code: "automation.changed", revision: 3 });
    expect((await ask("DELETE", url(id))).statusCode).toBe(204);
    for (const tail of ["", "/versions", "/diff"]) {
      expect(problemOf(await ask("GET", url(id, tail)))).toMatchObject({
        status: 404,
        code: "automation.unknown",
      });
    }
    expect(problemOf(await ask("PUT", url(id), definition()))).toMatchObject({
      code: "automation.unknown",
    });
  });

  it("is listed page by page to everybody, without its definition", async () => {
    const { ask } = bench();
    const one = await aLiveFlow(bench(), { name: "One" });
    bench().clock.advance(1_000);
    const ids = [one, (await make({ name: "Two" })).id];
    const seller = await aPerson(bench(), { id: "eva" });
    const first = (await seller.ask("GET", "/v1/automations?limit=1")).json<{
      items: Flow[];
      cursor: string;
    }>();
    const second = (await ask("GET", `/v1/automations?limit=1&cursor=${first.cursor}`)).json<{
      items: Flow[];
    }>();
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(ids);
    expect(first.items[0]).not.toHaveProperty("newest");
    expect(problemOf(await seller.ask("GET", url(ids[0] ?? "")))).toMatchObject({
      code: "auth.administrators_only",
    });
  });
});
