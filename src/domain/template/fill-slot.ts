import { isBlank } from "../blank.ts";
import type { ContactFieldKey } from "../contact/contact-fields.ts";
import { withExtension } from "../media/filename.ts";
import type { MediaKind } from "../media/media.ts";
import type { MediaType } from "../media/types.ts";
import type { Binding } from "./binding.ts";
import { PRODUCTS_MAX } from "./limits.ts";
import type { Slot, SlotNeed } from "./slots.ts";
import { brokenTextRule, tidied } from "./text.ts";

type BindingOf<K extends Binding["kind"]> = Extract<Binding, { kind: K }>;

/** What goes into a slot at this send. */
export type SlotValue =
  | { kind: "text"; text: string; isDefault: boolean }
  | { kind: "media"; mediaId: string; filename: string | null }
  | BindingOf<"location" | "flow" | "product" | "products">
  | { kind: "expiry"; at: number };

export type FilledSlot =
  | { kind: "filled"; value: SlotValue }
  /** Nothing was given, and nothing has to be. */
  | { kind: "left_out" }
  | { kind: "wrong"; rule: string };

/** What has to be known to fill slots. */
export interface SlotSources {
  /** What the contact has in a field. */
  fieldOf: (field: ContactFieldKey) => string | null;
  /** Whether the workspace has the field at all. */
  hasField: (field: ContactFieldKey) => boolean;
  /** Files of the library that the bindings name and that can be sent. */
  media: ReadonlyMap<string, { kind: MediaKind; type: MediaType; filename: string }>;
  now: number;
}

/** Fills one slot with what it is bound to (R7.4, R7.5). */
export function fillSlot(
  slot: Slot,
  binding: Binding | undefined,
  sources: SlotSources,
): FilledSlot {
  if (binding === undefined) {
    return slot.required ? wrong(`must be bound: ${WANTED[slot.need]}`) : { kind: "left_out" };
  }
  switch (slot.need) {
    case "text":
    case "code":
    case "urlSuffix":
    case "coupon":
    case "payload":
      return fillText(slot, binding, sources);
    case "image":
    case "video":
    case "document":
      return fillMedia(slot.need, binding, sources);
    case "location":
    case "flow":
    case "product":
      return binding.kind === slot.need ? filled(binding) : wrongKind(slot.need);
    case "products":
      return fillProducts(binding);
    case "expiry":
      return fillExpiry(binding, sources.now);
  }
}

const TEXT = "a field of the contact with a default, or a text";

const WANTED = {
  text: TEXT,
  code: TEXT,
  urlSuffix: TEXT,
  coupon: TEXT,
  payload: TEXT,
  image: "an image of the library",
  video: "a video of the library",
  document: "a document of the library",
  location: "a location",
  flow: "a flow's token and data",
  product: "a product",
  products: "products in sections",
  expiry: "a time",
} as const satisfies Record<SlotNeed, string>;

function fillText(slot: Slot, binding: Binding, { fieldOf, hasField }: SlotSources): FilledSlot {
  if (binding.kind === "text") return textOrRule(slot, { text: binding.text, isDefault: false });
  if (binding.kind !== "field") return wrongKind(slot.need);
  const { field, default: standIn } = binding;
  if (!hasField(field)) return wrong(`${field} is no field of this workspace`);
  // Also when it is not needed now: the next contact may have nothing there.
  const rule = ruleOfText(slot, standIn);
  if (rule !== null) return wrong(`default ${rule}`);
  const known = fieldOf(field);
  if (known === null || isBlank(known)) return textOrRule(slot, { text: standIn, isDefault: true });
  const tidy = tidied(known);
  const text = slot.need === "urlSuffix" ? tidy.replaceAll(" ", "%20") : tidy;
  const broken = ruleOfText(slot, text);
  return broken === null
    ? filled({ kind: "text", text, isDefault: false })
    : wrong(`the contact's ${field} ${broken}`);
}

function textOrRule(slot: Slot, value: { text: string; isDefault: boolean }): FilledSlot {
  const rule = ruleOfText(slot, value.text);
  return rule === null ? filled({ kind: "text", ...value }) : wrong(rule);
}

function ruleOfText({ need, charsMax }: Slot, text: string): string | null {
  const rule = brokenTextRule(text, charsMax);
  if (rule !== null || need !== "urlSuffix") return rule;
  return /\s/.test(text) ? "must have no spaces, being part of a URL" : null;
}

function fillMedia(
  need: "image" | "video" | "document",
  binding: Binding,
  { media }: SlotSources,
): FilledSlot {
  if (binding.kind !== "media") return wrongKind(need);
  const { mediaId, filename } = binding;
  const file = media.get(mediaId);
  if (file === undefined) return wrong("must be a file of the library that is not deleted");
  if (file.kind !== need)
    return wrong(`must be ${WANTED[need]}; this file is of kind ${file.kind}`);
  const shown = filename === null ? file.filename : withExtension(filename, file.type);
  return filled({ kind: "media", mediaId, filename: need === "document" ? shown : null });
}

function fillProducts(binding: Binding): FilledSlot {
  if (binding.kind !== "products") return wrongKind("products");
  const count = binding.sections.reduce((sum, { productIds }) => sum + productIds.length, 0);
  return count > PRODUCTS_MAX
    ? wrong(`must be at most ${PRODUCTS_MAX} products in all sections`)
    : filled(binding);
}

function fillExpiry(binding: Binding, now: number): FilledSlot {
  if (binding.kind !== "expiry") return wrongKind("expiry");
  const at = Date.parse(binding.at);
  return at > now ? filled({ kind: "expiry", at }) : wrong("must lie in the future");
}

function filled(value: SlotValue): FilledSlot {
  return { kind: "filled", value };
}

function wrong(rule: string): FilledSlot {
  return { kind: "wrong", rule };
}

function wrongKind(need: SlotNeed): FilledSlot {
  return wrong(`must be ${WANTED[need]}`);
}
