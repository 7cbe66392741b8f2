import { once } from "node:events";
import { connect, type AddressInfo } from "node:net";
import { beforeEach, describe, expect, it } from "vitest";
import { useBench } from "./support/bench.ts";

const bench = useBench();
let port = 0;

beforeEach(async () => {
  await bench().app.listen({ host: "127.0.0.1", port: 0 });
  port = (bench().app.server.address() as AddressInfo).port;
});

/** Writes these bytes on a connection of its own, and reads until the other side hangs up. */
async function exchange(bytes: string): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  let heard = "";
  socket.setEncoding("latin1").on("data", (part: string) => (heard += part));
  socket.write(bytes, "latin1");
  await once(socket, "close");
  return heard;
}

const HOST = "Host: ventana.example\r\n";

describe("what is no proper HTTP", () => {
  it.each([
    ["no request line", "hello\r\n\r\n", 400],
    [
      "both Content-Length and Transfer-Encoding",
      `POST /webhooks/whatsapp HTTP/1.1\r\n${HOST}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      400,
    ],
    [
      "two lengths",
      `POST /webhooks/whatsapp HTTP/1.1\r\n${HOST}Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello`,
      400,
    ],
    [
      "a header line with a bare line feed inside",
      `GET /health/live HTTP/1.1\r\n${HOST}X: a\nb: c\x00\r\n\r\n`,
      400,
    ],
    [
      "headers of 20 KB",
      `GET /health/live HTTP/1.1\r\n${HOST}X: ${"x".repeat(20_000)}\r\n\r\n`,
      431,
    ],
  ])(
    "(%s) is answered with a problem, and the connection is closed",
    async (_name, bytes, status) => {
      const answer = await exchange(bytes);
      expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
      expect(answer).toContain("application/problem+json");
      expect(answer).toContain('"code":"');
      expect(answer).not.toContain("x".repeat(20));
    },
  );
});

it("two requests with two lengths smuggle nothing through", async () => {
  const smuggled = "GET /v1/users HTTP/1.1\r\nHost: a\r\n\r\n";
  const answer = await exchange(
    `POST /webhooks/whatsapp HTTP/1.1\r\n${HOST}Content-Length: 0\r\nTransfer-Encoding: identity, chunked\r\n\r\n${smuggled}`,
  );
  expect(answer.match(/HTTP\/1\.1/g)).toHaveLength(1);
});

it("limits stand where Fastify leaves them off", () => {
  const { server } = bench().app;
  expect(server.requestTimeout).toBe(30_000);
  expect(server.headersTimeout).toBe(15_000);
  expect(server.keepAliveTimeout).toBe(65_000);
  expect(server.timeout).toBe(25_000);
});
