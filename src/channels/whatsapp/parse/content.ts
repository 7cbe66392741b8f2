import type {
  MediaContent,
  MessageContent,
  SharedContact,
} from "../../../domain/conversation/content.ts";
import { readInteractive, readTemplateButton } from "./content-interactive.ts";
import { readErrors } from "./errors.ts";
import {
  readId,
  readInteger,
  readList,
  readNumber,
  readObject,
  readText,
  type JsonObject,
} from "./read.ts";

/**
 * What a message says (WhatsApp section 2). Always an answer: a type we do not know, and a known one we cannot read, is
 * `unsupported` with its `wireType`, for somebody did write (Chatwoot 14547 lost people by dropping such messages).
 */
export function readContent(type: string, message: JsonObject): MessageContent {
  return readKnown(type, message) ?? readUnsupported(type, message);
}

function readKnown(type: string, message: JsonObject): MessageContent | null {
  const body = readObject(message[type]);
  switch (type) {
    case "text":
      return readTextContent(body);
    case "image":
    case "video":
    case "audio":
    case "document":
    case "sticker":
      return readMedia(type, body, message["errors"]);
    case "media_placeholder":
      return { ...media("document", {}), awaited: true };
    case "location":
      return readLocation(body);
    case "contacts":
      return readContacts(message["contacts"]);
    case "interactive":
      return readInteractive(body);
    case "button":
      return readTemplateButton(body);
    case "order":
      return readOrder(body);
    default:
      return null;
  }
}

function readUnsupported(wireType: string, message: JsonObject): MessageContent {
  const told = wireType === "interactive" ? message["interactive"] : message["unsupported"];
  return {
    type: "unsupported",
    wireType,
    unsupportedType: readText(readObject(told)?.["type"]),
    errors: readErrors(message["errors"]),
  };
}

function readTextContent(body: JsonObject | null): MessageContent | null {
  const text = readText(body?.["body"]);
  return text === null ? null : { type: "text", text };
}

/** Media without an id but with an error (131052: could not be taken over) is unsupported, so that the error shows. */
function readMedia(
  type: MediaContent["type"],
  body: JsonObject | null,
  errors: unknown,
): MediaContent | null {
  if (body === null) return null;
  const content = media(type, body);
  return content.mediaId === null && readErrors(errors).length > 0 ? null : content;
}

function media(type: MediaContent["type"], body: JsonObject): MediaContent {
  return {
    type,
    mediaId: readId(body["id"]),
    mimeType: readText(body["mime_type"]),
    sha256: readText(body["sha256"]),
    url: readText(body["url"]),
    caption: readText(body["caption"]),
    filename: readText(body["filename"]),
    voice: body["voice"] === true,
    animated: body["animated"] === true,
    awaited: false,
  };
}

function readLocation(body: JsonObject | null): MessageContent | null {
  const latitude = readNumber(body?.["latitude"]);
  const longitude = readNumber(body?.["longitude"]);
  if (body === null || latitude === null || longitude === null) return null;
  return {
    type: "location",
    latitude,
    longitude,
    name: readText(body["name"]),
    address: readText(body["address"]),
    url: readText(body["url"]),
  };
}

function readContacts(value: unknown): MessageContent | null {
  const cards = readList(value);
  if (cards === null) return null;
  return { type: "contacts", contacts: cards.flatMap((card) => readCard(readObject(card))) };
}

function readCard(card: JsonObject | null): SharedContact[] {
  if (card === null) return [];
  const name = readObject(card["name"]);
  const parts = [name?.["first_name"], name?.["last_name"]].flatMap((part) => readText(part) ?? []);
  return [
    {
      name: readText(name?.["formatted_name"]) ?? (parts.length === 0 ? null : parts.join(" ")),
      phones: (readList(card["phones"]) ?? []).flatMap((member) => {
        const phone = readObject(member);
        if (phone === null) return [];
        return [
          {
            phone: readText(phone["phone"]),
            waId: readId(phone["wa_id"]),
            type: readText(phone["type"]),
          },
        ];
      }),
      emails: (readList(card["emails"]) ?? []).flatMap(
        (member) => readText(readObject(member)?.["email"]) ?? [],
      ),
      vcard: readText(card["vcard"]),
    },
  ];
}

/** A line without a readable quantity counts as 0: shown, and plainly wrong, where 1 would be believed. */
function readOrder(body: JsonObject | null): MessageContent | null {
  const products = readList(body?.["product_items"]);
  if (body === null || products === null) return null;
  return {
    type: "order",
    catalogId: readId(body["catalog_id"]),
    text: readText(body["text"]),
    items: products.flatMap((member) => {
      const product = readObject(member);
      const retailerId = readId(product?.["product_retailer_id"]);
      if (product === null || retailerId === null) return [];
      return [
        {
          retailerId,
          quantity: readInteger(product["quantity"]) ?? 0,
          price: readNumber(product["item_price"]),
          currency: readText(product["currency"]),
        },
      ];
    }),
  };
}
