import { describe, expect, it } from "vitest";
import type { Template } from "../../../src/domain/template/template.ts";
import type { Bindings } from "../../../src/domain/template/binding.ts";
import type { TemplateQuery } from "../../../src/store/template-store.ts";
import { ACME, GLOBEX, SECOND, T0 } from "../../support/builders.ts";
import { aTemplate, WABA } from "../../support/templates.ts";
import { allPages, FOREIGN_CURSORS, useWorkbench, type StoreFactory } from "./setup.ts";

const ALL: TemplateQuery = {
  wabaIds: null,
  sendable: null,
  category: null,
  language: null,
  search: null,
  cursor: null,
  limit: 10,
};

/** Templates, and what users bound them to. */
export function testTemplates(name: string, factory: StoreFactory): void {
  testKeeping(name, factory);
  testListing(name, factory);
  testBindings(name, factory);
}

function testKeeping(name: string, factory: StoreFactory): void {
  describe(`${name}: a template`, () => {
    const bench = useWorkbench(factory);
    const byId = (id: string) => bench().store.template(ACME, id);
    const gone = { wabaId: WABA, names: ["order_ready"], unseenSince: T0 + 1, at: T0 + SECOND };

    it("is found by its id, and by account, name and language; not by another workspace", async () => {
      const { store } = bench();
      const odd = { type: "BODY", text: "{{1}} 'x' \"y\" $where \u0000 \ud800", $set: { a: 1 } };
      const template = aTemplate({ components: [odd] });
      await store.putTemplates([template]);
      expect(await byId("7001")).toEqual(template);
      expect(await store.templateByKey(ACME, template)).toEqual(template);
      expect(await byId("7002")).toBeNull();
      for (const other of [{ wabaId: "x" }, { name: "x" }, { language: "es" }]) {
        expect(await store.templateByKey(ACME, { ...template, ...other })).toBeNull();
      }
      expect(await store.template(GLOBEX, "7001")).toBeNull();
      expect(await store.templateByKey(GLOBEX, template)).toBeNull();
    });

    it("of one name is another one in each language", async () => {
      const { store } = bench();
      await store.putTemplates([aTemplate(), aTemplate({ id: "7002", language: "pt_BR" })]);
      expect(await byId("7001")).toMatchObject({ language: "es_MX" });
      expect(await byId("7002")).toMatchObject({ language: "pt_BR" });
    });

    it("is as it was told last, in whatever order the tellings are written", async () => {
      const { store } = bench();
      const later = aTemplate({ status: "PAUSED", fetchedAt: T0 + 2 });
      await store.putTemplates([later]);
      await store.putTemplates([aTemplate({ fetchedAt: T0 + 1 })]);
      expect(await byId("7001")).toEqual(later);
      const atOnce = aTemplate({ status: "DISABLED", fetchedAt: T0 + 2 });
      await store.putTemplates([atOnce]);
      expect(await byId("7001")).toEqual(atOnce);
    });

    it("that is written by several at once is as it was told last", async () => {
      const { store } = bench();
      const tellings = [3, 1, 4, 2].map((at) => aTemplate({ quality: `q${at}`, fetchedAt: at }));
      await Promise.all(tellings.map((telling) => store.putTemplates([telling])));
      expect(await byId("7001")).toMatchObject({ quality: "q4" });
    });

    it("that is made again under its name has another id, and the old one is gone", async () => {
      const { store } = bench();
      await store.putTemplates([aTemplate()]);
      await store.putTemplates([aTemplate({ id: "7009", fetchedAt: T0 + 1 })]);
      expect(await byId("7001")).toBeNull();
      expect(await byId("7009")).toMatchObject({ name: "order_ready" });
    });

    it("that WhatsApp does not have any more says so, and can be there again", async () => {
      const { store } = bench();
      const template = aTemplate();
      await store.putTemplates([template]);
      await store.deleteTemplates(ACME, gone);
      expect(await byId("7001")).toEqual({ ...template, deletedAt: T0 + SECOND });
      expect(await store.templateByKey(ACME, template)).toMatchObject({ deletedAt: T0 + SECOND });
      expect((await store.templates(ACME, ALL)).items).toEqual([]);
      await store.deleteTemplates(ACME, { ...gone, at: T0 + 9 * SECOND });
      expect(await byId("7001")).toMatchObject({ deletedAt: T0 + SECOND });
      await store.putTemplates([aTemplate({ fetchedAt: T0 + 1 })]);
      expect(await byId("7001")).toEqual(aTemplate({ fetchedAt: T0 + 1 }));
    });

    it("is not deleted when it was told since, has another name, account or workspace", async () => {
      const { store } = bench();
      const kept = [
        aTemplate({ id: "1", fetchedAt: T0 + 1 }),
        aTemplate({ id: "2", name: "other" }),
        aTemplate({ id: "3", wabaId: "999" }),
        aTemplate({ id: "4", workspaceId: GLOBEX }),
      ];
      await store.putTemplates(kept);
      await store.deleteTemplates(ACME, gone);
      await store.deleteTemplates(ACME, { ...gone, names: [] });
      expect(
        await Promise.all(kept.map(({ workspaceId, id }) => store.template(workspaceId, id))),
      ).toEqual(kept);
    });

    it("is unseen while WhatsApp has not told it since: names of an account, each once, in order", async () => {
      const { store } = bench();
      await store.putTemplates([
        aTemplate({ id: "1", name: "b" }),
        aTemplate({ id: "2", name: "b", language: "pt_BR" }),
        aTemplate({ id: "3", name: "c" }),
        aTemplate({ id: "4", name: "a" }),
        aTemplate({ id: "5", name: "seen", fetchedAt: T0 + 1 }),
        aTemplate({ id: "6", name: "elsewhere", wabaId: "999" }),
        aTemplate({ id: "7", name: "theirs", workspaceId: GLOBEX }),
      ]);
      await store.deleteTemplates(ACME, { ...gone, names: ["c"] });
      const query = { since: T0 + 1, limit: 10 };
      expect(await store.unseenTemplates(ACME, WABA, query)).toEqual(["a", "b"]);
      expect(await store.unseenTemplates(ACME, WABA, { ...query, limit: 1 })).toEqual(["a"]);
      expect(await store.unseenTemplates(ACME, WABA, { ...query, since: T0 })).toEqual([]);
    });

    it("may be none", async () => {
      await bench().store.putTemplates([]);
      expect((await bench().store.templates(ACME, ALL)).items).toEqual([]);
    });
  });
}

function testListing(name: string, factory: StoreFactory): void {
  describe(`${name}: the list of templates`, () => {
    const bench = useWorkbench(factory);
    const list = async (query: Partial<TemplateQuery> = {}) =>
      idsOf((await bench().store.templates(ACME, { ...ALL, ...query })).items);

    it("goes by name, then language, page by page", async () => {
      const { store } = bench();
      await store.putTemplates([
        aTemplate({ id: "1", name: "b", language: "pt_BR" }),
        aTemplate({ id: "2", name: "b", language: "es" }),
        aTemplate({ id: "3", name: "c" }),
        aTemplate({ id: "4", name: "a" }),
        aTemplate({ id: "5", name: "b", language: "es", wabaId: "999" }),
        aTemplate({ id: "6", workspaceId: GLOBEX }),
      ]);
      const all = await allPages((cursor) => store.templates(ACME, { ...ALL, cursor, limit: 2 }));
      expect(idsOf(all)).toEqual(["4", "2", "5", "1", "3"]);
      expect(await list({ wabaIds: ["999"] })).toEqual(["5"]);
      expect(await list({ wabaIds: [WABA, "999"] })).toHaveLength(5);
      expect(await list({ wabaIds: [] })).toEqual([]);
    });

    it("holds those that can be sent, or those that cannot", async () => {
      await bench().store.putTemplates([
        aTemplate({ id: "1", name: "approved" }),
        aTemplate({ id: "2", name: "flagged", status: "FLAGGED" }),
        aTemplate({ id: "3", name: "paused", status: "PAUSED" }),
        aTemplate({ id: "4", name: "unknown", components: [{ type: "HOLOGRAM" }] }),
      ]);
      expect(await list({ sendable: true })).toEqual(["1", "2"]);
      expect(await list({ sendable: false })).toEqual(["3", "4"]);
      await bench().store.putTemplates([aTemplate({ id: "3", name: "paused", fetchedAt: T0 + 1 })]);
      expect(await list({ sendable: true })).toEqual(["1", "2", "3"]);
    });

    it("filters by category, language and a part of the name, all at once", async () => {
      await bench().store.putTemplates([
        aTemplate({ id: "1", name: "order_ready" }),
        aTemplate({ id: "2", name: "order_sent", category: "MARKETING" }),
        aTemplate({ id: "3", name: "reorder", language: "pt_BR" }),
        aTemplate({ id: "4", name: "hello" }),
      ]);
      expect(await list({ category: "MARKETING" })).toEqual(["2"]);
      expect(await list({ language: "pt_BR" })).toEqual(["3"]);
      expect(await list({ search: "order" })).toEqual(["1", "2", "3"]);
      expect(await list({ search: "r_r" })).toEqual(["1"]);
      expect(await list({ search: "order", category: "UTILITY", language: "es_MX" })).toEqual([
        "1",
      ]);
    });

    it.each([".*", "o.der", "%", "order%", "^order", "'", "$", "\\", "(", "ORDER"])(
      "takes %j as a text to be found, and nothing else",
      async (search) => {
        await bench().store.putTemplates([aTemplate()]);
        expect(await list({ search })).toEqual([]);
      },
    );

    it.each(FOREIGN_CURSORS)("refuses the cursor %j", async (cursor) => {
      await expect(list({ cursor })).rejects.toMatchObject({ code: "cursor.invalid" });
    });
  });
}

function testBindings(name: string, factory: StoreFactory): void {
  describe(`${name}: what a user bound a template to (Q30)`, () => {
    const bench = useWorkbench(factory);
    const template = aTemplate();
    const bindings: Bindings = {
      "body.1": { kind: "field", field: "firstName", default: "amigo" },
      "buttons.0": { kind: "text", text: "$1 \u0000" },
    };
    const remembered = { ...keyOf(template), bindings, at: T0 };
    const recall = (userId = "user-1", of: Partial<Template> = {}) =>
      bench().store.rememberedBindings(ACME, userId, { ...template, ...of });

    it("is remembered for that user and that template", async () => {
      const { store } = bench();
      expect(await recall()).toBeNull();
      await store.rememberBindings(ACME, "user-1", remembered);
      expect(await recall()).toEqual(bindings);
      expect(await recall("user-2")).toBeNull();
      expect(await recall("user-1", { language: "pt_BR" })).toBeNull();
      expect(await recall("user-1", { name: "other" })).toBeNull();
      expect(await store.rememberedBindings(GLOBEX, "user-1", template)).toBeNull();
    });

    it("is what they bound last", async () => {
      const { store } = bench();
      await store.rememberBindings(ACME, "user-1", { ...remembered, at: T0 + 1 });
      await store.rememberBindings(ACME, "user-1", { ...remembered, bindings: {}, at: T0 });
      expect(await recall()).toEqual(bindings);
      await store.rememberBindings(ACME, "user-1", { ...remembered, bindings: {}, at: T0 + 2 });
      expect(await recall()).toEqual({});
    });
  });
}

function keyOf({ wabaId, name, language }: Template) {
  return { wabaId, name, language };
}

function idsOf(templates: readonly Template[]): string[] {
  return templates.map(({ id }) => id);
}
