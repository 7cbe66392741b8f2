import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  createGraphTemplates,
  type GraphTemplates,
} from "../../../src/channels/whatsapp/graph/templates.ts";
import type { Fault } from "../../../src/simulator/cloud-api/faults.ts";
import { aLine, HOUR, MINUTE, SECOND } from "../../support/builders.ts";
import { useAccount } from "./account.ts";

const account = useAccount();

describe("templates that cannot be fetched", () => {
  const failing = async (fault: Fault, times = Infinity) => {
    account().play.line.addsTemplate({ name: "hola", body: "Hola" });
    await account().sync();
    account().clock.advance(2 * HOUR);
    account().play.sim.faults.inject(fault, { route: "templates", times });
    const baseUrl = account().play.sim.graphUrl;
    // Whoever answers is waited for as in production.
    const limit = fault.kind === "hang" ? { totalMs: 1_000 } : {};
    const graph = createGraphTemplates({ baseUrl, version: "v25.0", ...limit });
    await account().sync(graph);
    await graph.close();
    return account().state();
  };

  it.each<[string, Fault, string, number | null]>([
    ["too many calls", { kind: "error", code: 80_007 }, "throttled", 80_007],
    ["too many calls of the app", { kind: "error", code: 4 }, "throttled", 4],
    ["a bare 429", { kind: "http", status: 429 }, "throttled", null],
    ["an expired token", { kind: "expire_token" }, "unauthorized", 190],
    ["a permission that was taken away", { kind: "error", code: 10 }, "unauthorized", 10],
    ["a fault of Meta's", { kind: "error", code: 131_016 }, "unclear", 131_016],
    ["500 without a body", { kind: "http", status: 500 }, "unclear", null],
    ["rubbish", { kind: "rubbish" }, "unclear", null],
    ["a refused connection", { kind: "refuse" }, "unclear", null],
    ["a cut connection", { kind: "close_socket" }, "unclear", null],
    ["no answer", { kind: "hang" }, "unclear", null],
    ["a refusal", { kind: "error", code: 100 }, "refused", 100],
  ])("for %s stay as they were, and it is seen why", async (_, fault, kind, code) => {
    const at = account().clock.now() + 2 * HOUR;
    expect(await failing(fault)).toMatchObject({ problem: { kind, code, at }, failures: 1 });
    expect(await account().names(true)).toEqual(["hola"]);
  });

  it("are tried again, longer and longer, in smaller pages, until they come", async () => {
    const { fullDueAt } = await failing({ kind: "http", status: 503 }, 3);
    const waits = [fullDueAt - account().clock.now()];
    for (let turn = 2; turn <= 3; turn++) {
      account().clock.advance((await account().state()).fullDueAt - account().clock.now());
      await account().sync();
      waits.push((await account().state()).fullDueAt - account().clock.now());
    }
    expect(waits).toEqual([33_750, 135_000, 540_000]);
    account().clock.advance(540_000);
    await account().sync();
    expect(await account().state()).toMatchObject({ problem: null, failures: 0 });
  });

  it("are left alone while WhatsApp has had enough, whoever asks", async () => {
    await failing({ kind: "error", code: 80_007 }, 1);
    await account().ask("hola");
    account().clock.advance(9 * MINUTE);
    expect(await account().sync()).toBe(0);
    account().clock.advance(4 * MINUTE);
    expect(await account().sync()).toBe(1);
    expect((await account().state()).problem).toBeNull();
  });

  it("come as soon as the line has a good token again", async () => {
    account().play.line.addsTemplate({ name: "hola", body: "Hola" });
    await account().connect("token-of-nobody");
    await account().sync();
    expect(await account().state()).toMatchObject({ problem: { kind: "unauthorized", code: 190 } });
    expect(await account().names()).toEqual([]);
    account().clock.advance(10 * SECOND);
    await account().connect(account().play.line.accessToken);
    await account().sync();
    expect(await account().state()).toMatchObject({ problem: null });
    expect(await account().names()).toEqual(["hola"]);
  });

  it("come with the token of another line of the account", async () => {
    const { store } = account();
    const other = account().play.sim.line(
      "200000000000000002",
      "525550000002",
      account().play.line.wabaId,
    );
    account().play.line.addsTemplate({ name: "hola", body: "Hola" });
    account().play.sim.tokens.expire(account().play.line.accessToken);
    const { phoneNumberId: id, wabaId, accessToken } = other;
    await store.putLine(aLine({ id, wabaId, accessToken }));
    await account().sync();
    expect(await account().names()).toEqual(["hola"]);
    expect(await account().state()).toMatchObject({ problem: null });
  });

  it("because no line has a token say so", async () => {
    await account().connect(null);
    await account().sync();
    expect(await account().state()).toMatchObject({ problem: { kind: "no_token", code: null } });
  });

  it("are said once in the log, without the token and without names", async () => {
    await failing({ kind: "error", code: 190 });
    const said = account().log.lines.filter(({ sentence }) => sentence.includes("Templates"));
    expect(said).toHaveLength(1);
    expect(JSON.stringify(said)).not.toMatch(/token-|hola/);
  });
});

describe("an answer that never ends", () => {
  let server: Server;
  let calls = 0;
  let client: GraphTemplates;
  const tokens = new Set<string | undefined>();
  beforeEach(async () => {
    calls = 0;
    server = createServer((request, response) => {
      calls += 1;
      tokens.add(request.headers.authorization);
      const data = [{ id: String(calls), name: `t${calls}`, language: "es", status: "APPROVED" }];
      const paging = { cursors: { after: "again" }, next: "http://evil.example/" };
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ data, paging }));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    client = createGraphTemplates({ baseUrl: `http://127.0.0.1:${port}`, version: "v25.0" });
  });
  afterEach(async () => {
    await client.close();
    await new Promise((resolve) => server.close(resolve));
  });

  it("is left after a hundred pages, and takes nothing for gone", async () => {
    await account().sync(client);
    expect(calls).toBe(100);
    expect([...tokens]).toEqual([`Bearer ${account().play.line.accessToken}`]);
    expect(await account().state()).toMatchObject({ problem: { kind: "unclear" } });
    expect(await account().names()).toHaveLength(100);
  });

  it("is left when the turn's time is over", async () => {
    const slow: GraphTemplates["list"] = async (query) => {
      account().clock.advance(MINUTE);
      return client.list(query);
    };
    await account().sync({ list: slow });
    expect(calls).toBe(4);
    expect(await account().state()).toMatchObject({ problem: { kind: "unclear" } });
  });
});
