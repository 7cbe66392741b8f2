import { describe, expect, it } from "vitest";
import { DAY, MINUTE, SECOND, T0 } from "../../support/builders.ts";
import { StoreUnavailableError } from "../../../src/store/store.ts";
import { bareAnswer, errorAnswer } from "./support/far-side.ts";
import { useDispatchBench } from "./support/dispatch-bench.ts";

const bench = useDispatchBench();

describe("a send of which nobody knows whether it was taken", () => {
  it.each([
    ["no answer", { kind: "lost" } as const],
    ["a server's fault without a code", bareAnswer(500)],
    ["a server's fault with a code nobody knows", errorAnswer(999_999, { status: 502 })],
    ["a sign's answer", { kind: "acknowledged" } as const],
  ])("after %s is uncertain, and is never posted again", async (_what, answer) => {
    const [id] = await bench().queue(["Hola"]);
    bench().far.next(answer);
    await bench().dispatch();
    expect((await bench().send(id)).state).toBe("uncertain");
    await bench().pass(DAY);
    await bench().dispatch();
    expect(bench().far.posts).toHaveLength(1);
  });

  it("because its process died is uncertain when its lease has ended", async () => {
    const [first, second] = await bench().queue(["one", "two"]);
    const death = new AbortController();
    const dying = bench().process({ post: () => new Promise(() => {}), stopping: death.signal });
    await dying.sweep();
    await bench().pass(SECOND);
    death.abort();
    await bench().live(58 * SECOND);
    expect((await bench().send(first)).state).toBe("inFlight");
    await bench().live(3 * SECOND);
    expect((await bench().send(first)).state).toBe("uncertain");
    expect((await bench().send(second)).state).toBe("accepted");
    expect(bench().doorbell.rings).toContain(`live ${(await bench().send(first)).conversationId}`);
    const page = await bench().metrics.registry.metrics();
    expect(page).toContain('ventana_sends_total{result="uncertain",class="abandoned"} 1');
  });

  it("is not posted at all when its lease would end under it: it goes back", async () => {
    const { ids } = await bench().queueContents([{ type: "sticker", mediaId: "med_1" }]);
    let uploads = 0;
    bench().files.answer = async () => {
      if (++uploads === 1) await bench().pause(45 * SECOND);
      return { kind: "ready", mediaId: "1" };
    };
    await bench().dispatch();
    expect(bench().far.posts).toHaveLength(1);
    expect(await bench().send(ids[0])).toMatchObject({
      state: "accepted",
      attempts: 2,
      failures: 0,
    });
  });
});

describe("a claim that was not answered", () => {
  /** The store takes what is claimed, and does not say so until then. */
  const silent = (until: number) => {
    const { claimSends } = bench().store;
    return {
      ...bench().store,
      async claimSends(...args: Parameters<typeof claimSends>) {
        const claimed = await claimSends(...args);
        if (bench().clock.now() < until) throw new StoreUnavailableError("away");
        return claimed;
      },
    };
  };

  it("is asked for again: what it took was posted by nobody, and is posted now", async () => {
    const [first, second] = await bench().queue(["one", "two"]);
    const lines = bench().process({ store: silent(T0 + 7 * SECOND) });
    await bench().live(20 * SECOND, lines);
    expect(await bench().send(first)).toMatchObject({ state: "accepted", attempts: 1 });
    expect((await bench().send(second)).state).toBe("accepted");
    expect(bench().far.texts()).toEqual(["one", "two"]);
  });

  it("puts back what it took when there is no time left to post it", async () => {
    const [id] = await bench().queue(["one"]);
    await bench().live(80 * SECOND, bench().process({ store: silent(T0 + 45 * SECOND) }));
    expect(await bench().send(id)).toMatchObject({ state: "accepted", attempts: 2, failures: 0 });
    expect(bench().far.texts()).toEqual(["one"]);
  });

  it("has nothing left when its lease has ended: that is uncertain, and the next goes on", async () => {
    const [first, second] = await bench().queue(["one", "two"]);
    await bench().live(90 * SECOND, bench().process({ store: silent(T0 + 62 * SECOND) }));
    expect((await bench().send(first)).state).toBe("uncertain");
    expect((await bench().send(second)).state).toBe("accepted");
    expect(bench().far.texts()).toEqual(["two"]);
  });

  it("leaves what it took to nobody else", async () => {
    const [id] = await bench().queue(["one"]);
    const death = new AbortController();
    const lines = bench().process({ store: silent(T0 + MINUTE), stopping: death.signal });
    await lines.sweep();
    await bench().pass(SECOND);
    death.abort();
    await bench().live(30 * SECOND);
    expect((await bench().send(id)).state).toBe("inFlight");
    await bench().live(MINUTE);
    expect((await bench().send(id)).state).toBe("uncertain");
    expect(bench().far.posts).toEqual([]);
  });
});

describe("a send for which the store is away while it is prepared", () => {
  it("goes back as it was, and is posted when the store is there again", async () => {
    const { ids } = await bench().queueContents([{ type: "sticker", mediaId: "med_1" }]);
    let looks = 0;
    bench().files.answer = async () => {
      if (++looks === 1) throw new StoreUnavailableError("away");
      return { kind: "ready", mediaId: "1" };
    };
    await bench().dispatch();
    expect(await bench().send(ids[0])).toMatchObject({
      state: "accepted",
      attempts: 2,
      failures: 0,
    });
    expect(bench().log.complaints()).toEqual(["A send was put off: the store is away"]);
  });
});

describe("signs", () => {
  it("are posted, named after the message that was read, and taken", async () => {
    const { ids } = await bench().queueContents([
      { type: "readReceipt", targetId: "m1" },
      { type: "typing", targetId: "m1" },
    ]);
    await bench().dispatch();
    expect(
      bench().far.posts.map(({ body }) => [body["status"], "typing_indicator" in body]),
    ).toEqual([
      ["read", false],
      ["read", true],
    ]);
    expect((await bench().send(ids[0])).result).toEqual({
      kind: "accepted",
      sourceId: bench().far.posts[0]?.body["message_id"],
    });
  });

  it("are tried once more, whatever it was, and no more", async () => {
    const answers = [{ kind: "lost" }, { kind: "not_sent" }, errorAnswer(131_016)] as const;
    for (const [index, answer] of answers.entries()) {
      const sign = { type: "readReceipt", targetId: `m${index + 1}` } as const;
      const { ids } = await bench().queueContents([sign]);
      const before = bench().far.posts.length;
      bench().far.always(() => answer);
      await bench().live(5 * MINUTE);
      expect(bench().far.posts.length - before).toBe(2);
      expect((await bench().send(ids[0])).result).toMatchObject({ reason: "exhausted" });
    }
  });

  it("that somebody types are dropped when they are older than it lasts", async () => {
    const { ids } = await bench().queueContents([{ type: "typing", targetId: "m1" }]);
    await bench().pass(26 * SECOND);
    await bench().dispatch();
    expect(bench().far.posts).toEqual([]);
    expect((await bench().send(ids[0])).state).toBe("refused");
  });
});

describe("what became of a send", () => {
  it("is written down even if the store is away for a while", async () => {
    const { StoreUnavailableError } = await import("../../../src/store/store.ts");
    const [id] = await bench().queue(["Hola"]);
    let failures = 0;
    const { settleSend } = bench().store;
    const lines = bench().process({
      store: {
        ...bench().store,
        async settleSend(settlement) {
          if (++failures <= 5) throw new StoreUnavailableError("away");
          return settleSend(settlement);
        },
      },
    });
    await bench().dispatch(lines);
    expect((await bench().send(id)).state).toBe("accepted");
    expect(bench().far.posts).toHaveLength(1);
  });

  it("is counted", async () => {
    await bench().queue(["one", "two", "three"]);
    bench().far.next(errorAnswer(131_026), { kind: "lost" });
    await bench().dispatch();
    const page = await bench().metrics.registry.metrics();
    expect(page).toContain('ventana_sends_total{result="refused",class="recipient"} 1');
    expect(page).toContain('ventana_sends_total{result="uncertain",class="lost"} 1');
    expect(page).toContain('ventana_sends_total{result="accepted",class="none"} 1');
    expect(page).toContain("ventana_send_seconds_count 1");
    expect(page).toContain("ventana_sends_queued 0");
  });
});
