import { beforeEach, describe, expect, it } from "vitest";
import { parseWebhook } from "../../../src/channels/whatsapp/parse/envelope.ts";
import { DEFAULT_WORKSPACE } from "../../../src/domain/ids.ts";
import {
  replayLine,
  replayParked,
  type ReplayDeps,
} from "../../../src/http/intake/replay-parked.ts";
import { randomIds } from "../../../src/ids.ts";
import type { ReplayQuery } from "../../../src/store/intake-store.ts";
import { realPause } from "../../../src/workers/pause.ts";
import { StoreUnavailableError } from "../../../src/store/store.ts";
import { aMessage, HOUR, T0 } from "../../support/builders.ts";
import { createMemoryStore, type MemoryStore } from "../../support/memory-store/memory-store.ts";
import { defaultLine } from "../support/bench.ts";
import { textMessage, webhook } from "../support/webhooks.ts";

let store: MemoryStore;
let rings: string[];

beforeEach(() => {
  store = createMemoryStore();
  rings = [];
});

async function hear(items: unknown[], at = T0, lineId?: string): Promise<void> {
  await store.accept(parseWebhook(webhook({ messages: items }, lineId)), {
    receivedAt: at,
    newContactId: () => randomIds.next("ct"),
  });
}

function replay(query: Partial<ReplayQuery> = {}, through: ReplayDeps["store"] = store) {
  const all = { ids: null, lineId: null, reason: null, cursor: null };
  const request = { ...all, limit: 1_000, ...query };
  return replayParked({ workspaceId: DEFAULT_WORKSPACE, ...request }, deps(through));
}

function deps(through: ReplayDeps["store"]): ReplayDeps {
  return {
    store: through,
    doorbell: {
      ringConversations: (_lane, all) =>
        void rings.push(...all.map(({ conversationId }) => conversationId)),
      ringTemplates() {},
    },
    clock: { now: () => T0 + HOUR },
    ids: randomIds,
    pause: realPause,
  };
}

const waiting = async () =>
  (
    await store.parked(DEFAULT_WORKSPACE, {
      reason: null,
      lineId: null,
      replayed: false,
      cursor: null,
      limit: 1_000,
    })
  ).items;

describe("replaying parked items", () => {
  it("puts items of a line that is registered now into their conversation, as of their arrival", async () => {
    await hear([textMessage("wamid.1"), textMessage("wamid.2")]);
    await store.putLine(defaultLine());
    expect(await replay()).toEqual({ tried: 2, replayed: 2, cursor: null });
    expect(await waiting()).toEqual([]);
    const ref = { workspaceId: DEFAULT_WORKSPACE, conversationId: rings[0] ?? "" };
    const mailbox = await store.load(ref.workspaceId, ref.conversationId, { maxEntries: 10 });
    expect(mailbox?.entries.map(({ receivedAt }) => receivedAt)).toEqual([T0, T0]);
  });

  it("lets an item that today's code cannot read wait for that, and not for its line any more", async () => {
    const { id: lineId } = defaultLine();
    const [unreadable] = parseWebhook(webhook({ messages: [{ id: "broken" }] }));
    const message = aMessage("wamid.1", { lineId });
    await store.accept([{ ...message, raw: unreadable?.raw }], {
      receivedAt: T0,
      newContactId: () => randomIds.next("ct"),
    });
    expect((await waiting()).map(({ reason }) => reason)).toEqual(["unknown_line"]);
    await store.putLine(defaultLine());
    expect(await replay()).toMatchObject({ replayed: 1 });
    expect((await waiting()).map(({ reason }) => reason)).toEqual([
      unreadable?.kind === "parked" ? unreadable.parked : null,
    ]);
    expect(await store.linesToReplay()).toEqual([]);
  });

  it("leaves a message of a type newer than this code waiting while its line is still unknown", async () => {
    await hear([{ ...textMessage("wamid.1"), type: "hologram" }]);
    const parked = (await waiting()).map(({ reason }) => reason).sort();
    expect(parked).toEqual(["unknown_line", "unknown_type"]);
    expect(await replay()).toMatchObject({ tried: 2, replayed: 0 });
    await store.putLine(defaultLine());
    expect(await replay()).toMatchObject({ replayed: 1 });
    expect(rings).toHaveLength(1);
    expect((await waiting()).map(({ reason }) => reason)).toEqual(["unknown_type"]);
  });

  it("keeps what it brought in before the store failed, and goes on behind it", async () => {
    await hear([textMessage("wamid.1")]);
    await hear([textMessage("wamid.2")], T0 + 1);
    await store.putLine(defaultLine());
    let calls = 0;
    const failing: ReplayDeps["store"] = {
      ...store,
      accept: (...args) =>
        ++calls === 2 ? Promise.reject(new StoreUnavailableError("away")) : store.accept(...args),
    };
    await expect(replay({}, failing)).rejects.toThrow(StoreUnavailableError);
    expect(await waiting()).toHaveLength(1);
    expect(await replay()).toEqual({ tried: 1, replayed: 1, cursor: null });
    expect(await waiting()).toEqual([]);
  });

  it("goes on where a crash cut it off, in both workspaces, before anybody who came later becomes somebody else", async () => {
    const line = { ...defaultLine(), workspaceId: "acme" };
    const ana = (id: string, from: string) => ({ ...textMessage(id), from });
    await hear([ana("wamid.1", "15550000001"), ana("wamid.2", "15550000002")]);
    await store.putLine(line);
    await hear([ana("wamid.3", "15550000003")]);
    expect(await store.linesToReplay()).toEqual([{ workspaceId: "acme", lineId: line.id }]);
    const which = { workspaceId: "acme", lineId: line.id, reason: null, limit: 1 } as const;
    expect(await replayLine(which, deps(store))).toBe(2);
    expect(await store.linesToReplay()).toEqual([{ workspaceId: "acme", lineId: line.id }]);
    expect(await replayLine({ ...which, limit: 10 }, deps(store))).toBe(1);
    expect(await store.linesToReplay()).toEqual([]);
    expect(rings).toHaveLength(3);
  });

  it("leaves what finds no place, and says so", async () => {
    await hear([textMessage("wamid.1")]);
    expect(await replay()).toEqual({ tried: 1, replayed: 0, cursor: null });
    expect(await waiting()).toHaveLength(1);
  });

  it("reads past what stays, and reads it once, however much of it stands in front", async () => {
    for (let at = 0; at < 700; at += 1) await hear([{ id: `broken.${at}` }], T0 + at);
    await hear([textMessage("wamid.1")], T0 + 700);
    await store.putLine(defaultLine());
    let read = 0;
    const counting: ReplayDeps["store"] = {
      ...store,
      async parkedForReplay(workspaceId, query) {
        const page = await store.parkedForReplay(workspaceId, query);
        read += page.items.length;
        return page;
      },
    };
    expect(await replay({}, counting)).toEqual({ tried: 701, replayed: 1, cursor: null });
    expect(read).toBe(701);
    expect(await waiting()).toHaveLength(700);
  });

  it("lets others have their turn, also where nothing finds a place", async () => {
    await hear(Array.from({ length: 500 }, (_, at) => ({ id: `broken.${at}` })));
    const ended: string[] = [];
    setImmediate(() => void ended.push("somebody else"));
    await replay();
    ended.push("the replay");
    expect(ended).toEqual(["somebody else", "the replay"]);
  });

  it("stops at its limit and says that there may be more", async () => {
    await hear(Array.from({ length: 5 }, (_, at) => textMessage(`wamid.${at}`)));
    await store.putLine(defaultLine());
    expect(await replay({ limit: 3 })).toMatchObject({
      tried: 3,
      replayed: 3,
      cursor: expect.any(String),
    });
    expect(await replay({ limit: 3 })).toEqual({ tried: 2, replayed: 2, cursor: null });
  });

  it("goes on behind its limit, past what stays", async () => {
    await hear(Array.from({ length: 5 }, (_, at) => textMessage(`wamid.${at}`)));
    const first = await replay({ limit: 3 });
    expect(first).toMatchObject({ tried: 3, replayed: 0 });
    const rest = await replay({ limit: 3, cursor: first.cursor });
    expect(rest).toEqual({ tried: 2, replayed: 0, cursor: null });
  });

  it("does no harm twice: a crash before the item was taken out repeats it as a duplicate", async () => {
    await hear([textMessage("wamid.1")]);
    await store.putLine(defaultLine());
    const crashing = {
      ...store,
      settleParked: () => Promise.reject(new Error("killed")),
    };
    await expect(replay({}, crashing)).rejects.toThrow("killed");
    expect(await replay()).toMatchObject({ replayed: 1 });
    expect((await store.depth()).waitingEntries).toBe(1);
  });

  it("puts a message of a type newer than this code into its conversation, and keeps its copy for later code", async () => {
    await hear([{ ...textMessage("wamid.1"), type: "poll_of_2027" }]);
    expect((await waiting()).map(({ reason }) => reason).sort()).toEqual([
      "unknown_line",
      "unknown_type",
    ]);
    await store.putLine(defaultLine());
    expect(await replay()).toMatchObject({ replayed: 1 });
    expect((await store.depth()).waitingEntries).toBe(1);
    expect((await waiting()).map(({ reason }) => reason)).toEqual(["unknown_type"]);
    expect(await replay()).toMatchObject({ replayed: 0 });
  });

  it("takes only the items that are named", async () => {
    await hear([textMessage("wamid.1"), textMessage("wamid.2")]);
    await store.putLine(defaultLine());
    const [first] = await waiting();
    expect(await replay({ ids: [first?.id ?? ""] })).toMatchObject({ tried: 1, replayed: 1 });
    expect(await waiting()).toHaveLength(1);
  });
});
