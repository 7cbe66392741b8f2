import { describe, expect, it } from "vitest";
import { ASSET_PREFIX, mediaFileOf, nextMediaAttemptAt } from "../../../src/domain/media/media.ts";
import {
  ANY_BYTES_MAX,
  bytesMaxOf,
  MEDIA_BYTES_MAX,
  type MediaType,
  MEDIA_TYPES,
} from "../../../src/domain/media/types.ts";
import type { MessageItem } from "../../../src/domain/conversation/message.ts";
import { ACME, DAY, LINE, T0 } from "../../support/builders.ts";

describe("the limits of WhatsApp section 8", () => {
  it("are known for every kind, in decimal megabytes", () => {
    const still = { animated: false };
    const kinds = ["image", "video", "audio", "document", "sticker"] as const;
    const limits = kinds.map((kind) => bytesMaxOf(kind, still));
    expect(limits).toEqual([5_000_000, 16_000_000, 16_000_000, 100_000_000, 100_000]);
    expect(bytesMaxOf("sticker", { animated: true })).toBe(500_000);
    expect(ANY_BYTES_MAX).toBe(Math.max(...Object.values(MEDIA_BYTES_MAX)));
  });

  it("give every type an extension of its own first", () => {
    const firsts = (Object.keys(MEDIA_TYPES) as MediaType[]).map(
      (type) => MEDIA_TYPES[type].extensions[0],
    );
    expect(new Set(firsts).size).toBe(firsts.length);
  });
});

describe("retries of a fetch", () => {
  it("go on for most of the 7 days that WhatsApp keeps the file, and then end", () => {
    let at = T0;
    let attempts = 0;
    for (let next: number | null = at; next !== null; attempts++) {
      at = next;
      next = nextMediaAttemptAt(attempts + 1, at, 0.99);
    }
    expect(attempts).toBe(13);
    expect((at - T0) / DAY).toBeGreaterThan(5);
    expect((at - T0) / DAY).toBeLessThan(7.2);
  });
});

describe("the file of a message", () => {
  const message: MessageItem = {
    kind: "message",
    conversationId: "c",
    id: "m3",
    sourceId: "wamid.1",
    content: {
      type: "image",
      mediaId: "99",
      mimeType: "image/png",
      sha256: null,
      url: null,
      caption: null,
      filename: null,
      voice: false,
      animated: false,
      awaited: false,
    },
    direction: "incoming",
    origin: "live",
    sender: { kind: "contact", id: "ct_1" },
    version: 3,
    episode: 1,
    occurredAt: T0,
    receivedAt: T0,
    status: null,
    errors: [],
    pricing: null,
    context: null,
    referral: null,
    reactions: [],
    edits: [],
    revokedAt: null,
  };
  const place = { workspaceId: ACME, lineId: LINE };
  const image = message.content;

  it("has the message's id, and another one for each edit that brings a file", () => {
    expect(mediaFileOf(message, place)).toMatchObject({ id: "m3", state: "pending" });
    if (image === null) throw new Error("an image was expected");
    const edited = { ...message, edits: [{ content: image, replacedAt: T0 }] };
    expect(mediaFileOf(edited, place)).toMatchObject({ id: "m3e1", messageId: "m3" });
  });

  it("is ready from the start when we sent it from the library", () => {
    if (image?.type !== "image") throw new Error("an image was expected");
    const content = { ...image, mediaId: `${ASSET_PREFIX}_1` };
    const sent = { ...message, direction: "outgoing" as const, content };
    expect(mediaFileOf(sent, place)).toMatchObject({ origin: "library", state: "ready" });
    // A contact may call a file what they like.
    expect(mediaFileOf({ ...message, content }, place)).toMatchObject({ origin: "inbound" });
  });

  it("is none for a message that was revoked, has no content, or is a text", () => {
    expect(mediaFileOf({ ...message, revokedAt: T0 }, place)).toBeNull();
    expect(mediaFileOf({ ...message, content: null }, place)).toBeNull();
    expect(mediaFileOf({ ...message, content: { type: "text", text: "x" } }, place)).toBeNull();
  });
});
