import { compact, type Json, type JsonObject } from "./json.ts";

/** The part of a message that depends on its type: `{ type, <type>: {...} }` (section 2). */
export type Content = JsonObject & { type: string };

/** `text` */
export function text(body: string): Content {
  return { type: "text", text: { body } };
}

/** `location`; name, address and url come only when a place was picked. */
export function location(place: {
  latitude: number;
  longitude: number;
  name?: string;
  address?: string;
  url?: string;
}): Content {
  return { type: "location", location: compact(place) };
}

/** One shared contact card. `origin` and `vcard` come when a REQUEST_CONTACT_INFO button is answered. */
export interface ContactCard {
  formattedName: string;
  phone?: string;
  phoneWaId?: string;
  email?: string;
  company?: string;
  birthday?: string;
  origin?: "contact_request" | "other";
  vcard?: string;
}

/** `contacts` */
export function contacts(cards: ContactCard[]): Content {
  return { type: "contacts", contacts: cards.map(cardMember) };
}

function cardMember(card: ContactCard): Json {
  const [first] = card.formattedName.split(" ");
  return compact({
    name: compact({ formatted_name: card.formattedName, first_name: first }),
    phones:
      card.phone === undefined
        ? undefined
        : [compact({ phone: card.phone, wa_id: card.phoneWaId, type: "CELL" })],
    emails: card.email === undefined ? undefined : [{ email: card.email, type: "WORK" }],
    org: card.company === undefined ? undefined : { company: card.company },
    birthday: card.birthday,
    origin: card.origin,
    vcard: card.vcard,
  });
}

/** `order`: a cart sent from a catalog. Prices are JSON numbers in the currency's main unit. */
export function order(cart: {
  catalogId: string;
  note?: string;
  items: { productRetailerId: string; quantity: number; itemPrice: number; currency: string }[];
}): Content {
  return {
    type: "order",
    order: compact({
      catalog_id: cart.catalogId,
      text: cart.note,
      product_items: cart.items.map((item) => ({
        product_retailer_id: item.productRetailerId,
        quantity: item.quantity,
        item_price: item.itemPrice,
        currency: item.currency,
      })),
    }),
  };
}
