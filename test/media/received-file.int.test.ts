import { readdir } from "node:fs/promises";
import { connect } from "node:net";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { image } from "../../src/simulator/payloads/content-media.ts";
import { createSimulator } from "../../src/simulator/simulator.ts";
import { APP_SECRET } from "../http/support/webhooks.ts";
import { ADMIN_TOKEN, openEngine } from "../support/composed-engine.ts";
import { expectSoon } from "../support/expect-soon.ts";
import { jpeg } from "../support/sample-files.ts";

const open: AsyncDisposable[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one[Symbol.asyncDispose]();
});

/** WhatsApp, simulated, and the engine as it is composed, on real sockets and a real disk. */
async function start() {
  const clock = { startAt: Date.now(), realTime: true };
  const sim = await createSimulator({ appSecret: APP_SECRET, clock });
  open.push({ [Symbol.asyncDispose]: () => sim.close() });
  const env = { WHATSAPP_GRAPH_URL: sim.graphUrl, SWEEP_MS: "100" };
  const engine = await openEngine({ redisUrl: null, env });
  open.push(engine);
  const url = await engine.app.listen({ port: 0, host: "127.0.0.1" });
  sim.connect(`${url}/webhooks/whatsapp`);
  const drafts = async () => readdir(join(dirname(engine.path), "media", "drafts"));
  return { sim, engine, url, drafts };
}

const authorization = `Bearer ${ADMIN_TOKEN}`;

describe("a photograph that a contact sends", () => {
  it("comes through webhook, job and disk to whoever may read the conversation", async () => {
    const { sim, engine, url, drafts } = await start();
    const line = sim.line("200000000000000001", "525550000001", "300000000000000001");
    const { phoneNumberId, displayPhoneNumber, wabaId, accessToken } = line;
    const input = { name: "Ventas", displayPhoneNumber, wabaId, accessToken };
    await engine.ask("PUT", `/v1/lines/${phoneNumberId}`, input);
    const ana = sim.contact({ name: "Ana", waId: "525511110001" });
    ana.sends(line, image(sim.media.ref(sim.media.put(jpeg(), "image/jpeg", "webhook"))));

    const fileUrl = async (): Promise<string | null> => {
      const list = (await engine.ask("GET", "/v1/conversations")) as { items: { id: string }[] };
      const id = list.items[0]?.id;
      if (id === undefined) return null;
      const timeline = (await engine.ask("GET", `/v1/conversations/${id}/timeline`)) as {
        items: { file?: { url: string | null } | null }[];
      };
      return timeline.items.find(({ file }) => file != null)?.file?.url ?? null;
    };
    await expectSoon(fileUrl).toMatch(/\/media\/m1$/);
    const download = await fetch(`${url}${await fileUrl()}`, { headers: { authorization } });
    expect(download.status).toBe(200);
    expect(Buffer.from(await download.arrayBuffer())).toEqual(jpeg());
    expect(download.headers.get("content-disposition")).toContain("attachment");
    expect(await drafts()).toEqual([]);
  });
});

/** A tenth of the sockets of reliability.md 4.3 (500) in the normal run. */
const SLOW = process.env["VENTANA_FULL"] === "1" ? 500 : 50;

const HEAD = [
  "POST /v1/media HTTP/1.1",
  "Host: ventana.example",
  `Authorization: ${authorization}`,
  "Content-Type: multipart/form-data; boundary=x",
  "Content-Length: 5000000",
  "",
  "--x",
  'Content-Disposition: form-data; name="file"; filename="a.jpg"',
  "Content-Type: image/jpeg",
  "",
  "",
].join("\r\n");

/** Begins an upload, and goes on a byte at a time until it is hung up on. Who does not read does not even see that. */
function crawl(port: number, reads: boolean): { end(): void; closed: Promise<void> } {
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => {});
  if (reads) socket.resume();
  socket.write(HEAD);
  socket.write(jpeg());
  const timer = setInterval(() => socket.write("x"), 100);
  const closed = new Promise<void>((resolve) => {
    socket.on("close", () => {
      clearInterval(timer);
      resolve();
    });
  });
  return { end: () => void socket.destroy(), closed };
}

describe("an upload over a slow wire", () => {
  it("is hung up on when its time is over, leaves nothing, and hinders nobody", async () => {
    const { engine, url, drafts } = await start();
    const crawlers = Array.from({ length: SLOW }, (_, index) =>
      crawl(Number(new URL(url).port), index % 2 === 0),
    );
    await expectSoon(async () => (await drafts()).length).toBe(SLOW);
    const list = await fetch(`${url}/v1/media`, { headers: { authorization } });
    expect(await list.json()).toEqual({ items: [], cursor: null });
    // As in production, but not for 30 seconds.
    engine.app.server.requestTimeout = 1_000;
    await Promise.all(crawlers.map(({ closed }) => closed));
    await expectSoon(drafts).toEqual([]);
  });

  it("that breaks off leaves nothing", async () => {
    const { url, drafts } = await start();
    const crawlers = Array.from({ length: 5 }, () => crawl(Number(new URL(url).port), true));
    await expectSoon(async () => (await drafts()).length).toBe(5);
    for (const one of crawlers) one.end();
    await expectSoon(drafts).toEqual([]);
  });
});
