import { connect, type AddressInfo } from "node:net";
import { beforeEach, expect, it } from "vitest";
import { expectSoon } from "../../support/expect-soon.ts";
import { useBench } from "../support/bench.ts";
import { signed, textMessage, webhook } from "../support/webhooks.ts";

const bench = useBench();

/** Of reliability.md 4.3, slow clients; a tenth in the normal run. */
const SOCKETS = process.env["VENTANA_FULL"] === "1" ? 500 : 50;
const BYTE_EVERY_MS = 100;

let port = 0;
beforeEach(async () => {
  await bench().app.listen({ host: "127.0.0.1", port: 0 });
  port = (bench().app.server.address() as AddressInfo).port;
});

interface Crawler {
  /** Everything that was answered until the other side hung up. */
  closed: Promise<string>;
}

/** Says the beginning, and goes on a byte at a time until it is hung up on. */
function crawl(beginning: string, byte: string | null): Promise<Crawler> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    let heard = "";
    let timer: NodeJS.Timeout | undefined;
    socket.on("error", () => {});
    socket.setEncoding("latin1").on("data", (part: string) => (heard += part));
    const closed = new Promise<string>((done) => {
      socket.on("close", () => {
        clearInterval(timer);
        done(heard);
      });
    });
    socket.on("connect", () => {
      socket.write(beginning);
      if (byte !== null) timer = setInterval(() => socket.write(byte), BYTE_EVERY_MS);
      resolve({ closed });
    });
  });
}

const HEAD = "POST /webhooks/whatsapp HTTP/1.1\r\nHost: ventana.example\r\n";
const BODY = `${HEAD}Content-Type: application/json\r\nContent-Length: 100000\r\n\r\n{`;
const CHUNKS = `${HEAD}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`;

/** What each says first, and then again and again. */
const SLOW: [string, string | null][] = [
  [`${HEAD}X: `, "x"],
  [BODY, " "],
  [CHUNKS, "1\r\n \r\n"],
  ["POST /webh", "o"],
  [BODY, null],
];

it(`${SOCKETS} clients with headers, bodies, chunks and request lines without end are hung up on, and everybody else is answered`, async () => {
  const { app } = bench();
  const crawlers = await Promise.all(
    Array.from({ length: SOCKETS }, (_, index) => crawl(...SLOW[index % SLOW.length]!)),
  );
  const { url, ...request } = signed(webhook({ messages: [textMessage("wamid.1")] }));
  const answer = await fetch(`http://127.0.0.1:${port}${url}`, {
    method: request.method,
    headers: request.headers,
    body: new Uint8Array(request.payload),
  });
  expect(answer.status).toBe(200);
  // As in production, but not for 15 and 30 seconds. Node looks every five.
  Object.assign(app.server, { requestTimeout: 1_000, headersTimeout: 1_000 });
  for (const heard of await Promise.all(crawlers.map(({ closed }) => closed))) {
    expect(heard).toMatch(/^(HTTP\/1\.1 408 |$)/);
  }
  // What may be left is the one that was answered, kept open for the next request.
  await expectSoon(connections).toBeLessThanOrEqual(1);
});

function connections(): Promise<number> {
  return new Promise((resolve) =>
    bench().app.server.getConnections((_error, count) => resolve(count)),
  );
}
