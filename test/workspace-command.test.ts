import { describe, expect, it } from "vitest";
import { hashToken } from "../src/http/access/tokens.ts";
import { randomIds } from "../src/ids.ts";
import { workspaceCommand } from "../src/workspace-command.ts";
import { T0 } from "./support/builders.ts";
import { createMemoryStore } from "./support/memory-store/memory-store.ts";

function setUp() {
  const store = createMemoryStore();
  const tools = { store, clock: { now: () => T0 }, ids: randomIds };
  return { store, run: (line: string) => workspaceCommand(line.split(" "), tools) };
}

describe("the operator's workspaces", () => {
  it("are made with everything, and a token of an administrator who gets in", async () => {
    const { store, run } = setUp();
    const [token = "", ...rest] = await run("create acme");
    expect(rest).toEqual([]);
    expect(await store.bearer(hashToken(token))).toMatchObject({
      user: { workspaceId: "acme", role: "administrator", active: true },
      workspace: { plan: "pro", addOns: ["whatsapp"] },
    });
  });

  it("are listed with plan, add-ons and what they open", async () => {
    const { run } = setUp();
    await run("create globex --plan lite --name Globex");
    await run("create acme");
    expect(await run("list")).toEqual([
      "acme\tacme\tpro\twhatsapp\tinbox\tAmerica/Mexico_City",
      "globex\tGlobex\tlite\twhatsapp\t-\tAmerica/Mexico_City",
    ]);
  });

  it("are changed in what is named, and no more", async () => {
    const { store, run } = setUp();
    await run("create acme --name Acme");
    expect(await run("change acme --no-add-ons")).toEqual([
      "acme\tAcme\tpro\t-\t-\tAmerica/Mexico_City",
    ]);
    expect(await run("change acme --add-on whatsapp --add-on whatsapp")).toEqual([
      "acme\tAcme\tpro\twhatsapp\tinbox\tAmerica/Mexico_City",
    ]);
    expect(await run("change acme --plan lite")).toEqual([
      "acme\tAcme\tlite\twhatsapp\t-\tAmerica/Mexico_City",
    ]);
    expect(await run("change acme --time-zone Europe/Madrid")).toEqual([
      "acme\tAcme\tlite\twhatsapp\t-\tEurope/Madrid",
    ]);
    expect(await store.workspace("acme")).toMatchObject({ name: "Acme", createdAt: T0 });
  });

  it("say how they are used to whoever asks", async () => {
    expect((await setUp().run("--help")).join()).toMatch(/^Usage/);
  });

  it.each([
    ["create acme", /already/],
    ["change nobody", /no workspace/],
    ["create Acme", /small letters/],
    ["create a|b", /small letters/],
    ["create", /^Usage/],
    ["change", /^Usage/],
    ["list acme", /^Usage/],
    ["create globex --plan gold", /lite, pro/],
    ["create globex --add-on gold", /whatsapp/],
    ["create globex --price 1", /^Unknown option '--price'\.\n\nUsage/],
    ["create globex --plan", /^Option '--plan <value>' argument missing\.\n\nUsage/],
    ["create globex --time-zone +05:00", /^--time-zone must be a time zone/],
    ["create globex extra", /Usage/],
    ["destroy acme", /Usage/],
  ])("refuse `%s` in a sentence", async (line, sentence) => {
    const { run } = setUp();
    await run("create acme");
    await expect(run(line)).rejects.toThrow(sentence);
  });
});
