import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { openEventStream, type EventStream } from "../support/event-stream.ts";
import { expectSoon } from "../support/expect-soon.ts";
import { eventually } from "./support/eventually.ts";
import { createFolder } from "./support/folder.ts";
import { createOutside, NO_REDIS, REAL } from "./support/outside.ts";
import { allAtRest, messagesIn, writeMany } from "./support/rush.ts";
import { startVentana } from "./support/ventana.ts";

const SOME = 200;

/** Longer than a stop may take (40 s, `start.ts`), after which it would end by another code; whoever is not gone by then hangs. */
const HANGS_MS = 60_000;

/** A live stream of somebody who comes back when the server is busy, as it is for a moment where its start took long. */
async function streamAt(url: string): Promise<EventStream> {
  for (;;) {
    const stream = await openEventStream({ url, token: REAL.ADMIN_TOKEN });
    if (stream.status !== 503) return stream;
    stream.close();
    await sleep(100);
  }
}

describe("a stop under load", () => {
  test("answers whatever it accepted, exits with 0, and the next start goes on from there", async () => {
    await using folder = createFolder();
    await using outside = await createOutside({ batch: { min: 1, max: 4 }, concurrency: 16 });
    const { ledger } = outside.simulator.webhooks;
    const env = { ...REAL, ...NO_REDIS };

    const first = startVentana({ cwd: folder.path, env });
    await outside.meet(await first.url());
    const keyOf = writeMany(outside, 1_500);
    await eventually("some accepted messages", 30_000, () =>
      ledger.accepted().length > SOME ? true : undefined,
    );
    first.signal("SIGTERM");
    expect(await first.ended).toEqual({ code: 0, signal: null });
    expect(first.stdout()).toContain("Ventana has stopped");
    expect(ledger.open().length).toBeGreaterThan(0);

    // What stands was answered: no request was cut off between its commit and its 200.
    const standing = messagesIn(folder.database);
    const unanswered = () =>
      standing.filter((id) => ledger.get(keyOf.get(id) ?? "")?.accepted === 0);
    // The last answers may still be on their way to the ledger; nobody is there who could give another.
    await expectSoon(unanswered).toEqual([]);

    await using second = startVentana({ cwd: folder.path, env });
    await outside.meet(await second.url());
    await allAtRest(outside, folder.database);
    expect(messagesIn(folder.database).toSorted()).toEqual([...keyOf.keys()].toSorted());
  });

  test("is not held up by a client that never ends its request", async () => {
    await using folder = createFolder();
    const ventana = startVentana({ cwd: folder.path, env: { ...REAL, ...NO_REDIS } });
    const { port } = new URL(await ventana.url());
    const slow = connect(Number(port), "127.0.0.1");
    slow.on("error", () => {});
    slow.write("POST /webhooks/whatsapp HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\n{");
    await sleep(200);
    ventana.signal("SIGTERM");
    expect(await Promise.race([ventana.ended, sleep(HANGS_MS)])).toEqual({ code: 0, signal: null });
    slow.destroy();
    await ventana[Symbol.asyncDispose]();
  });

  test("is told on live streams, and not held up by a reader that does not read", async () => {
    await using folder = createFolder();
    const ventana = startVentana({ cwd: folder.path, env: { ...REAL, ...NO_REDIS } });
    const url = await ventana.url();
    const reading = await streamAt(url);
    const frozen = await streamAt(url);
    frozen.stopReading();
    ventana.signal("SIGTERM");
    expect(await Promise.race([ventana.ended, sleep(HANGS_MS)])).toEqual({ code: 0, signal: null });
    const told = () => reading.messages.map(({ event }) => event);
    await expectSoon(told).toEqual(["stream.started", "stream.ended"]);
    expect(reading.messages.at(-1)?.data).toEqual({ reason: "stream.stopping" });
    frozen.close();
    await ventana[Symbol.asyncDispose]();
  });

  test("closes connections that wait for the next request", async () => {
    await using folder = createFolder();
    const ventana = startVentana({ cwd: folder.path, env: { ...REAL, ...NO_REDIS } });
    const { port } = new URL(await ventana.url());
    const idle = connect(Number(port), "127.0.0.1");
    const closed = new Promise((resolve) => idle.once("close", resolve));
    idle.write("GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n");
    await new Promise((resolve) => idle.once("data", resolve));
    ventana.signal("SIGTERM");
    await closed;
    expect(await ventana.ended).toEqual({ code: 0, signal: null });
  });
});

describe("a stop in the middle of a start", () => {
  test("leaves no Redis behind", async () => {
    await using folder = createFolder();
    const ventana = startVentana({ cwd: folder.path, env: REAL });
    await ventana.printed(/Started Redis/);
    ventana.signal("SIGINT");
    expect(await ventana.ended).toEqual({ code: 0, signal: null });
    expect(await folder.localRedis()).toBeUndefined();
  });
});

describe("a reader of the output that goes away", () => {
  // Without Redis the last line and the end of the process are closest to each other.
  test.each([
    { format: "json", redis: "a Redis of its own", env: {} },
    { format: "json", redis: "no Redis", env: NO_REDIS },
    { format: "plain", redis: "a Redis of its own", env: {} },
    { format: "plain", redis: "no Redis", env: NO_REDIS },
  ])("ends neither the work nor an orderly stop: $format lines, $redis", async (setup) => {
    await using folder = createFolder();
    const env = { ...REAL, ...setup.env, LOG_FORMAT: setup.format };
    const ventana = startVentana({ cwd: folder.path, env });
    const url = await ventana.url();
    ventana.stopReading();
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
    ventana.signal("SIGTERM");
    const ending = await Promise.race([ventana.ended, sleep(HANGS_MS)]);
    // A process that hangs in its last line hears no SIGTERM any more.
    if (ending === undefined) ventana.signal("SIGKILL");
    expect(ending).toEqual({ code: 0, signal: null });
    expect(await folder.localRedis()).toBeUndefined();
  });
});
