import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { afterAll, describe, expect, it } from "vitest";
import { openMongoStore } from "../../../src/store/mongo/store.ts";
import { StoreUnavailableError } from "../../../src/store/store.ts";
import { ACME, aLine, LINE } from "../../support/builders.ts";
import { startMongo } from "../../support/mongo-server.ts";
import { freshDatabase, REACH_MS } from "./setup.ts";

const servers = await startMongo();
afterAll(() => Promise.all(servers.map((server) => server.stop())));

async function failureOf(url: string): Promise<string> {
  const error: unknown = await openMongoStore({ url }).then(
    () => "it opened",
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(StoreUnavailableError);
  return String(error);
}

/** A port that somebody listens on who does not speak MongoDB's protocol. */
async function startStranger(answer: string | null) {
  const server = createServer((socket) => {
    socket.on("error", () => {});
    if (answer !== null) socket.end(answer);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return { port, [Symbol.dispose]: () => void server.close() };
}

describe("a MongoDB that cannot be used", () => {
  it("is told in one plain sentence when nothing answers there, without the password", async () => {
    expect(await failureOf("mongodb://user:secret@127.0.0.1:1/name?authSource=admin")).toBe(
      "StoreUnavailableError: cannot use MongoDB 127.0.0.1:1/name: nothing answers there",
    );
  });

  it("is told in one plain sentence when it stays silent", async () => {
    using stranger = await startStranger(null);
    expect(await failureOf(`mongodb://127.0.0.1:${stranger.port}`)).toBe(
      `StoreUnavailableError: cannot use MongoDB 127.0.0.1:${stranger.port}/ventana: it does not answer in time`,
    );
  });

  it("is told in one plain sentence when it is something else", async () => {
    using stranger = await startStranger("HTTP/1.1 400 Bad Request\r\n\r\n");
    expect(await failureOf(`mongodb://127.0.0.1:${stranger.port}`)).toMatch(
      /^StoreUnavailableError: cannot use MongoDB 127\.0\.0\.1:\d+\/ventana: no server that takes writes answers$/,
    );
  });

  it.each([
    "mongodb://user:secret@",
    "mongodb://user:sec/ret@host/name",
    "mongodb://user:secret@host:port/name",
    "mongodb://user:secret@host/name?unknownOption=1",
    "postgres://user:secret@host/name",
    "secret",
    "",
  ])("is told as a URL that cannot be read, without repeating it: %j", async (url) => {
    const failure = await failureOf(url);
    expect(failure).toContain("the MongoDB URL cannot be read: it looks like mongodb://");
    expect(failure).not.toContain("secret");
  });
});

describe.each(servers)("$server: opening a store", ({ url: serverUrl }) => {
  it("works for several at once on a new database, and finds there what the last one left", async () => {
    const { url, drop } = freshDatabase(serverUrl);
    const open = () => openMongoStore({ url, reachMs: REACH_MS });
    const stores = await Promise.all([1, 2, 3, 4].map(open));
    const [first, ...others] = stores;
    await first?.putLine(aLine());
    for (const store of others) expect(await store.line(ACME, LINE)).toEqual(aLine());
    await Promise.all(stores.map((store) => store.close()));
    const again = await open();
    expect(await again.line(ACME, LINE)).toEqual(aLine());
    expect(again.name).toMatch(/^MongoDB [^@]+\/ventana_test_\w+$/);
    await again.close();
    await drop();
  });

  it("answers nothing any more after it was closed", async () => {
    const { url, drop } = freshDatabase(serverUrl);
    const store = await openMongoStore({ url, reachMs: REACH_MS });
    await store.close();
    await store.close();
    await expect(store.ping()).rejects.toThrow(
      new StoreUnavailableError("the connection to MongoDB is closed"),
    );
    await drop();
  });
});
