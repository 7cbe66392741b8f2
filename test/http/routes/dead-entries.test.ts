import { describe, expect, it } from "vitest";
import { DEFAULT_WORKSPACE } from "../../../src/domain/ids.ts";
import { advance } from "../../../src/machines/advance.ts";
import { T0 } from "../../support/builders.ts";
import { problemOf, useBench } from "../support/bench.ts";

const bench = useBench();

/** Lets somebody write, and the machine fail over it. */
async function die(id: string): Promise<string> {
  const { store, engine, converse, clock } = bench();
  engine.stop();
  const conversationId = await converse(id);
  const mailbox = await store.load(DEFAULT_WORKSPACE, conversationId, { maxEntries: 10 });
  const nothing = advance({ ...mailbox!, entries: [], now: clock.now() });
  const applied = mailbox!.entries.map(({ key }) => ({
    key,
    version: nothing.expectedVersion,
    at: clock.now(),
    settingsVersion: 1,
    contactOwnerId: null,
    outcome: { kind: "dead" as const, reason: "TypeError" },
  }));
  await store.commit({ ...nothing, applied });
  return conversationId;
}

describe("dead entries", () => {
  it("are listed for people to see, in words of ours alone", async () => {
    const conversationId = await die("wamid.1");
    const response = await bench().ask("GET", "/v1/dead-entries");
    expect(response.json()).toEqual({
      items: [
        {
          id: expect.any(String),
          conversationId,
          kind: "message",
          reason: "TypeError",
          occurredAt: new Date(T0).toISOString(),
          receivedAt: expect.any(String),
          diedAt: expect.any(String),
        },
      ],
      cursor: null,
    });
    expect(response.body).not.toContain("text of");
  });

  it("are tried again, all or by id, and their conversations rung for", async () => {
    const conversationId = await die("wamid.1");
    await die("wamid.2");
    const { ask, engine, store } = bench();
    const { items } = (await ask("GET", "/v1/dead-entries")).json<{ items: { id: string }[] }>();
    engine.rings.length = 0;
    const one = await ask("POST", "/v1/dead-entries/replay", { ids: [items[0]?.id] });
    expect(one.json()).toEqual({ replayed: 1, more: false });
    expect(engine.rings).toMatchObject([{ lane: "live", conversations: [{ conversationId }] }]);
    expect((await ask("POST", "/v1/dead-entries/replay")).json()).toMatchObject({ replayed: 1 });
    expect((await ask("POST", "/v1/dead-entries/replay", {})).json()).toMatchObject({
      replayed: 0,
    });
    expect(engine.rings).toHaveLength(2);
    expect(await store.depth()).toMatchObject({ waitingEntries: 2, deadEntries: 0 });
  });

  it("name the field of a bad request", async () => {
    const { ask } = bench();
    expect(problemOf(await ask("GET", "/v1/dead-entries?limit=0")).fields).toEqual(["query.limit"]);
    const bodies = [{ ids: [] }, { ids: [7] }, { ids: "d1" }];
    for (const body of bodies) {
      const problem = problemOf(await ask("POST", "/v1/dead-entries/replay", body));
      expect(problem).toMatchObject({ status: 400 });
      expect(problem.fields.join()).toMatch(/^ids|^body.ids/);
    }
    const foreign = await ask("GET", "/v1/dead-entries?cursor=nonsense");
    expect(problemOf(foreign)).toMatchObject({ status: 400, code: "cursor.invalid" });
  });
});
