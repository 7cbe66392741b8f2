import {
  contacts,
  location,
  order,
  text,
  type Content,
} from "../../../src/simulator/payloads/content.ts";
import {
  buttonReply,
  listReply,
  nfmReply,
} from "../../../src/simulator/payloads/content-interactive.ts";
import { audio, document, image, sticker } from "../../../src/simulator/payloads/content-media.ts";
import { unavailable, unsupported } from "../../../src/simulator/payloads/content-unsupported.ts";
import type { Riders } from "../../../src/simulator/payloads/riders.ts";
import type { Random } from "../../../src/simulator/random.ts";
import { NEWER_TYPE } from "./wire.ts";

const WORDS = [
  "hola",
  "¿precio?",
  "obrigado 🙏",
  "ok",
  "mañana",
  "não",
  "a/b",
  "sí \u0001",
  "last one",
];

/** What people send: mostly text, and now and then everything else. */
export function drawContent(random: Random): Content {
  if (random.chance(0.01)) return { type: NEWER_TYPE, [NEWER_TYPE]: { question: "¿cuándo?" } };
  if (random.chance(0.6)) return text(`${random.pick(WORDS)} ${random.int(1, 99_999)}`);
  const media = { id: String(random.int(1_000_000, 9_999_999)) };
  switch (random.int(1, 11)) {
    case 1:
      return image(media, random.chance(0.5) ? random.pick(WORDS) : undefined);
    case 2:
      return audio(media, random.chance(0.5));
    case 3:
      return document(media, "invoice.pdf");
    case 4:
      return sticker(media);
    case 5:
      return location({ latitude: -23.5, longitude: -46.6, name: "Paulista" });
    case 6:
      return contacts([{ formattedName: "Zé da Silva", phone: "+55 11 90000-0000" }]);
    case 7:
      return buttonReply("yes", "Sí");
    case 8:
      return listReply("row-1", "Talla M");
    case 9:
      return nfmReply(random.chance(0.5) ? '{"size":"M"}' : "not json");
    case 10:
      return order({
        catalogId: "1",
        items: [{ productRetailerId: "sku", quantity: 1, itemPrice: 9.5, currency: "MXN" }],
      });
    default:
      return random.chance(0.5) ? unsupported("poll_creation") : unavailable();
  }
}

/** What rides on a message: an answer to another one, a forward, the ad that brought the person. */
export function drawRiders(random: Random, known: readonly string[]): Riders {
  if (known.length > 0 && random.chance(0.1)) return { replyTo: { id: random.pick(known) } };
  if (random.chance(0.05)) return { forwarded: "once" };
  if (!random.chance(0.05)) return {};
  return { referral: { sourceType: "ad", sourceId: "ad-7", sourceUrl: "https://fb.example/ad-7" } };
}
