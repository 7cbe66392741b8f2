import { describe, expect, it } from "vitest";
import { ACME, HOUR, MINUTE, SECOND } from "../../support/builders.ts";
import { useAccount } from "./account.ts";

const account = useAccount();

describe("the templates of an account", () => {
  it("are fetched when its line has a token, all pages of them, and again after an hour", async () => {
    for (let index = 0; index < 230; index++) {
      const name = `t${String(index).padStart(3, "0")}`;
      account().play.line.addsTemplate({
        name,
        body: "Hola {{1}}",
        status: index < 5 ? "PAUSED" : "APPROVED",
      });
    }
    const client = account().watched();
    expect(await account().sync(client)).toBe(1);
    expect(client.asked).toEqual([null, null, null]);
    expect(await account().names()).toHaveLength(230);
    expect(await account().names(true)).toHaveLength(225);
    const now = account().clock.now();
    expect(await account().state()).toMatchObject({
      lastFullAt: now,
      fullDueAt: now + HOUR,
      problem: null,
    });
    expect(await account().sync(client)).toBe(0);
    account().clock.advance(HOUR);
    expect(await account().sync(client)).toBe(1);
  });

  it("are kept as WhatsApp has them, each language by itself", async () => {
    const buttons = [{ type: "QUICK_REPLY", text: "Sí" }];
    const es = account().play.line.addsTemplate({
      name: "hola",
      body: "Hola",
      category: "MARKETING",
      components: [{ type: "BUTTONS", buttons }],
    });
    account().play.line.addsTemplate({ name: "hola", body: "Olá", language: "pt_BR" });
    await account().sync();
    const found = await account().store.template(ACME, es.id);
    expect(found).toEqual({
      workspaceId: ACME,
      wabaId: account().play.line.wabaId,
      id: es.id,
      name: "hola",
      language: "es_MX",
      category: "MARKETING",
      status: "APPROVED",
      parameterFormat: "POSITIONAL",
      components: [
        { type: "BODY", text: "Hola" },
        { type: "BUTTONS", buttons },
      ],
      quality: "UNKNOWN",
      rejectedReason: null,
      fetchedAt: account().clock.now(),
      deletedAt: null,
    });
    expect(await account().names()).toEqual(["hola", "hola"]);
  });

  it("that are gone at WhatsApp are deleted here, in the language in which they are gone", async () => {
    account().play.line.addsTemplate({ name: "a", body: "Hola" });
    account().play.line.addsTemplate({ name: "b", body: "Hola" });
    account().play.line.addsTemplate({ name: "b", body: "Olá", language: "pt_BR" });
    await account().sync();
    account().play.line.removesTemplate("a");
    account().play.line.removesTemplate("b");
    account().clock.advance(HOUR + MINUTE);
    const client = account().watched();
    await account().sync(client);
    expect(client.asked).toEqual([null, "a", "b"]);
    expect(await account().names()).toEqual(["b"]);
    const key = { wabaId: account().play.line.wabaId, name: "b" };
    expect(await account().store.templateByKey(ACME, { ...key, language: "es_MX" })).toMatchObject({
      deletedAt: account().clock.now(),
    });
  });

  it("that slip from one page to another while they are read are not taken for gone", async () => {
    for (let index = 0; index < 150; index++) {
      account().play.line.addsTemplate({ name: `t${index}`, body: "Hola" });
    }
    await account().sync();
    account().clock.advance(HOUR + MINUTE);
    // The 101st becomes the 100th after the first page was read: no page has it.
    const client = account().watched((calls) => {
      if (calls === 1) account().play.line.removesTemplate("t0");
      account().clock.advance(1);
    });
    await account().sync(client);
    expect(client.asked).toEqual([null, null, "t100"]);
    // The one that went was seen before; its turn comes.
    expect(await account().names()).toHaveLength(150);
    account().clock.advance(2 * HOUR);
    await account().sync();
    expect(await account().names()).toHaveLength(149);
  });

  it("that go by the hundred are noticed over several turns", async () => {
    for (let index = 0; index < 120; index++) {
      account().play.line.addsTemplate({ name: `t${index}`, body: "Hola" });
    }
    await account().sync();
    for (let index = 0; index < 120; index++) account().play.line.removesTemplate(`t${index}`);
    account().clock.advance(HOUR + MINUTE);
    for (const left of [70, 20, 0]) {
      await account().sync();
      expect(await account().names()).toHaveLength(left);
      account().clock.advance(5 * MINUTE);
    }
    expect((await account().state()).fullDueAt).toBeGreaterThan(account().clock.now());
  });

  it("that a webhook speaks of are fetched by their names alone", async () => {
    account().play.line.addsTemplate({ name: "hola", body: "Hola" });
    account().play.line.addsTemplate({ name: "adios", body: "Adiós" });
    await account().sync();
    account().play.line.changesTemplate("hola", "PAUSED");
    account().play.line.removesTemplate("adios");
    await account().ask("hola", "adios");
    account().clock.advance(10 * SECOND);
    const client = account().watched();
    expect(await account().sync(client)).toBe(1);
    expect(client.asked).toEqual(["hola", "adios"]);
    expect(await account().names(true)).toEqual([]);
    expect(await account().names()).toEqual(["hola"]);
  });

  it("are asked for seldom enough, however many webhooks come", async () => {
    account().play.line.addsTemplate({ name: "hola", body: "Hola" });
    const client = account().watched();
    await account().sync(client);
    for (let second = 0; second < 600; second++) {
      await account().ask("hola");
      await account().sync(client);
      account().clock.advance(SECOND);
    }
    // A hundred at once, and a thousand an hour: 167 in these ten minutes.
    expect(client.asked.length).toBeGreaterThan(250);
    expect(client.asked.length).toBeLessThanOrEqual(268);
  });

  it("are fetched by one process at a time", async () => {
    account().play.line.addsTemplate({ name: "hola", body: "Hola" });
    const client = account().watched();
    const turns = await Promise.all([
      account().sync(client),
      account().sync(client),
      account().sync(client),
    ]);
    expect(turns.reduce((sum, one) => sum + one)).toBe(1);
    expect(client.asked).toEqual([null]);
  });
});
