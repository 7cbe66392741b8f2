import { describe, expect, it } from "vitest";
import { graphRequest } from "../../../../src/channels/whatsapp/graph/message-request.ts";
import type { OutgoingContent } from "../../../../src/domain/sending/outgoing.ts";
import type { SendContent } from "../../../../src/domain/sending/send.ts";
import { receiptSchema, sendSchema } from "../../../../src/simulator/cloud-api/send-schema.ts";

const ID = "snd_1-ct_ana_m7";
const IDS = {
  media: new Map([["med_1", "990001"]]),
  messages: { m3: "wamid.3", m4: "wamid.4" },
};
const TO = { to: "+5511987654321" };

const requestOf = (content: SendContent, replyToId: string | null = null, address: object = TO) =>
  graphRequest({ id: ID, content, replyToId }, address as typeof TO, IDS);

const bodyOf = (content: SendContent, replyToId: string | null = null): Record<string, unknown> => {
  const request = requestOf(content, replyToId);
  if (request.kind !== "request") throw new Error("a request was expected");
  return request.body;
};

/** What is posted for each kind of content: the member that is named like its type. */
const CONTENTS: [OutgoingContent, Record<string, unknown>][] = [
  [
    { type: "text", text: "Hola", previewUrl: true },
    { type: "text", text: { body: "Hola", preview_url: true } },
  ],
  [
    { type: "image", mediaId: "med_1", caption: "Foto" },
    { type: "image", image: { id: "990001", caption: "Foto" } },
  ],
  [
    { type: "video", mediaId: "med_1", caption: null },
    { type: "video", video: { id: "990001" } },
  ],
  [
    { type: "audio", mediaId: "med_1", voice: false },
    { type: "audio", audio: { id: "990001" } },
  ],
  [
    { type: "audio", mediaId: "med_1", voice: true },
    { type: "audio", audio: { id: "990001", voice: true } },
  ],
  [
    { type: "document", mediaId: "med_1", caption: null, filename: "oferta.pdf" },
    { type: "document", document: { id: "990001", filename: "oferta.pdf" } },
  ],
  [
    { type: "sticker", mediaId: "med_1" },
    { type: "sticker", sticker: { id: "990001" } },
  ],
  [
    { type: "location", latitude: 19.4, longitude: -99.1, name: "Centro", address: null },
    { type: "location", location: { latitude: 19.4, longitude: -99.1, name: "Centro" } },
  ],
  [
    {
      type: "contacts",
      contacts: [
        {
          name: { formatted: "Ana Souza", first: "Ana", last: null },
          organization: "Acme",
          phones: [{ phone: "+5511987654321", waId: "5511987654321", type: null }],
          emails: [{ email: "ana@acme.example", type: "WORK" }],
        },
      ],
    },
    {
      type: "contacts",
      contacts: [
        {
          name: { formatted_name: "Ana Souza", first_name: "Ana" },
          org: { company: "Acme" },
          phones: [{ phone: "+5511987654321", wa_id: "5511987654321" }],
          emails: [{ email: "ana@acme.example", type: "WORK" }],
        },
      ],
    },
  ],
  [
    {
      type: "buttons",
      header: { type: "image", mediaId: "med_1" },
      body: "¿Sigue?",
      footer: "Acme",
      buttons: [{ id: "yes", title: "Sí" }],
    },
    {
      type: "interactive",
      interactive: {
        type: "button",
        header: { type: "image", image: { id: "990001" } },
        body: { text: "¿Sigue?" },
        footer: { text: "Acme" },
        action: { buttons: [{ type: "reply", reply: { id: "yes", title: "Sí" } }] },
      },
    },
  ],
  [
    {
      type: "buttons",
      header: { type: "text", text: "Oferta" },
      body: "¿Sigue?",
      footer: null,
      buttons: [{ id: "yes", title: "Sí" }],
    },
    {
      type: "interactive",
      interactive: {
        type: "button",
        header: { type: "text", text: "Oferta" },
        body: { text: "¿Sigue?" },
        action: { buttons: [{ type: "reply", reply: { id: "yes", title: "Sí" } }] },
      },
    },
  ],
  [
    {
      type: "list",
      header: "Planes",
      body: "Elija",
      footer: null,
      button: "Ver",
      sections: [
        { title: null, rows: [{ id: "a", title: "A", description: null }] },
        { title: "Más", rows: [{ id: "b", title: "B", description: "El otro" }] },
      ],
    },
    {
      type: "interactive",
      interactive: {
        type: "list",
        header: { type: "text", text: "Planes" },
        body: { text: "Elija" },
        action: {
          button: "Ver",
          sections: [
            { rows: [{ id: "a", title: "A" }] },
            { title: "Más", rows: [{ id: "b", title: "B", description: "El otro" }] },
          ],
        },
      },
    },
  ],
  [
    {
      type: "template",
      name: "offer",
      language: "es_MX",
      category: "MARKETING",
      components: [
        { type: "header", parameters: [{ type: "image", image: { id: "med_1" } }] },
        { type: "body", parameters: [{ type: "text", text: "Ana" }] },
      ],
      text: "Oferta para Ana",
      values: { "1": "Ana" },
    },
    {
      type: "template",
      template: {
        name: "offer",
        language: { code: "es_MX" },
        components: [
          { type: "header", parameters: [{ type: "image", image: { id: "990001" } }] },
          { type: "body", parameters: [{ type: "text", text: "Ana" }] },
        ],
      },
    },
  ],
  [
    { type: "reaction", targetId: "m3", emoji: "👍" },
    { type: "reaction", reaction: { message_id: "wamid.3", emoji: "👍" } },
  ],
  [
    { type: "reaction", targetId: "m3", emoji: null },
    { type: "reaction", reaction: { message_id: "wamid.3", emoji: "" } },
  ],
];

describe("what is posted for a message", () => {
  it.each(CONTENTS.map(([content, shape]) => ({ what: content.type, content, shape })))(
    "that is $what has WhatsApp's shape, and passes what WhatsApp checks",
    ({ content, shape }) => {
      const body = bodyOf(content);
      expect(body).toEqual({
        messaging_product: "whatsapp",
        recipient_type: "individual",
        to: "+5511987654321",
        biz_opaque_callback_data: ID,
        ...shape,
      });
      expect(sendSchema.safeParse(body).error).toBeUndefined();
    },
  );

  it("goes to a user id when there is no number", () => {
    const content = { type: "text", text: "Hola", previewUrl: false } as const;
    const request = requestOf(content, null, { recipient: "BR.1001" });
    expect(request).toMatchObject({ body: { recipient: "BR.1001" } });
    expect(request).not.toHaveProperty("body.to");
  });

  it("quotes the message that it answers, unless WhatsApp does not know that one", () => {
    const content = { type: "text", text: "Sí", previewUrl: false } as const;
    expect(bodyOf(content, "m4")).toMatchObject({ context: { message_id: "wamid.4" } });
    expect(bodyOf(content, "m9")).not.toHaveProperty("context");
    const reaction = { type: "reaction", targetId: "m3", emoji: "👍" } as const;
    expect(bodyOf(reaction, "m4")).not.toHaveProperty("context");
  });

  it("is nothing when what it is about has no id at WhatsApp", () => {
    const reaction = { type: "reaction", targetId: "m9", emoji: "👍" } as const;
    expect(requestOf(reaction)).toEqual({ kind: "no_target" });
    expect(requestOf({ type: "typing", targetId: "m9" })).toEqual({ kind: "no_target" });
  });

  it("never names a file that WhatsApp does not have", () => {
    expect(() => bodyOf({ type: "sticker", mediaId: "med_2" })).toThrow("no id at WhatsApp");
  });
});

describe("what is posted for a sign", () => {
  it("names the message that was read, and nobody", () => {
    const body = bodyOf({ type: "readReceipt", targetId: "m3" });
    expect(body).toEqual({
      messaging_product: "whatsapp",
      status: "read",
      message_id: "wamid.3",
    });
    expect(receiptSchema.safeParse(body).success).toBe(true);
  });

  it("shows that somebody types", () => {
    const body = bodyOf({ type: "typing", targetId: "m3" });
    expect(body).toMatchObject({ status: "read", typing_indicator: { type: "text" } });
    expect(receiptSchema.safeParse(body).success).toBe(true);
  });
});
