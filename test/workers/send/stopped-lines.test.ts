import { describe, expect, it } from "vitest";
import { aLine, ACME, GLOBEX_LINE, HOUR, LINE, SECOND_LINE, T0 } from "../../support/builders.ts";
import { bareAnswer, errorAnswer, LATENCY_MS } from "./support/far-side.ts";
import { TOKEN, useDispatchBench } from "./support/dispatch-bench.ts";

const bench = useDispatchBench();

const sending = (lineId = LINE) => bench().store.lineSending(ACME, lineId);
const notices = async () => (await bench().store.notices(ACME, { cursor: null, limit: 10 })).items;

describe("a line that must stop", () => {
  it.each([
    ["its token", errorAnswer(190, { status: 401 }), "authorization", 190],
    ["its permission", errorAnswer(131_005), "authorization", 131_005],
    ["a shut door", bareAnswer(401), "authorization", null],
    ["its account", errorAnswer(131_031), "account", 131_031],
    ["its bills", errorAnswer(131_042), "account", 131_042],
    ["its registration", errorAnswer(133_010), "registration", 133_010],
  ])("for %s does, says why, and keeps its sends", async (_what, answer, reason, code) => {
    const ids = await bench().queue(["one", "two"]);
    bench().far.next(answer);
    await bench().dispatch();
    expect((await sending()).stop).toEqual({ reason, code, since: T0 + LATENCY_MS });
    expect(bench().far.posts).toHaveLength(1);
    expect(await bench().send(ids[0])).toMatchObject({ state: "queued", failures: 0 });
    await bench().live(10_000);
    expect(bench().far.posts).toHaveLength(1);
  });

  it("is not one of whose messages too many are unwanted: people hear of it, once an hour", async () => {
    for (const person of [1, 2]) await bench().queue(["Hola"], person);
    bench().far.always(() => errorAnswer(131_048));
    await bench().live(10_000);
    expect(bench().far.posts).toHaveLength(2);
    expect((await sending()).stop).toBeNull();
    expect(await notices()).toMatchObject([
      { field: "messages", event: "131048", lineId: LINE, raw: { code: 131_048 } },
    ]);
  });

  it("is a notice, a line in the log, and a figure: each once", async () => {
    for (const person of [1, 2, 3]) await bench().queue(["Hola"], person);
    bench().far.always(() => errorAnswer(190));
    await bench().live(10_000);
    expect(await notices()).toMatchObject([
      { field: "line_sending", event: "STOPPED", lineId: LINE, raw: { code: 190 } },
    ]);
    expect(bench().log.complaints()).toEqual([
      "A line stopped sending until somebody mends it; its messages wait",
    ]);
    const page = await bench().metrics.registry.metrics();
    expect(page).toContain('ventana_line_stops_total{reason="authorization"} 1');
  });

  it("goes on where it was when it is told to", async () => {
    await bench().queue(["one", "two"]);
    bench().far.next(errorAnswer(190));
    await bench().dispatch();
    const renewed = aLine({ accessToken: "token-2" });
    await bench().store.putLine(renewed);
    await bench().store.resumeLine(ACME, LINE, bench().clock.now());
    await bench().dispatch();
    expect(bench().far.texts()).toEqual(["one", "two"]);
    expect(bench().far.posts.map(({ token }) => token)).toEqual([TOKEN, "token-2", "token-2"]);
  });

  it("stops nobody else's, nor another of the same workspace", async () => {
    await bench().queue(["Hola"], 1);
    await bench().queue(["Hola"], 2, SECOND_LINE);
    await bench().queue(["Hola"], 3, GLOBEX_LINE);
    bench().far.always(({ lineId }) => (lineId === LINE ? errorAnswer(190) : undefined));
    await bench().dispatch();
    expect(bench().far.texts()).toHaveLength(2);
    expect(await sending(SECOND_LINE)).toMatchObject({ stop: null });
  });

  it("does not stop for the last refusal of a token that has been renewed", async () => {
    await bench().queue(["Hola"]);
    bench().far.always(({ accessToken }) => (accessToken === TOKEN ? errorAnswer(190) : undefined));
    await Promise.all([
      bench().dispatch(),
      bench()
        .pause(LATENCY_MS / 2)
        .then(async () => {
          await bench().store.putLine(aLine({ accessToken: "token-2" }));
          await bench().store.resumeLine(ACME, LINE, bench().clock.now());
        }),
    ]);
    await bench().dispatch();
    expect(await sending()).toMatchObject({ stop: null });
    expect(bench().far.texts()).toEqual(["Hola"]);
    expect(await notices()).toEqual([]);
  });

  it("stops for a file that it may not upload", async () => {
    await bench().queueContents([{ type: "sticker", mediaId: "med_1" }]);
    bench().files.answer = async () => ({ kind: "unauthorized" });
    await bench().dispatch();
    expect((await sending()).stop).toMatchObject({ reason: "authorization", code: null });
  });

  it("does so in the end even if the store is away when it should", async () => {
    const { StoreUnavailableError } = await import("../../../src/store/store.ts");
    const { createStopLine } = await import("../../../src/workers/send/stop-line.ts");
    let failures = 0;
    const store = {
      ...bench().store,
      async stopLine(...args: Parameters<ReturnType<typeof bench>["store"]["stopLine"]>) {
        if (++failures === 1) throw new StoreUnavailableError("away");
        return bench().store.stopLine(...args);
      },
    };
    const { log, clock } = bench();
    const lines = bench().process({ stopLine: createStopLine({ store, log, clock }) });
    await bench().queue(["Hola"]);
    bench().far.always(() => errorAnswer(190));
    await bench().live(5_000, lines);
    expect((await sending()).stop).toMatchObject({ code: 190 });
    expect(bench().far.posts).toHaveLength(2);
  });
});

describe("a line without a token", () => {
  it("stops, says so, and sends when it has one", async () => {
    await bench().store.putLine(aLine({ accessToken: null }));
    await bench().queue(["Hola"]);
    await bench().live(HOUR / 60);
    expect((await sending()).stop).toMatchObject({ reason: "no_token", code: null });
    expect(await notices()).toHaveLength(1);
    await bench().store.putLine(aLine({ accessToken: TOKEN }));
    await bench().store.resumeLine(ACME, LINE, bench().clock.now());
    await bench().dispatch();
    expect(bench().far.texts()).toEqual(["Hola"]);
  });
});
