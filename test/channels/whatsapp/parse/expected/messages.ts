import { expect } from "vitest";
import { ana, bruno, carla, dario } from "./people.ts";

/** What an item is expected to say, as far as it matters: compared with `toMatchObject`. */
export type Expected = Record<string, unknown>;

function message(identity: object, content: object, riders: object = {}): Expected[] {
  return [{ kind: "message", identity, message: { content, ...riders } }];
}

const text = (body: string): object => ({ type: "text", text: body });
const isReply = { context: { sourceId: expect.stringMatching(/^wamid\./) as string } };
const unsupported = (wireType: string, unsupportedType: string | null, code?: number): object => ({
  type: "unsupported",
  wireType,
  unsupportedType,
  errors: code === undefined ? [] : [{ code }],
});

/** The copy of a message of a type newer than this code: kept to be read again one day. */
const newer: Expected = { kind: "parked", parked: "unknown_type" };

/** One row per fixture of a single inbound message. */
export const messageFixtures: Record<string, Expected[]> = {
  "message-text-phone-only": message(ana, text("Hola, ¿tienen lugar mañana? 🙂")),
  "message-text-phone-and-bsuid": message(bruno, text("Buenas tardes")),
  "message-text-bsuid-only": message(dario, text("Te escribo sin número")),
  "message-text-all-identifiers": message(carla, text("Soy yo otra vez")),
  "message-image-with-caption": message(ana, {
    type: "image",
    mediaId: "1200000000000001",
    caption: "Así quedó",
    awaited: false,
  }),
  "message-image-without-caption-or-url": message(bruno, {
    type: "image",
    mediaId: "1200000000000002",
    caption: null,
    url: null,
  }),
  "message-video": message(ana, { type: "video", caption: "El antes y el después" }),
  "message-audio-file": message(ana, { type: "audio", voice: false, mimeType: "audio/mpeg" }),
  "message-audio-voice-note": message(ana, {
    type: "audio",
    voice: true,
    mimeType: "audio/ogg; codecs=opus",
  }),
  "message-document": message(ana, { type: "document", filename: "factura.pdf" }),
  "message-sticker": message(ana, { type: "sticker", animated: true }),
  "message-location-pin": message(ana, { type: "location", latitude: -12.0464, name: null }),
  "message-location-place": message(ana, {
    type: "location",
    longitude: -99.1332,
    name: "Zócalo",
    address: "Centro, CDMX",
    url: "https://example.org/zocalo",
  }),
  "message-contacts-card": message(ana, {
    type: "contacts",
    contacts: [
      {
        name: "Elena Ruiz",
        phones: [{ phone: "+52 55 1111 0009", waId: "525511110009", type: "CELL" }],
        emails: ["elena@example.org"],
        vcard: null,
      },
    ],
  }),
  "message-contacts-requested-info": message(dario, {
    type: "contacts",
    contacts: [{ name: "Darío", vcard: expect.stringMatching(/^BEGIN:VCARD/) as string }],
  }),
  "message-interactive-button-reply": message(
    bruno,
    { type: "reply", via: "button", id: "confirm", title: "Confirmar" },
    isReply,
  ),
  "message-interactive-list-reply": message(
    bruno,
    { type: "reply", via: "list", id: "slot-3", title: "Jueves 10:00", description: "Con Laura" },
    isReply,
  ),
  "message-interactive-flow-reply": message(
    carla,
    { type: "form", name: "flow", response: { flow_token: "t-1", size: "M" } },
    isReply,
  ),
  "message-interactive-flow-reply-broken-json": message(carla, {
    type: "form",
    responseText: '{"flow_token":',
    response: null,
  }),
  "message-interactive-flow-reply-without-json": message(carla, {
    type: "form",
    name: "address_message",
    responseText: null,
    response: null,
  }),
  "message-interactive-call-permission-accepted": message(bruno, {
    type: "callPermission",
    accepted: true,
    expiresAt: 1_795_100_645_000,
    source: "user_action",
  }),
  "message-interactive-call-permission-rejected": message(bruno, {
    type: "callPermission",
    accepted: false,
    expiresAt: null,
  }),
  "message-interactive-product": [...message(bruno, unsupported("interactive", "product")), newer],
  "message-template-button": message(
    bruno,
    { type: "reply", via: "template", id: "yes-1", title: "Sí, quiero" },
    isReply,
  ),
  "message-template-button-without-payload": message(ana, {
    type: "reply",
    via: "template",
    id: null,
    title: "No",
  }),
  "message-order": message(carla, {
    type: "order",
    catalogId: "400000000000001",
    text: "Para el viernes",
    items: [
      { retailerId: "sku-1", quantity: 2, price: 129.5, currency: "MXN" },
      { retailerId: "sku-2", quantity: 1, price: 80, currency: "MXN" },
    ],
  }),
  "message-unsupported-131051": message(ana, unsupported("unsupported", null, 131_051)),
  "message-unsupported-131051-edit": message(bruno, unsupported("unsupported", "edit", 131_051)),
  "message-unsupported-131051-poll": message(
    bruno,
    unsupported("unsupported", "poll_creation", 131_051),
  ),
  "message-unavailable-131060": message(bruno, unsupported("unsupported", null, 131_060)),
  "message-unknown-2022": message(ana, unsupported("unknown", null, 131_051)),
  "message-type-nobody-knows": [...message(bruno, unsupported("hologram", null)), newer],
  "message-reply": message(bruno, text("A eso voy"), isReply),
  "message-forwarded": message(bruno, text("Miren esto"), {
    context: { sourceId: null, forwarded: true, frequentlyForwarded: false },
  }),
  "message-frequently-forwarded": message(
    bruno,
    { type: "image" },
    {
      context: { forwarded: false, frequentlyForwarded: true },
    },
  ),
  "message-about-product": message(carla, text("¿Hay en azul?"), {
    context: { product: { catalogId: "400000000000001", retailerId: "sku-1" } },
  }),
  "message-from-ad": message(bruno, text("Quiero la promo"), {
    referral: {
      sourceType: "ad",
      sourceId: "500000000000001",
      headline: "Promo de noviembre",
      clickId: expect.stringMatching(/^ARA/) as string,
    },
  }),
  "message-from-status-ad-without-click-id": message(
    carla,
    { type: "video" },
    {
      referral: { sourceId: "500000000000002", clickId: null },
    },
  ),
  "message-in-group": [{ kind: "parked", parked: "group" }],
  "message-reaction-added": [{ kind: "reaction", by: "contact", emoji: "👍🏽", identity: bruno }],
  "message-reaction-removed-emoji-empty": [{ kind: "reaction", by: "contact", emoji: null }],
  "message-reaction-removed-emoji-omitted": [{ kind: "reaction", by: "contact", emoji: null }],
  "message-edit-text": [
    { kind: "edit", by: "contact", content: text("Hola, ¿tienen lugar el jueves?") },
  ],
  "message-edit-caption": [
    { kind: "edit", by: "contact", content: { type: "image", caption: "Así quedó al final" } },
  ],
  "message-revoke": [{ kind: "revoke", by: "contact", identity: ana }],
  "standby-message": message(bruno, text("¿Eres una persona?")),
};
