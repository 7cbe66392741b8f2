import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openEventStream, type EventStream } from "../../support/event-stream.ts";
import { expectSoon } from "../../support/expect-soon.ts";
import { problemOf, useBench } from "../support/bench.ts";
import { textMessage, webhook } from "../support/webhooks.ts";

const QUICK = { heartbeatMs: 20, pollMs: 20, recheckMs: 20 };
const LIMITS = { perUserMax: 3, max: 4, waitingBytesMax: 64 * 1_024, slowMsMax: 200 };
const bench = useBench({ settings: { streams: { ...LIMITS, ...QUICK } } });

let url = "";
const opened: EventStream[] = [];
beforeEach(async () => {
  await bench().app.listen({ host: "127.0.0.1", port: 0 });
  url = `http://127.0.0.1:${(bench().app.server.address() as AddressInfo).port}`;
});
afterEach(() => {
  for (const stream of opened.splice(0)) stream.close();
});

async function listen(
  lastEventId: number | string | null = null,
  query = "",
): Promise<EventStream> {
  const stream = await openEventStream({ url, token: bench().token, lastEventId, query });
  opened.push(stream);
  return stream;
}

const types = ({ messages }: EventStream) => messages.map(({ event }) => event);
const seqs = ({ messages }: EventStream) => messages.slice(1).map(({ id }) => id);

describe("the live stream", () => {
  it("begins now and says where, and tells events as the feed has them with the row of their conversation", async () => {
    await bench().converse();
    const lastSeq = await bench().store.lastSeq("default");
    const stream = await listen();
    await expectSoon(() => stream.messages.length).toBe(1);
    expect(stream.messages[0]).toMatchObject({
      id: lastSeq,
      event: "stream.started",
      data: { after: lastSeq, lastSeq, resumed: false, access: "all" },
    });
    const id = await bench().converse("wamid.2");
    await expectSoon(() => types(stream)).toContain("message.received");
    const { events } = (await bench().ask("GET", `/v1/events?after=${lastSeq}`)).json<{
      events: { seq: number; type: string }[];
    }>();
    const conversation = (await bench().ask("GET", `/v1/conversations/${id}`)).json<object>();
    const told = stream.messages.slice(1).map(({ data }) => data as { rows: object[] });
    expect(told.map(({ rows: _rows, ...envelope }) => envelope)).toEqual(events);
    expect(seqs(stream)).toEqual(events.map(({ seq }) => seq));
    expect(types(stream).slice(1)).toEqual(events.map(({ type }) => type));
    const rows = told.map((each) => each.rows);
    // All of one commit are told together: the last of them has the row.
    expect(rows.map(({ length }) => length)).toEqual([...events.slice(1).map(() => 0), 1]);
    expect(conversation).toMatchObject({ ...rows.at(-1)?.[0], now: expect.any(String) });
  });

  it("goes on behind the last message that was heard, without a gap and without a repeat", async () => {
    const first = await listen();
    await bench().converse("wamid.1", { from: "551111111111" });
    await expectSoon(() => seqs(first).length).toBeGreaterThan(0);
    first.close();
    await bench().converse("wamid.2", { from: "551111111112" });
    const second = await listen(first.lastEventId());
    await bench().converse("wamid.3", { from: "551111111113" });
    const all = Array.from({ length: await bench().store.lastSeq("default") }, (_, at) => at + 1);
    await expectSoon(() => [...seqs(first), ...seqs(second)]).toEqual(all);
    expect(second.messages[0]?.data).toMatchObject({ after: first.lastEventId(), resumed: true });
  });

  it("takes the place from `?after=` too, and a header before it", async () => {
    await bench().converse();
    const byQuery = await listen(null, "?after=1");
    await expectSoon(() => seqs(byQuery)[0]).toBe(2);
    const byBoth = await listen(2, "?after=0");
    await expectSoon(() => seqs(byBoth)[0]).toBe(3);
  });

  it("begins now for who comes with a place that the feed has not reached", async () => {
    const stream = await listen(99);
    await bench().converse();
    await expectSoon(() => seqs(stream)).toContain(1);
    expect(stream.messages[0]?.data).toMatchObject({ after: 0, resumed: false });
  });

  it("tells only the types that are asked for, and moves on past the others", async () => {
    await bench().converse();
    const replayed = await listen(0, "?types=window.opened");
    await expectSoon(() => types(replayed)).toEqual(["stream.started", "window.opened"]);
    await bench().converse("wamid.2");
    const lastSeq = await bench().store.lastSeq("default");
    await expectSoon(() => replayed.lastEventId()).toBe(lastSeq);
    expect(types(replayed)).toEqual(["stream.started", "window.opened"]);
  });

  it("says when nothing happens that it is alive, and how long to wait before coming back", async () => {
    const stream = await listen();
    await expectSoon(() => stream.alive().length).toBeGreaterThan(2);
    expect(stream.alive()[0]?.data).toEqual({ now: expect.stringMatching(/Z$/) });
    expect(stream.retryMs()).toBeGreaterThanOrEqual(1_000);
    expect(stream.body()).toContain("\n: alive\n");
  });

  it("asks proxies to keep nothing back", async () => {
    const { status, headers } = await listen();
    expect([status, headers["content-type"]]).toEqual([200, "text/event-stream"]);
    expect(headers["cache-control"]).toBe("no-store, no-transform");
    expect(headers["x-accel-buffering"]).toBe("no");
    expect(headers["x-content-type-options"]).toBe("nosniff");
  });

  it.each([
    ["?after=-1", null, "query.after"],
    ["?after=1e3", null, "query.after"],
    ["?types=nonsense", null, "query.types.0"],
    ["?since=1", null, "query.since"],
    ["", "12; drop", "header.last-event-id"],
    ["", "99999999999999999", "header.last-event-id"],
  ])("refuses %s with the header %s and names the field", async (query, lastEventId, field) => {
    const headers = lastEventId === null ? {} : { "last-event-id": lastEventId };
    const answer = await bench().ask("GET", `/v1/stream${query}`, undefined, headers);
    expect(problemOf(answer)).toMatchObject({ status: 400, fields: [field] });
  });

  it("does not answer HEAD, which would have no end", async () => {
    const answer = await bench().app.inject({
      method: "HEAD",
      url: "/v1/stream",
      headers: { authorization: `Bearer ${bench().token}` },
    });
    expect(answer.statusCode).toBe(405);
  });
});

describe("the limits of live streams", () => {
  it("refuse more than one user may have open, until one of them ends", async () => {
    const streams = [await listen(), await listen(), await listen()];
    const refused = await listen();
    expect(refused.status).toBe(429);
    await expectSoon(() => refused.body()).toContain("stream.too_many_of_user");
    expect(refused.headers["retry-after"]).toBe("2");
    streams[0]?.close();
    await expectSoon(async () => (await listen()).status).toBe(200);
  });

  it("are told by /metrics", async () => {
    const stream = await listen();
    const figures = async () => (await bench().ask("GET", "/metrics")).body;
    expect(await figures()).toContain("ventana_streams 1");
    stream.close();
    await expectSoon(figures).toContain('ventana_streams_ended_total{how="hung_up"} 1');
    expect(await figures()).toContain("ventana_streams 0");
  });
});

describe("a live stream ends", () => {
  it("with its token, and says so", async () => {
    const stream = await listen();
    expect((await bench().ask("DELETE", "/v1/users/admin/tokens")).statusCode).toBe(204);
    await expectSoon(() => stream.hasEnded()).toBe(true);
    expect(stream.messages.at(-1)).toMatchObject({
      event: "stream.ended",
      data: { reason: "auth.invalid_token" },
    });
    expect((await listen()).status).toBe(401);
  });

  it("with the server, which does not wait for its readers", async () => {
    const reading = await listen();
    const frozen = await listen();
    frozen.stopReading();
    await bench().app.close();
    await expectSoon(() => reading.hasEnded()).toBe(true);
    expect(reading.messages.at(-1)?.data).toEqual({ reason: "stream.stopping" });
  });

  it("when its reader does not read, at a bounded memory, and is resumed without a gap", async () => {
    const stream = await listen();
    await expectSoon(() => types(stream)).toEqual(["stream.started"]);
    stream.stopReading();
    const figures = async () => (await bench().ask("GET", "/metrics")).body;
    // The kernel's own buffers hold some megabytes before anything waits here.
    const body = "x".repeat(11_000);
    for (let at = 0; !(await figures()).includes('{how="too_slow"} 1'); at += 1) {
      expect(at).toBeLessThan(30);
      const ids = Array.from({ length: 100 }, (_, item) => `wamid.${at}-${item}`);
      await bench().hear(webhook({ messages: ids.map((id) => textMessage(id, { body })) }));
    }
    stream.close();
    const all = Array.from({ length: await bench().store.lastSeq("default") }, (_, at) => at + 1);
    const parts = [stream];
    // As often as it is given up: where the machine is busy this reader is slow, too.
    await expectSoon(async () => {
      const last = parts.at(-1)!;
      if (last.hasEnded()) parts.push(await listen(last.lastEventId()));
      return parts.flatMap(seqs);
    }).toEqual(all);
  });
});
