import { describe, expect, it } from "vitest";
import { aMessage, aNotice, ANA, BEN, T0 } from "../support/builders.ts";
import { defaultLine, problemOf, useBench } from "./support/bench.ts";
import { textMessage, webhook } from "./support/webhooks.ts";

const bench = useBench();

const UNKNOWN = "100000000000077";

interface ParkedPage {
  items: { id: string; reason: string; lineId: string; raw: unknown; replayedAt: string | null }[];
  cursor: string | null;
}

const parked = async (query = "") =>
  (await bench().ask("GET", `/v1/parked${query}`)).json<ParkedPage>();

describe("parked items", () => {
  it("are listed raw, newest first, by reason and line", async () => {
    const { hear, clock } = bench();
    await hear(webhook({ messages: [textMessage("wamid.1", { body: "hola" })] }, UNKNOWN));
    clock.advance(1_000);
    await hear(webhook({ messages: [{ id: "broken" }] }));
    const { items } = await parked();
    expect(items.map(({ reason }) => reason)).toEqual(["invalid", "unknown_line"]);
    expect(JSON.stringify(items[1]?.raw)).toContain("hola");
    expect((await parked("?reason=unknown_line")).items).toHaveLength(1);
    expect((await parked(`?line=${UNKNOWN}`)).items).toHaveLength(1);
    expect((await parked("?reason=group")).items).toEqual([]);
  });

  it("are replayed on demand, and listed no more but where that is asked for", async () => {
    const { hear, store, ask } = bench();
    await hear(webhook({ messages: [textMessage("wamid.1")] }, UNKNOWN));
    await store.putLine(defaultLine({ id: UNKNOWN }));
    const response = await ask("POST", "/v1/parked/replay", { reason: "unknown_line" });
    expect(response.json()).toEqual({ tried: 1, replayed: 1, more: false, cursor: null });
    expect((await parked()).items).toEqual([]);
    expect((await parked("?replayed=true")).items).toMatchObject([{ lineId: UNKNOWN }]);
    expect((await ask("POST", "/v1/parked/replay")).json()).toMatchObject({ tried: 0 });
  });

  it("are tried again from where the last time ended", async () => {
    const { hear, ask } = bench();
    const broken = Array.from({ length: 2_001 }, (_, at) => ({ id: `broken.${at}` }));
    for (const part of [broken.slice(0, 1_000), broken.slice(1_000)]) {
      await hear(webhook({ messages: part }));
    }
    const first = (await ask("POST", "/v1/parked/replay")).json();
    expect(first).toEqual({ tried: 2_000, replayed: 0, more: true, cursor: expect.any(String) });
    const { cursor } = first;
    const rest = await ask("POST", "/v1/parked/replay", { cursor });
    expect(rest.json()).toEqual({ tried: 1, replayed: 0, more: false, cursor: null });
    const other = await ask("POST", "/v1/parked/replay", { cursor, reason: "invalid" });
    expect(other.json()).toMatchObject({ code: "cursor.other_filter" });
  });

  it.each([
    [{ ids: [] }, "body.ids"],
    [{ ids: "all" }, "body.ids"],
    [{ ids: [{ $gt: "" }] }, "body.ids.0"],
    [{ reason: "whatever" }, "body.reason"],
    [{ limit: 1 }, "body.limit"],
  ])("are not replayed by %j", async (body, field) => {
    const problem = problemOf(await bench().ask("POST", "/v1/parked/replay", body));
    expect(problem).toMatchObject({ status: 400, fields: [field] });
  });
});

describe("notices", () => {
  it("are listed, newest first, in pages", async () => {
    const { store, ask } = bench();
    const newContactId = () => "ct";
    await store.accept([aNotice("n1"), aNotice("n2")], { receivedAt: T0, newContactId });
    const first = (await ask("GET", "/v1/notices?limit=1")).json<{
      items: { event: string }[];
      cursor: string;
    }>();
    expect(first.items).toMatchObject([
      { event: "APPROVED", field: "message_template_status_update" },
    ]);
    const second = await ask("GET", `/v1/notices?limit=1&cursor=${first.cursor}`);
    expect(second.json()).toMatchObject({ items: [{ event: "APPROVED" }], cursor: null });
  });
});

describe("merge proposals", () => {
  it("name both contacts and what they both claim", async () => {
    const { store, ask } = bench();
    let made = 0;
    const options = { receivedAt: T0, newContactId: () => `ct_${++made}` };
    const claim = { userId: ANA.userId, waId: BEN.waId };
    await store.accept([aMessage("1", { identity: { userId: ANA.userId } })], options);
    await store.accept([aMessage("2", { identity: { waId: BEN.waId } })], options);
    await store.accept([aMessage("3", { identity: claim })], options);
    expect((await ask("GET", "/v1/merge-proposals")).json()).toEqual({
      items: [
        {
          id: expect.any(String) as string,
          contactId: "ct_1",
          otherContactId: "ct_2",
          alias: { kind: "wa_id", scope: "", value: BEN.waId },
          proposedAt: new Date(T0).toISOString(),
        },
      ],
      cursor: null,
    });
  });
});
