import { describe, expect, it } from "vitest";
import { acceptWebhook, type WebhookDeps } from "../../../src/http/intake/accept-webhook.ts";
import { randomIds } from "../../../src/ids.ts";
import { createStopLine } from "../../../src/workers/send/stop-line.ts";
import { StoreUnavailableError, type Store } from "../../../src/store/store.ts";
import { ACME, aLine, LINE, SECOND_LINE, T0 } from "../../support/builders.ts";
import { createRecordingLog } from "../../support/recording-log.ts";
import { createMemoryStore } from "../../support/memory-store/memory-store.ts";
import { WABA } from "../../support/templates.ts";
import { APP_SECRET, signed, status, textMessage, webhook } from "../support/webhooks.ts";

interface Ring {
  lane: string;
  count: number;
}

async function setUp(changes: Partial<WebhookDeps> = {}) {
  const store = createMemoryStore();
  await store.putLine(aLine());
  const rings: Ring[] = [];
  const accounts: string[] = [];
  const deps: WebhookDeps = {
    store,
    stopLine: createStopLine({ store, clock: { now: () => T0 }, log: createRecordingLog() }),
    doorbell: {
      ringConversations: (lane, conversations) => rings.push({ lane, count: conversations.length }),
      ringRelay: (workspaceId) => accounts.push(`relay ${workspaceId}`),
      ringTemplates: ({ workspaceId, wabaId }) => accounts.push(`${workspaceId} ${wabaId}`),
    },
    clock: { now: () => T0 },
    ids: randomIds,
    secrets: [APP_SECRET],
    ...changes,
  };
  const accept = (body: unknown, secret?: string) => {
    const { payload, headers } = signed(body, secret);
    const signature = headers["x-hub-signature-256"];
    return acceptWebhook({ rawBody: payload, signature }, deps);
  };
  return { accept, rings, accounts, store };
}

function refusing(error: Error): WebhookDeps["store"] {
  return { ...createMemoryStore(), accept: () => Promise.reject(error) };
}

describe("accepting a webhook", () => {
  it("counts what became of its items, and rings each conversation once", async () => {
    const { accept, rings } = await setUp();
    const body = webhook({
      messages: [textMessage("wamid.1"), textMessage("wamid.2"), { id: "broken" }],
      statuses: [status("wamid.0", "sent")],
    });
    expect(await accept(body)).toEqual({
      kind: "accepted",
      counts: { accepted: 3, duplicate: 0, parked: 1, noticed: 0 },
    });
    expect(rings).toEqual([{ lane: "live", count: 1 }]);
  });

  describe("with a message that failed for what is wrong with its line", () => {
    const failed = (code: number, at = T0) => ({
      ...status(`wamid.${code}.${at}`, "failed"),
      timestamp: String(at / 1_000),
      errors: [{ code, title: "x" }],
    });
    const stopOf = async (store: Store) => (await store.lineSending(ACME, LINE)).stop;
    const words = async (store: Store) =>
      (await store.notices(ACME, { cursor: null, limit: 10 })).items.map(({ event }) => event);

    it.each([
      [190, "authorization"],
      [131_031, "account"],
      [131_042, "account"],
      [133_010, "registration"],
    ])(
      "stops the line for %s, as the same answer to a send does, and says so once",
      async (code, reason) => {
        const { accept, store } = await setUp();
        const body = webhook({ statuses: [failed(code), failed(code, T0 + 1_000)] });
        expect((await accept(body)).kind).toBe("accepted");
        await accept(body);
        expect(await stopOf(store)).toEqual({ reason, code, since: T0 });
        expect(new Set(await words(store))).toEqual(new Set([String(code), "STOPPED"]));
        expect(await words(store)).toHaveLength(2);
      },
    );

    it("stops it for no fault that is about the message, or that people alone should hear of", async () => {
      const { accept, store } = await setUp();
      await accept(webhook({ statuses: [failed(131_026), failed(131_048)] }));
      expect(await stopOf(store)).toBeNull();
      expect(await words(store)).toEqual(["131048"]);
    });

    it("stops it for nothing that was before it was told to go on, or long ago", async () => {
      const { accept, store } = await setUp();
      await store.resumeLine(ACME, LINE, T0 - 5_000);
      await accept(webhook({ statuses: [failed(190, T0 - 5_000), failed(131_042, T0 - 601_000)] }));
      expect(await stopOf(store)).toBeNull();
      await accept(webhook({ statuses: [failed(190, T0 - 4_000)] }));
      expect(await stopOf(store)).toMatchObject({ code: 190 });
    });

    it("stops no other line for it, and each line's fault is told", async () => {
      const { accept, store } = await setUp();
      await store.putLine(aLine({ id: SECOND_LINE }));
      await accept(webhook({ statuses: [failed(131_042)] }));
      expect(await store.lineSending(ACME, SECOND_LINE)).toMatchObject({ stop: null });
      await accept(webhook({ statuses: [failed(131_042)] }, SECOND_LINE));
      expect(await store.lineSending(ACME, SECOND_LINE)).toMatchObject({ stop: { code: 131_042 } });
      expect((await words(store)).filter((word) => word === "131042")).toHaveLength(2);
    });
  });

  it("leaves a conversation that has nothing but statuses to the next round", async () => {
    const { accept, rings } = await setUp();
    await accept(webhook({ statuses: [status("wamid.0", "sent"), status("wamid.0", "read")] }));
    expect(rings).toEqual([{ lane: "status", count: 1 }]);
  });

  it("rings for the account whose templates have changed", async () => {
    const { accept, rings, accounts } = await setUp();
    const field = "message_template_status_update";
    const value = { event: "PAUSED", message_template_id: 7, message_template_name: "hola" };
    const entry = [{ id: WABA, time: 1_760_000_000, changes: [{ field, value }] }];
    await accept({ object: "whatsapp_business_account", entry });
    expect({ rings, accounts }).toEqual({ rings: [], accounts: [`${ACME} ${WABA}`] });
  });

  it("rings for duplicates too, since the first ring may be what got lost", async () => {
    const { accept, rings } = await setUp();
    const body = webhook({ messages: [textMessage("wamid.1")] });
    await accept(body);
    expect(await accept(body)).toMatchObject({ counts: { accepted: 0, duplicate: 1 } });
    expect(rings).toHaveLength(2);
  });

  it("takes either secret while one is being replaced", async () => {
    const { accept } = await setUp({ secrets: ["the old one", "the new one"] });
    const body = webhook({ messages: [] });
    expect(await accept(body, "the old one")).toMatchObject({ kind: "accepted" });
    expect(await accept(body, "the new one")).toMatchObject({ kind: "accepted" });
    expect(await accept(body, "a third one")).toEqual({ kind: "bad_signature" });
  });

  it("refuses everything while no secret is set", async () => {
    const { accept } = await setUp({ secrets: [] });
    expect(await accept(webhook({}), "")).toEqual({ kind: "bad_signature" });
  });

  it("says unavailable when the store is, and rings nobody", async () => {
    const { accept, rings } = await setUp({ store: refusing(new StoreUnavailableError("full")) });
    expect(await accept(webhook({ messages: [textMessage("wamid.1")] }))).toEqual({
      kind: "unavailable",
    });
    expect(rings).toEqual([]);
  });

  it("lets a defect be a defect", async () => {
    const { accept } = await setUp({ store: refusing(new Error("bug")) });
    await expect(accept(webhook({ messages: [textMessage("wamid.1")] }))).rejects.toThrow("bug");
  });

  it("asks nothing of the store when there is no item", async () => {
    const { accept } = await setUp({ store: refusing(new Error("asked")) });
    expect(await accept({ object: "whatsapp_business_account", entry: [] })).toMatchObject({
      kind: "accepted",
    });
  });
});
