import { describe, expect, it } from "vitest";
import { numberClaim } from "../../../src/domain/contact/addressee.ts";
import type { Driver } from "../../../src/domain/automation/state.ts";
import { aChange } from "../../support/contacts.ts";
import { CONTEXT } from "../../support/records.ts";
import { ACME, DAY, HOUR, LINE, MINUTE, SECOND, T0 } from "../../support/builders.ts";
import { aText } from "../../store/contract/outbox.ts";
import { errorAnswer, LATENCY_MS } from "./support/far-side.ts";
import { TOKEN, useDispatchBench } from "./support/dispatch-bench.ts";

const bench = useDispatchBench();

describe("a send that is due", () => {
  it("is posted with its line's token under its own id, and its conversation is told", async () => {
    const [id] = await bench().queue(["Hola"]);
    await bench().dispatch();
    expect(bench().far.posts).toMatchObject([
      {
        lineId: LINE,
        token: TOKEN,
        sendId: id,
        body: { to: "+15550000001", type: "text", text: { body: "Hola" } },
      },
    ]);
    const send = await bench().send(id);
    expect(send).toMatchObject({
      state: "accepted",
      attempts: 1,
      result: { kind: "accepted", sourceId: "wamid.out1" },
      settledAt: T0 + LATENCY_MS,
    });
    const { conversationId, workspaceId } = send;
    expect(bench().doorbell.rings).toContain(`live ${conversationId}`);
    const mailbox = await bench().store.load(workspaceId, conversationId, { maxEntries: 10 });
    expect(mailbox?.entries.map(({ input }) => input.kind)).toEqual(["sendResult"]);
  });

  it("goes to the number that wrote in its conversation, when the contact was merged and has two", async () => {
    await bench().queue(["to 1"], 1);
    await bench().queue(["to 2"], 2);
    const { store, far } = bench();
    const numbers = ["+15550000001", "+15550000002"];
    const [into, from] = await store.claimants(ACME, numbers.map(numberClaim));
    if (into == null || from == null) throw new Error("nobody wrote");
    const asked = { workspaceId: ACME, from, into, type: "contact.merged" } as const;
    expect(await store.mergeContacts({ ...asked, context: CONTEXT })).toBe("merged");
    await bench().dispatch();
    const posted = far.posts.map(({ body }) => [
      (body["text"] as { body: string }).body,
      body["to"],
    ]);
    expect(posted).toEqual([
      ["to 1", numbers[0]],
      ["to 2", numbers[1]],
    ]);
  });

  it("leaves after the ones before it in its conversation, one at a time, while others go on", async () => {
    await bench().queue(["1a", "1b", "1c"], 1);
    await bench().queue(["2a", "2b"], 2);
    await bench().dispatch();
    expect(
      bench()
        .far.texts()
        .filter((text) => text.startsWith("1")),
    ).toEqual(["1a", "1b", "1c"]);
    expect(
      bench()
        .far.texts()
        .filter((text) => text.startsWith("2")),
    ).toEqual(["2a", "2b"]);
    const at = Object.fromEntries(
      bench().far.posts.map((post) => [(post.body["text"] as { body: string }).body, post.at]),
    );
    expect(at["2a"]).toBe(at["1a"]);
    expect(at["1b"]! - at["1a"]!).toBeGreaterThanOrEqual(LATENCY_MS);
  });

  it("goes on with the next after a refusal, and after a doubt", async () => {
    await bench().queue(["one", "two", "three"]);
    bench().far.next(errorAnswer(131_026), { kind: "lost" });
    await bench().dispatch();
    expect(bench().far.texts()).toEqual(["three"]);
  });

  it("carries WhatsApp's ids of its files, and of the message that it answers", async () => {
    await bench().queueContents([{ type: "sticker", mediaId: "med_1" }]);
    await bench().dispatch();
    expect(bench().far.posts[0]?.body["sticker"]).toEqual({ id: "at WhatsApp: med_1" });
  });
});

describe("a message of an automation", () => {
  const queued = async (lease: number | null, driver: Driver) => {
    const { ids } = await bench().queueContents([aText("from a flow")], { lease, driver });
    await bench().dispatch();
    return (await bench().send(ids[0])).result;
  };
  const SUPERSEDED = { kind: "refused", reason: "superseded", errors: [] };

  it("leaves while the lease stands under which it was decided", async () => {
    expect(await queued(3, { kind: "bot", lease: 3 })).toMatchObject({ kind: "accepted" });
  });

  it("is not posted once a person talks, or the lease has moved on", async () => {
    expect(await queued(3, { kind: "person", lease: 4 })).toEqual(SUPERSEDED);
    expect(await queued(3, { kind: "bot", lease: 5 })).toEqual(SUPERSEDED);
    expect(bench().far.posts).toEqual([]);
  });

  it("leaves when it is what the bot said before it handed over", async () => {
    expect(await queued(3, { kind: "person", lease: 3 })).toMatchObject({ kind: "accepted" });
  });

  it("of a person's leaves whoever talks", async () => {
    expect(await queued(null, { kind: "bot", lease: 3 })).toMatchObject({ kind: "accepted" });
  });

  it("is not posted to somebody who wants nothing automatic by now", async () => {
    const { store } = bench();
    const driver = { kind: "bot", lease: 0 } as const;
    const { ids, conversationId } = await bench().queueContents([aText("late")], {
      lease: 0,
      driver,
    });
    const { contact } = (await store.conversation(ACME, conversationId))!;
    const whatsapp = { wanted: false, at: T0, source: "stop_word" } as const;
    const preferences = { ...contact.preferences, whatsapp };
    await store.saveContact(aChange(contact, { preferences }));
    await bench().dispatch();
    expect((await bench().send(ids[0])).result).toMatchObject({ reason: "opted_out" });
  });
});

describe("a send is refused without being posted", () => {
  const refusedAs = async (id: string | undefined) => {
    await bench().dispatch();
    expect(bench().far.posts).toEqual([]);
    const { state, result } = await bench().send(id);
    expect(state).toBe("refused");
    return result?.kind === "refused" ? result.reason : null;
  };

  it("when its window has shut, or is about to", async () => {
    const windowExpiresAt = T0 + DAY;
    const { ids } = await bench().queueContents([aText("Hola")], { windowExpiresAt });
    await bench().pass(DAY - MINUTE);
    expect(await refusedAs(ids[0])).toBe("window_expired");
  });

  it("when there never was a window", async () => {
    const { ids } = await bench().queueContents([aText("Hola")], { windowExpiresAt: null });
    expect(await refusedAs(ids[0])).toBe("window_expired");
  });

  it("when the person has no address that it could go to", async () => {
    const [id] = await bench().queue(["Hola"]);
    const { claimSends } = bench().store;
    const nobody = bench().process({
      store: {
        ...bench().store,
        async claimSends(...args) {
          const claimed = await claimSends(...args);
          return claimed.map((one) => ({ ...one, contact: { ...one.contact, aliases: [] } }));
        },
      },
    });
    await bench().dispatch(nobody);
    expect(await refusedAs(id)).toBe("recipient");
  });

  it("when it is about a message that WhatsApp does not know", async () => {
    const reaction = { type: "reaction", targetId: "m99", emoji: "👍" } as const;
    const { ids } = await bench().queueContents([reaction]);
    expect(await refusedAs(ids[0])).toBe("request");
  });

  it("when its file is not there, or will never do", async () => {
    const { ids } = await bench().queueContents([
      { type: "sticker", mediaId: "med_1" },
      { type: "sticker", mediaId: "med_2" },
    ]);
    bench().files.answer = async (_line, mediaId) =>
      mediaId === "med_1"
        ? { kind: "unknown" }
        : { kind: "refused", code: 131_053, details: "too large" };
    expect(await refusedAs(ids[0])).toBe("media");
    expect((await bench().send(ids[1])).result).toMatchObject({
      reason: "media",
      errors: [{ code: 131_053, details: "too large" }],
    });
  });

  it("when we fail at it ourselves, which is logged, and holds up nobody", async () => {
    const { ids } = await bench().queueContents([{ type: "sticker", mediaId: "med_1" }]);
    const [other] = await bench().queue(["Hola"], 2);
    bench().files.answer = async () => {
      throw new TypeError("a defect");
    };
    await bench().dispatch();
    expect((await bench().send(ids[0])).result).toMatchObject({ reason: "unknown" });
    expect(bench().log.complaints()).toEqual(["A send met a defect of ours"]);
    expect((await bench().send(other)).state).toBe("accepted");
  });
});

describe("a send that WhatsApp refuses", () => {
  it("for good, is refused in WhatsApp's words", async () => {
    const [id] = await bench().queue(["Hola"]);
    bench().far.next(errorAnswer(131_026));
    await bench().dispatch();
    expect((await bench().send(id)).result).toEqual({
      kind: "refused",
      reason: "recipient",
      errors: [{ code: 131_026, title: null, details: null }],
    });
    await bench().pass(HOUR);
    await bench().dispatch();
    expect(bench().far.posts).toHaveLength(1);
  });

  it("for a passing cause, is posted again after growing waits, and taken in the end", async () => {
    const [id] = await bench().queue(["Hola"]);
    const busy = errorAnswer(131_016);
    bench().far.next(busy, busy, busy);
    await bench().dispatch();
    expect(await bench().send(id)).toMatchObject({ state: "queued", failures: 1 });
    await bench().pass(MINUTE);
    expect(await bench().send(id)).toMatchObject({ state: "accepted", failures: 3 });
    const times = bench().far.posts.map(({ at }) => at);
    const waits = times.slice(1).map((at, index) => at - times[index]! - LATENCY_MS);
    expect(waits).toEqual([SECOND, 2 * SECOND, 4 * SECOND]);
  });

  it.each([
    ["a passing cause", 131_016, 8],
    ["a cause that nobody knows", 131_000, 3],
  ])("for %s all the time, is given up", async (_what, code, tries) => {
    const [id] = await bench().queue(["Hola"]);
    bench().far.always(() => errorAnswer(code));
    await bench().live(10 * MINUTE);
    expect((await bench().send(id)).result).toMatchObject({
      reason: "exhausted",
      errors: [{ code }],
    });
    expect(bench().far.posts).toHaveLength(tries);
  });

  it("waits as long as WhatsApp asks", async () => {
    await bench().queue(["Hola"]);
    bench().far.next(errorAnswer(131_016, { retryAfterMs: 30 * SECOND }));
    await bench().live(MINUTE);
    const waitedMs = bench().far.posts[1]!.at - T0 - LATENCY_MS;
    expect(waitedMs).toBeGreaterThanOrEqual(30 * SECOND);
    expect(waitedMs).toBeLessThanOrEqual(31 * SECOND);
  });

  it("for its file's id, has the file uploaded afresh, once", async () => {
    const { ids } = await bench().queueContents([{ type: "sticker", mediaId: "med_1" }]);
    const asked: boolean[] = [];
    bench().files.answer = async (_line, _mediaId, options) => {
      asked.push(options?.afresh === true);
      return { kind: "ready", mediaId: `id ${asked.length}` };
    };
    const gone = errorAnswer(100, { subcode: 33 });
    bench().far.next(gone);
    await bench().dispatch();
    expect(asked).toEqual([false, true, false]);
    expect(bench().far.posts[1]?.body["sticker"]).toEqual({ id: "id 3" });
    expect((await bench().send(ids[0])).state).toBe("accepted");

    const again = await bench().queueContents([{ type: "sticker", mediaId: "med_1" }]);
    bench().far.next(gone, gone);
    await bench().dispatch();
    expect((await bench().send(again.ids[0])).result).toMatchObject({ reason: "request" });
  });
});
