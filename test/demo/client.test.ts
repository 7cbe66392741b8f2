import { afterEach, describe, expect, it } from "vitest";
import { createClient } from "../../src/demo/client.ts";
import type { Answer } from "../support/receiver-answers.ts";
import { createReceiver, type Receiver } from "../support/receiver.ts";

const open: Receiver[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

const BUSY = '{"code":"server.busy"}';

/** An API that answers so, one after another; the last again and again. */
async function anApi(...answers: Answer[]): Promise<Receiver> {
  const api = await createReceiver({
    answer: (_request, index) => answers[Math.min(index, answers.length - 1)]!,
  });
  open.push(api);
  return api;
}

const busyFor = (seconds: number): Answer => ({
  kind: "answer",
  status: 503,
  headers: { "retry-after": String(seconds) },
  body: BUSY,
});

describe("the demo's client", () => {
  it("comes back when the server is busy, as on a machine that has other work", async () => {
    const done: Answer = { kind: "answer", status: 200, body: '{"id":"a"}' };
    const api = await anApi(busyFor(0), busyFor(0), done);
    const { signal } = new AbortController();
    const client = createClient(api.origin, { token: "t", signal });
    expect(await client.put("/v1/lines/1", { name: "Demo" })).toEqual({ id: "a" });
    expect(api.requests.map(({ rawBody }) => String(rawBody))).toEqual(
      Array.from({ length: 3 }, () => '{"name":"Demo"}'),
    );
  });

  it("throws what else the API refuses, by its code", async () => {
    const api = await anApi({ kind: "answer", status: 409, body: '{"code":"line.limit"}' });
    const { signal } = new AbortController();
    const client = createClient(api.origin, { token: "t", signal });
    await expect(client.get("/v1/lines")).rejects.toThrow("GET /v1/lines: line.limit");
    expect(api.requestCount).toBe(1);
  });

  it("does not wait for a busy server when the demo ends", async () => {
    const api = await anApi(busyFor(3_600));
    const ending = new AbortController();
    const client = createClient(api.origin, { token: "t", signal: ending.signal });
    const asked = client.get("/v1/lines");
    await api.received(1);
    ending.abort();
    await expect(asked).rejects.toThrow();
  });
});
