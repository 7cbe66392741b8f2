import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { covers, type Visibility } from "../../../src/domain/people/visibility.ts";
import { aUser } from "../../support/builders.ts";
import { expectSoon } from "../../support/expect-soon.ts";
import { WHOLE_LIST } from "../../support/whole-list.ts";
import { StoreUnavailableError, type Store } from "../../../src/store/store.ts";
import { useBench, type Bench } from "../support/bench.ts";
import { signed, textMessage, webhook } from "../support/webhooks.ts";
import { Inbox, seqsBetween, type ShownRow } from "./support/inbox.ts";
import { serveStreams } from "./support/limited-streams.ts";

const numRuns = process.env["VENTANA_FULL"] === "1" ? 200 : 20;
const CONVERSATIONS = 3;
const OWNERS = ["me", "you", null] as const;

type Step =
  | { do: "message"; conversation: number }
  | { do: "give"; conversation: number; to: (typeof OWNERS)[number] }
  | { do: "leave" }
  | { do: "come back" }
  | { do: "breathe" };

const conversation = fc.nat({ max: CONVERSATIONS - 1 });
const stepArbitrary: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant("message" as const), conversation }),
  fc.record({ do: fc.constant("give" as const), conversation, to: fc.constantFrom(...OWNERS) }),
  fc.record({ do: fc.constantFrom("leave" as const, "come back" as const, "breathe" as const) }),
);
const accessArbitrary: fc.Arbitrary<Visibility> = fc.oneof(
  fc.record({
    kind: fc.constant("limited" as const),
    ownerIds: fc.constantFrom(["me"], ["me", "you"], []),
    unassigned: fc.boolean(),
  }),
  fc.constant({ kind: "all" as const }),
);

const bench = useBench();
beforeEach(async () => {
  for (const id of ["me", "you"])
    await bench().store.putUser(aUser({ workspaceId: "default", id }));
});

const lastSeq = () => bench().store.lastSeq("default");
const from = (at: number) => `55119111111${10 + at}`;

/** The list of who has this access. */
async function listed(access: Visibility): Promise<Map<string, ShownRow>> {
  const { items } = await bench().store.conversations("default", WHOLE_LIST);
  const rows = items.map(({ conversation: { id, version, facts } }) => {
    return [id, { version, ownerId: facts.ownerId }] as const;
  });
  return new Map(rows.filter(([, { ownerId }]) => covers(access, ownerId)));
}

/** The bench with a store that does something else. */
function withStore(changes: Partial<Store>): Bench {
  const { deps } = bench();
  return { ...bench(), deps: { ...deps, store: { ...deps.store, ...changes } } };
}

let messages = 0;

async function perform(step: Step, inbox: Inbox, url: string): Promise<void> {
  const { ask, deps, converse } = bench();
  switch (step.do) {
    case "message":
      await converse(`wamid.${++messages}`, { from: from(step.conversation) });
      break;
    case "give": {
      const id = await converse(`wamid.${++messages}`, { from: from(step.conversation) });
      const target = step.to === null ? { kind: "nobody" } : { kind: "user", userId: step.to };
      const answer = await ask("POST", `/v1/conversations/${id}/assign`, { target });
      expect(answer.statusCode).toBe(200);
      break;
    }
    case "leave":
      inbox.disconnect();
      break;
    case "come back":
      await inbox.connect(url);
      break;
    case "breathe":
      await deps.pause(5);
  }
}

describe("an inbox that lives off the stream", () => {
  it("shows in the end what its reader may see, as it is, whatever happened while it was away", async () => {
    const history = fc.array(stepArbitrary, { maxLength: 25 });
    const property = fc.asyncProperty(accessArbitrary, history, async (access, steps) => {
      await using streams = await serveStreams(bench(), access);
      const inbox = new Inbox();
      const startedAt = await lastSeq();
      await inbox.connect(streams.url);
      for (const [id, row] of await listed(access)) inbox.show(id, row);

      for (const step of steps) await perform(step, inbox, streams.url);

      await inbox.connect(streams.url);
      const visible = await listed(access);
      await expectSoon(() => (inbox.take(), inbox.shown)).toEqual(visible);
      for (const owner of inbox.owners) expect(covers(access, owner)).toBe(true);
      expect(inbox.ids).toEqual([...new Set(inbox.ids)].sort((a, b) => a - b));
      if (access.kind === "all") expect(inbox.ids).toEqual(seqsBetween(startedAt, await lastSeq()));
      inbox.disconnect();
    });
    await fc.assert(property, { numRuns });
  });

  it("hears every event once, in order, however often it goes and comes while others write", async () => {
    await using streams = await serveStreams(bench(), { kind: "all" });
    const { app, engine, deps } = bench();
    const inboxes = Array.from({ length: 10 }, () => new Inbox());
    const startedAt = await lastSeq();
    for (const inbox of inboxes) await inbox.connect(streams.url);
    for (let round = 0; round < 30; round += 1) {
      const batch = Array.from({ length: 10 }, (_, at) =>
        textMessage(`wamid.${round}-${at}`, { from: from(at % 5) }),
      );
      void app.inject(signed(webhook({ messages: batch })));
      const inbox = inboxes[round % inboxes.length];
      inbox?.disconnect();
      await deps.pause(round % 4);
      await inbox?.connect(streams.url);
    }
    await expectSoon(() => engine.rings.length).toBe(30);
    await engine.idle();
    const all = seqsBetween(startedAt, await lastSeq());
    expect(all.length).toBeGreaterThan(300);
    for (const inbox of inboxes) {
      await expectSoon(() => (inbox.take(), inbox.ids.length)).toBe(all.length);
      expect(inbox.ids).toEqual(all);
      inbox.disconnect();
    }
  });

  it.each([
    ["that could not be reached", new StoreUnavailableError("away"), 0],
    ["that threw what nobody expected", new TypeError("broken"), 1],
  ])("loses nothing by a store %s", async (_name, error, logged) => {
    const { store, converse } = bench();
    const failures: Error[] = [];
    const conversationsById: typeof store.conversationsById = async (...args) => {
      const failure = failures.pop();
      if (failure !== undefined) throw failure;
      return store.conversationsById(...args);
    };
    await using streams = await serveStreams(withStore({ conversationsById }), { kind: "all" });
    const follower = new Inbox();
    await follower.connect(streams.url);
    await converse("wamid.1");
    await expectSoon(() => (follower.take(), follower.ids.length)).toBe(await lastSeq());
    failures.push(error, error, error);
    await converse("wamid.2");
    const all = seqsBetween(0, await lastSeq());
    await expectSoon(() => (follower.take(), follower.ids)).toEqual(all);
    expect(failures).toEqual([]);
    expect(bench().logged).toHaveLength(logged);
    follower.disconnect();
  });

  it("misses nothing that is told to others between its last look into the feed and its joining them", async () => {
    const { store, converse } = bench();
    /** What the next read of rows waits for. */
    let hold: Promise<void> | null = null;
    const conversationsById: typeof store.conversationsById = async (...args) => {
      const wait = hold;
      hold = null;
      await wait;
      return store.conversationsById(...args);
    };
    await using streams = await serveStreams(withStore({ conversationsById }), { kind: "all" });
    const [follower, late] = [new Inbox(), new Inbox(0)];
    await follower.connect(streams.url);
    await converse("wamid.1");
    await expectSoon(() => (follower.take(), follower.ids.length)).toBe(await lastSeq());
    const { promise, resolve } = Promise.withResolvers<void>();
    hold = promise;
    await late.connect(streams.url);
    await expectSoon(() => hold).toBeNull();
    await converse("wamid.2");
    const all = seqsBetween(0, await lastSeq());
    await expectSoon(() => (follower.take(), follower.ids)).toEqual(all);
    resolve();
    await expectSoon(() => (late.take(), late.ids)).toEqual(all);
    late.disconnect();
    follower.disconnect();
  });
});
