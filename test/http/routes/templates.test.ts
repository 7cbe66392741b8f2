import { beforeEach, describe, expect, it } from "vitest";
import { DEFAULT_WORKSPACE } from "../../../src/domain/ids.ts";
import type { Template } from "../../../src/domain/template/template.ts";
import { GLOBEX, HOUR, LINE, MINUTE, T0 } from "../../support/builders.ts";
import { aTemplate, WABA } from "../../support/templates.ts";
import { defaultLine, problemOf, useBench } from "../support/bench.ts";

const bench = useBench();
const ours = (changes: Partial<Template> = {}) =>
  aTemplate({ workspaceId: DEFAULT_WORKSPACE, ...changes });
const get = (path: string) => bench().ask("GET", `/v1/templates${path}`);
const names = async (query = "") =>
  (await get(query)).json<{ items: { name: string }[] }>().items.map(({ name }) => name);

describe("the list of templates", () => {
  beforeEach(async () => {
    await bench().store.putTemplates([
      ours({ id: "1", name: "order_ready" }),
      ours({ id: "2", name: "order_sent", category: "MARKETING", language: "pt_BR" }),
      ours({ id: "3", name: "paused", status: "PAUSED" }),
      ours({ id: "4", name: "unknown", components: [{ type: "BODY", text: "x" }, { type: "X" }] }),
      ours({ id: "5", name: "elsewhere", wabaId: "31" }),
      ours({ id: "6", name: "gone", fetchedAt: T0 - 1 }),
      aTemplate({ id: "7", name: "theirs", workspaceId: GLOBEX }),
    ]);
    const gone = { wabaId: WABA, names: ["gone"], unseenSince: T0, at: T0 };
    await bench().store.deleteTemplates(DEFAULT_WORKSPACE, gone);
  });

  it("holds what can be sent (R7.1), or on demand what cannot, and says why", async () => {
    expect(await names()).toEqual(["elsewhere", "order_ready", "order_sent"]);
    expect(await names("?sendable=false")).toEqual(["paused", "unknown"]);
    expect(await names("?sendable=all")).toHaveLength(5);
    const { items } = (await get("?sendable=false")).json<{ items: object[] }>();
    expect(items).toMatchObject([
      { sendable: false, obstacle: { reason: "status", status: "PAUSED" } },
      { obstacle: { reason: "unsupported", reasons: ["component X is not known"] }, text: "" },
    ]);
  });

  it("shows what people choose by", async () => {
    const { items } = (await get("?q=order_ready")).json<{ items: object[] }>();
    expect(items).toEqual([
      {
        id: "1",
        name: "order_ready",
        language: "es_MX",
        category: "UTILITY",
        status: "APPROVED",
        quality: "GREEN",
        rejectedReason: null,
        wabaId: WABA,
        sendable: true,
        obstacle: null,
        text: "Hola {{1}}",
        fetchedAt: new Date(T0).toISOString(),
      },
    ]);
  });

  it.each([
    [`?line=${LINE}`, ["order_ready", "order_sent"]],
    ["?category=marketing", ["order_sent"]],
    ["?language=pt_BR", ["order_sent"]],
    ["?q=Order%20S", ["order_sent"]],
    ["?q=order&language=es_MX", ["order_ready"]],
    ["?q=.*", []],
  ])("filters by %s", async (query, found) => {
    expect(await names(query)).toEqual(found);
  });

  it("goes page by page, with the same filters only", async () => {
    const first = (await get("?sendable=all&limit=2")).json<{ cursor: string }>();
    const cursor = encodeURIComponent(first.cursor);
    const rest = await names(`?sendable=all&cursor=${cursor}`);
    expect(rest).toHaveLength(3);
    expect(problemOf(await get(`?cursor=${cursor}`)).code).toBe("cursor.other_filter");
    expect(problemOf(await get("?cursor=x")).code).toBe("cursor.invalid");
  });

  it.each([
    ["?line=404", 404, "line.unknown"],
    ["?sendable=maybe", 400, "request.invalid"],
    ["?q=", 400, "request.invalid"],
    ["?sort=name", 400, "request.invalid"],
  ])("answers %s with %i", async (query, status, code) => {
    expect(problemOf(await get(query))).toMatchObject({ status, code });
  });
});

describe("one template", () => {
  it("says what it takes to send it", async () => {
    const components = [
      { type: "HEADER", format: "IMAGE" },
      { type: "BODY", text: "Hola {{1}}", example: { body_text: [["Ana"]] } },
    ];
    await bench().store.putTemplates([ours({ components })]);
    const one = (await get("/7001")).json<{ slots: object[]; suggestion: unknown }>();
    expect(one.slots).toEqual([
      { key: "header", need: "image", required: true, charsMax: null, context: "", example: null },
      {
        key: "body.1",
        need: "text",
        required: true,
        charsMax: 1_024,
        context: "Hola {{1}}",
        example: "Ana",
      },
    ]);
    expect(one.suggestion).toBeNull();
  });

  it("is shown when it is gone, and says so", async () => {
    await bench().store.putTemplates([ours()]);
    const gone = { wabaId: WABA, names: ["order_ready"], unseenSince: T0 + 1, at: T0 + 1 };
    await bench().store.deleteTemplates(DEFAULT_WORKSPACE, gone);
    expect((await get("/7001")).json()).toMatchObject({
      sendable: false,
      obstacle: { reason: "deleted" },
    });
  });

  it("of another workspace, or of nobody, is unknown", async () => {
    await bench().store.putTemplates([aTemplate({ workspaceId: GLOBEX })]);
    for (const id of ["7001", "404", "sync2"]) {
      expect(problemOf(await get(`/${id}`))).toMatchObject({
        status: 404,
        code: "template.unknown",
      });
    }
  });
});

describe("the preview of a template", () => {
  const preview = (body: object, id = "7001") =>
    bench().ask("POST", `/v1/templates/${id}/preview`, body);
  const field = { kind: "field", field: "profileName", default: "amigo" };

  it("shows what a contact would read, and where the default stands", async () => {
    await bench().store.putTemplates([ours()]);
    const conversationId = await bench().converse("wamid.1");
    const bindings = { "body.1": field };
    expect((await preview({ conversationId, bindings })).json()).toEqual({
      text: "Hola Ana Souza",
      values: { "body.1": "Ana Souza" },
      defaults: [],
      problems: [],
      sendable: true,
      obstacle: null,
    });
    const contactId = conversationId.slice(LINE.length + 1);
    const crm = { "body.1": { ...field, field: "firstName" } };
    expect((await preview({ contactId, bindings: crm })).json()).toMatchObject({
      text: "Hola amigo",
      defaults: ["body.1"],
    });
    expect((await preview({ bindings })).json()).toMatchObject({ text: "Hola amigo" });
  });

  it("says everything that is missing, and shows the rest", async () => {
    await bench().store.putTemplates([
      ours({ components: [{ type: "BODY", text: "{{1}} {{2}} {{3}}" }] }),
    ]);
    const bindings = {
      "body.1": { ...field, default: " " },
      "body.2": { kind: "text", text: "x" },
    };
    expect((await preview({ bindings })).json()).toMatchObject({
      text: "{{1}} x {{3}}",
      problems: [
        { slot: "body.1", rule: "default must not be blank" },
        { slot: "body.3", rule: expect.stringMatching(/^must be bound/) },
      ],
    });
  });

  it("is there for a template that cannot be sent, and says that it cannot", async () => {
    await bench().store.putTemplates([
      ours({ status: "PAUSED" }),
      ours({ id: "7002", name: "odd", components: [{ type: "X" }] }),
    ]);
    expect((await preview({ bindings: { "body.1": field } })).json()).toMatchObject({
      text: "Hola amigo",
      sendable: false,
      obstacle: { reason: "status" },
    });
    expect((await preview({}, "7002")).json()).toMatchObject({ text: "", sendable: false });
  });

  it.each([
    [{ contactId: "ct_404" }, 404, "contact.unknown"],
    [{ conversationId: "404" }, 404, "conversation.unknown"],
    [{ contactId: "a", conversationId: "b" }, 400, "request.invalid"],
    [
      { bindings: { "body.1": { kind: "field", field: "password", default: "x" } } },
      400,
      "request.invalid",
    ],
    [{ bindings: { "body.1": { kind: "field", field: "firstName" } } }, 400, "request.invalid"],
    [{ bindings: { "body.1": { kind: "sql", text: "x" } } }, 400, "request.invalid"],
    [{ bindings: [] }, 400, "request.invalid"],
    [{ binding: {} }, 400, "request.invalid"],
  ])("answers %j with %i %s", async (body, status, code) => {
    await bench().store.putTemplates([ours()]);
    expect(problemOf(await preview(body))).toMatchObject({ status, code });
  });

  it("of an unknown template is 404", async () => {
    expect(problemOf(await preview({}, "404")).code).toBe("template.unknown");
  });
});

describe("the copying of templates", () => {
  it("shows how each account stands, and is asked for by hand", async () => {
    const { store, clock } = bench();
    await store.putLine(defaultLine({ id: "100000000000009", wabaId: "31" }));
    expect((await get("/sync")).json()).toEqual({ items: [] });
    const asked = await bench().ask("POST", "/v1/templates/sync", {});
    expect(asked.statusCode).toBe(202);
    const due = {
      state: "due",
      lastFullAt: null,
      nextAt: new Date(T0).toISOString(),
      problem: null,
    };
    expect(asked.json()).toEqual({ items: [WABA, "31"].map((wabaId) => ({ wabaId, ...due })) });
    const query = { of: null, now: T0, leaseMs: MINUTE, limit: 1 };
    const [claimed] = await store.claimTemplateSyncs(query);
    expect((await get("/sync")).json()).toMatchObject({
      items: [{ state: "running", nextAt: null }, {}],
    });
    const problem = { kind: "unauthorized", code: 190, at: T0 } as const;
    const failed = { kind: "failed", problem, retryAt: T0 + HOUR, restUntil: 0 } as const;
    await store.settleTemplateSync(claimed!, failed);
    expect((await get("/sync")).json()).toMatchObject({
      items: [
        {
          state: "failing",
          problem: { kind: "unauthorized", code: 190, at: new Date(T0).toISOString() },
        },
        { state: "due" },
      ],
    });
    clock.advance(HOUR);
    expect((await get("/sync")).json()).toMatchObject({ items: [{ state: "due" }, {}] });
  });
});
