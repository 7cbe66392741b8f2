import { describe, expect, it } from "vitest";
import { acceptWebhook, type WebhookDeps } from "../../../src/http/intake/accept-webhook.ts";
import { randomIds } from "../../../src/ids.ts";
import { StoreUnavailableError } from "../../../src/store/store.ts";
import { ACME, aLine, T0 } from "../../support/builders.ts";
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
  return { accept, rings, accounts };
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
