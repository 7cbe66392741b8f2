import { describe, expect, it } from "vitest";
import type { SendContent } from "../../../src/domain/sending/send.ts";
import type { Template } from "../../../src/domain/template/template.ts";
import { StoreUnavailableError } from "../../../src/store/store.ts";
import { ACME, T0 } from "../../support/builders.ts";
import { aTemplate, WABA } from "../../support/templates.ts";
import { useDispatchBench } from "./support/dispatch-bench.ts";
import { errorAnswer } from "./support/far-side.ts";

const bench = useDispatchBench();
const CONTENT: SendContent = {
  type: "template",
  name: "order_ready",
  language: "es_MX",
  category: "UTILITY",
  components: [{ type: "body", parameters: [{ type: "text", text: "Ana" }] }],
  text: "Hola Ana",
  values: { "body.1": "Ana" },
};
const put = (changes: Partial<Template> = {}) => bench().store.putTemplates([aTemplate(changes)]);
const queue = async () => (await bench().queueContents([CONTENT])).ids[0];
const syncs = async () => {
  const all = await bench().store.templateSyncs(ACME);
  return all.map(({ names }) => names);
};

/** The templates of the account were fetched: what is asked for from now on is asked for by a test. */
async function settleSyncs(): Promise<void> {
  const query = { of: null, now: T0, leaseMs: 1_000, limit: 10 };
  for (const claimed of await bench().store.claimTemplateSyncs(query)) {
    const done = { kind: "done", at: T0, nextFullAt: T0 + 1e9, restUntil: 0 } as const;
    await bench().store.settleTemplateSync(claimed, done);
  }
}

describe("a template that is due", () => {
  it("is posted as it was frozen", async () => {
    await put();
    await queue();
    await put({ components: [{ type: "BODY", text: "Adiós {{1}}" }], fetchedAt: T0 + 1 });
    await bench().dispatch();
    expect(bench().far.posts).toMatchObject([
      {
        body: {
          type: "template",
          template: {
            name: "order_ready",
            language: { code: "es_MX" },
            components: CONTENT.components,
          },
        },
      },
    ]);
  });

  it.each<[string, Partial<Template>]>([
    ["paused", { status: "PAUSED" }],
    ["disabled", { status: "DISABLED" }],
    ["rejected", { status: "REJECTED" }],
    ["about to be deleted", { status: "PENDING_DELETION" }],
  ])(
    "is refused when it was %s since it was queued, and never posted (Q31)",
    async (_, changes) => {
      await put();
      const id = await queue();
      await put({ ...changes, fetchedAt: T0 + 1 });
      await bench().dispatch();
      expect(bench().far.posts).toEqual([]);
      expect(await bench().send(id)).toMatchObject({
        state: "refused",
        result: { kind: "refused", reason: "template", errors: [] },
      });
    },
  );

  it("is refused when WhatsApp does not have it any more", async () => {
    await put();
    const id = await queue();
    const gone = { wabaId: WABA, names: ["order_ready"], unseenSince: T0 + 1, at: T0 };
    await bench().store.deleteTemplates(ACME, gone);
    await bench().dispatch();
    expect(await bench().send(id)).toMatchObject({ result: { reason: "template" } });
  });

  it("does not hold up what is behind it", async () => {
    await put({ status: "PAUSED" });
    await bench().queueContents([CONTENT, { type: "text", text: "Hola", previewUrl: false }]);
    await bench().dispatch();
    expect(bench().far.texts()).toEqual(["Hola"]);
  });
});

describe("a template that WhatsApp refuses", () => {
  it.each([132_000, 132_001, 132_012, 132_015, 132_016])(
    "with %i is refused for good, and asked for again, because our copy of it is stale",
    async (code) => {
      await put();
      await settleSyncs();
      const id = await queue();
      bench().far.next(errorAnswer(code));
      await bench().dispatch();
      expect(await bench().send(id)).toMatchObject({
        result: { kind: "refused", reason: "template", errors: [{ code }] },
      });
      expect(await syncs()).toEqual([["order_ready"]]);
      expect(bench().doorbell.rings).toContain(`templates ${WABA}`);
    },
  );

  it.each([131_026, 132_007, 131_047])("with %i is not asked for", async (code) => {
    await put();
    await settleSyncs();
    await queue();
    bench().far.next(errorAnswer(code));
    await bench().dispatch();
    expect(await syncs()).toEqual([[]]);
  });

  it("stays refused when it cannot be asked for at this moment", async () => {
    await put();
    const id = await queue();
    bench().far.next(errorAnswer(132_001));
    const requestTemplateSync = () => Promise.reject(new StoreUnavailableError("away"));
    const store = { ...bench().store, requestTemplateSync };
    await bench().dispatch(bench().process({ store }));
    expect(await bench().send(id)).toMatchObject({ result: { kind: "refused" } });
  });
});
