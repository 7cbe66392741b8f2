import { NOTHING_AUTOMATED } from "../../../src/domain/commit.ts";
import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { MessageItem } from "../../../src/domain/conversation/message.ts";
import { DEFAULT_WORKSPACE } from "../../../src/domain/ids.ts";
import type { MediaFailure, StoredBlob } from "../../../src/domain/media/media.ts";
import { blobKeyOf } from "../../../src/media/blob-key.ts";
import { MINUTE, T0 } from "../../support/builders.ts";
import { jpeg } from "../../support/sample-files.ts";
import { problemOf, useBench } from "../support/bench.ts";
import { upload } from "../support/forms.ts";
import { textMessage, webhook } from "../support/webhooks.ts";

const bench = useBench();

interface Item {
  id: string;
  content: { type: string } | null;
  file: { id: string; state: string; url: string | null; failure: string | null } | null;
}

/** A contact sends a document; nobody has fetched it yet. */
async function hearDocument(filename = "Contrato.jpg"): Promise<string> {
  const { text: _text, ...message } = textMessage("wamid.doc");
  const document = { id: "990000000000001", mime_type: "image/jpeg", sha256: "c2hh", filename };
  await bench().hear(webhook({ messages: [{ ...message, type: "document", document }] }));
  return bench().engine.rings.at(-1)?.conversations[0]?.conversationId ?? "";
}

/** What a worker does. */
async function settle(failure: MediaFailure | null): Promise<void> {
  const lease = { of: null, now: bench().clock.now(), leaseMs: MINUTE, limit: 1 };
  const [file] = await bench().store.claimMedia(lease);
  if (file === undefined) throw new Error("no file is due");
  if (failure !== null) {
    await bench().store.settleMedia(file, { state: "failed", failure });
    return;
  }
  const draft = await bench().blobs.draft(once(jpeg()), { bytesMax: 1_000 });
  if (draft === "too_large") throw new Error("too large");
  const key = await draft.keep(DEFAULT_WORKSPACE);
  const blob: StoredBlob = { key, type: "image/jpeg", bytes: draft.size, sha256: draft.sha256 };
  await bench().store.settleMedia(file, { state: "ready", blob });
}

async function* once(bytes: Buffer): AsyncGenerator<Uint8Array> {
  yield bytes;
}

async function messages(conversationId: string): Promise<Item[]> {
  const page = await bench().ask("GET", `/v1/conversations/${conversationId}/timeline`);
  const { items } = page.json<{ items: (Item & { kind: string })[] }>();
  return items.filter(({ kind }) => kind === "message");
}

describe("the file of a message", () => {
  it("is shown as pending, then as ready with its way, and downloads by its name", async () => {
    const id = await hearDocument();
    const way = `/v1/conversations/${id}/media/m1`;
    expect((await messages(id))[0]?.file).toEqual({
      id: "m1",
      state: "pending",
      url: null,
      type: null,
      bytes: null,
      failure: null,
    });
    expect(problemOf(await bench().ask("GET", way))).toMatchObject({
      status: 409,
      code: "media.pending",
    });
    await settle(null);
    const bytes = jpeg().byteLength;
    expect((await messages(id))[0]?.file).toMatchObject({ state: "ready", url: way, bytes });
    const download = await bench().ask("GET", way);
    expect(download.rawPayload).toEqual(jpeg());
    expect(download.headers).toMatchObject({
      "content-type": "image/jpeg",
      "x-content-type-options": "nosniff",
      "content-disposition": `attachment; filename="Contrato.jpg"; filename*=UTF-8''Contrato.jpg`,
    });
    const part = await bench().ask("GET", way, undefined, { range: "bytes=0-1" });
    expect([part.statusCode, part.rawPayload]).toEqual([206, jpeg().subarray(0, 2)]);
  });

  it.each(["../../x.html", "a\r\nx: y", "\u202egpj.exe"])(
    "named %j by a stranger downloads under a harmless name",
    async (name) => {
      const id = await hearDocument(name);
      await settle(null);
      const { headers } = await bench().ask("GET", `/v1/conversations/${id}/media/m1`);
      expect(headers["content-disposition"]).toMatch(/^attachment; filename="[\w .-]+\.jpg"; /);
      expect(headers).not.toHaveProperty("x");
    },
  );

  it("that failed says why, and is fetched again when somebody asks", async () => {
    const id = await hearDocument();
    const way = `/v1/conversations/${id}/media/m1`;
    const early = await bench().ask("POST", `${way}/retry`);
    expect(problemOf(early)).toMatchObject({ status: 409, code: "media.not_failed" });
    await settle("unreachable");
    expect((await messages(id))[0]?.file).toMatchObject({
      state: "failed",
      failure: "unreachable",
    });
    const gone = await bench().ask("GET", way);
    expect(problemOf(gone)).toMatchObject({ status: 410, code: "media.failed" });
    expect(gone.json()).toMatchObject({ failure: "unreachable" });
    expect((await bench().ask("POST", `${way}/retry`)).statusCode).toBe(202);
    await settle(null);
    expect((await bench().ask("GET", way)).statusCode).toBe(200);
  });

  it("is not there for others: no token, no such conversation, no such file", async () => {
    const id = await hearDocument();
    await settle(null);
    const way = `/v1/conversations/${id}/media`;
    expect((await bench().app.inject(`${way}/m1`)).statusCode).toBe(401);
    expect(problemOf(await bench().ask("GET", `${way}/m2`)).code).toBe("media.unknown");
    const elsewhere = "/v1/conversations/elsewhere/media/m1";
    expect(problemOf(await bench().ask("GET", elsewhere)).code).toBe("conversation.unknown");
    const retry = await bench().ask("POST", `${elsewhere}/retry`);
    expect(problemOf(retry).code).toBe("conversation.unknown");
    expect(problemOf(await bench().ask("POST", `${way}/m2/retry`)).code).toBe("media.unknown");
  });

  it("goes with the message that is revoked", async () => {
    const id = await hearDocument();
    await settle(null);
    const { text: _text, ...message } = textMessage("wamid.revoke");
    const revoke = { original_message_id: "wamid.doc" };
    await bench().hear(webhook({ messages: [{ ...message, type: "revoke", revoke }] }));
    expect((await messages(id))[0]).toMatchObject({ content: null, file: null });
    const way = `/v1/conversations/${id}/media/m1`;
    expect(problemOf(await bench().ask("GET", way)).code).toBe("media.unknown");
  });
});

describe("the file of a message that was sent from the library", () => {
  it("stays when the library's file is deleted", async () => {
    const conversationId = await bench().converse();
    const asset = await upload(bench(), { name: "Menú.jpg", bytes: jpeg() });
    const { id: mediaId } = asset.json<{ id: string }>();
    await send(conversationId, mediaId);
    await bench().ask("DELETE", `/v1/media/${mediaId}`);
    const [sent] = await messages(conversationId);
    const way = `/v1/conversations/${conversationId}/media/m2`;
    expect(sent?.file).toMatchObject({ state: "ready", url: way });
    const download = await bench().ask("GET", way);
    expect(download.rawPayload).toEqual(jpeg());
    expect(download.headers["content-disposition"]).toContain("filename*=UTF-8''Men%C3%BA.jpg");
    expect(bench().blobs.kept.has(blobKeyOf(DEFAULT_WORKSPACE, sha256(jpeg())))).toBe(true);
  });
});

/** The step that a send makes, as far as the timeline is concerned. */
async function send(conversationId: string, mediaId: string): Promise<void> {
  const { store } = bench();
  const options = { maxEntries: 1 };
  const mailbox = await store.load(DEFAULT_WORKSPACE, conversationId, options);
  if (mailbox?.conversation == null) throw new Error("no conversation");
  const page = await store.timeline(DEFAULT_WORKSPACE, conversationId, { cursor: null, limit: 10 });
  const received = page.items.find((item): item is MessageItem => item.kind === "message");
  if (received === undefined) throw new Error("no message");
  const { version } = mailbox.conversation;
  const item: MessageItem = {
    ...received,
    id: "m2",
    sourceId: "wamid.sent",
    version: version + 1,
    direction: "outgoing",
    occurredAt: T0 + MINUTE,
    content: {
      type: "image",
      mediaId,
      mimeType: null,
      sha256: null,
      url: null,
      caption: null,
      filename: null,
      voice: false,
      animated: false,
      awaited: false,
    },
  };
  await store.commit({
    workspaceId: DEFAULT_WORKSPACE,
    conversationId,
    expectedVersion: version,
    conversation: { ...mailbox.conversation, version: version + 1 },
    items: [item],
    events: [],
    applied: [],
    fired: [],
    automation: NOTHING_AUTOMATED,
    cascades: [],
    learnt: [],
    sends: [],
  });
}

function sha256(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}
