import type { Button, Header, TemplateDefinition, TextPart } from "./definition.ts";
import type { SlotValue } from "./fill-slot.ts";
import { cardPrefix } from "./slots.ts";

type Component = Record<string, unknown>;

/** What goes into the slots, by their keys. */
export type SlotValues = ReadonlyMap<string, SlotValue>;

/**
 * The parameters of a template as the Graph API takes them (WhatsApp section 8): only components that take any. Media stand under our own
 * ids of the library; `media-ids.ts` puts WhatsApp's in their place when the message leaves.
 */
export function componentsOf(definition: TemplateDefinition, values: SlotValues): Component[] {
  const { header, body, buttons, offer, cards } = definition;
  const code = codeOf(body, values);
  const components = [
    ...headerComponent(header, { values, prefix: "", definition }),
    ...bodyComponent(body, { values, prefix: "", definition }),
    ...(offer?.hasExpiration === true ? offerComponent(values) : []),
    ...buttonComponents(buttons, { values, prefix: "", code }),
  ];
  if (cards.length === 0) return components;
  const filledCards = cards.map((card, index) => {
    const place = { values, prefix: cardPrefix(index), definition };
    return {
      card_index: index,
      components: [
        ...headerComponent(card.header, place),
        ...bodyComponent(card.body, place),
        ...buttonComponents(card.buttons, { ...place, code: null }),
      ],
    };
  });
  return [...components, { type: "carousel", cards: filledCards }];
}

interface Place {
  values: SlotValues;
  prefix: string;
  definition: TemplateDefinition;
}

function headerComponent(header: Header | null, place: Place): Component[] {
  if (header === null) return [];
  const key = `${place.prefix}header`;
  if (header.format === "text") return textComponent("header", header, { ...place, prefix: key });
  const value = place.values.get(key);
  if (value?.kind === "media") {
    const { mediaId: id, filename } = value;
    const media = filename === null ? { id } : { id, filename };
    return [{ type: "header", parameters: [{ type: header.format, [header.format]: media }] }];
  }
  if (value?.kind !== "location") return [];
  const { kind: _kind, ...location } = value;
  return [{ type: "header", parameters: [{ type: "location", location }] }];
}

function bodyComponent(body: TextPart | null, place: Place): Component[] {
  return body === null
    ? []
    : textComponent("body", body, { ...place, prefix: `${place.prefix}body` });
}

function textComponent(type: "header" | "body", part: TextPart, place: Place): Component[] {
  const { values, prefix, definition } = place;
  const isNamed = definition.parameterFormat === "NAMED";
  const parameters = part.placeholders.flatMap(({ name }) => {
    const text = textIn(values, `${prefix}.${name}`);
    if (text === null) return [];
    return [{ type: "text", ...(isNamed && { parameter_name: name }), text }];
  });
  return parameters.length === 0 ? [] : [{ type, parameters }];
}

function offerComponent(values: SlotValues): Component[] {
  const value = values.get("offer");
  if (value?.kind !== "expiry") return [];
  const offer = {
    type: "limited_time_offer",
    limited_time_offer: { expiration_time_ms: value.at },
  };
  return [{ type: "limited_time_offer", parameters: [offer] }];
}

function buttonComponents(
  buttons: readonly Button[],
  place: { values: SlotValues; prefix: string; code: string | null },
): Component[] {
  const { values, prefix, code } = place;
  return buttons.flatMap((button, index) => {
    const parameter = parameterOf(button, { value: values.get(`${prefix}buttons.${index}`), code });
    if (parameter === null) return [];
    const { subType, ...rest } = parameter;
    return [{ type: "button", sub_type: subType, index: String(index), parameters: [rest] }];
  });
}

function parameterOf(
  button: Button,
  { value, code }: { value: SlotValue | undefined; code: string | null },
): ({ subType: string } & Component) | null {
  const text = value?.kind === "text" ? value.text : null;
  switch (button.kind) {
    case "quickReply":
      return text === null ? null : { subType: "quick_reply", type: "payload", payload: text };
    case "url":
      return text === null ? null : { subType: "url", type: "text", text };
    case "copyCode":
      return text === null
        ? null
        : { subType: "copy_code", type: "coupon_code", coupon_code: text };
    case "code":
      return code === null ? null : { subType: "url", type: "text", text: code };
    case "flow": {
      const { token, data } = value?.kind === "flow" ? value : { token: null, data: null };
      // WhatsApp's own word for a flow that nobody follows.
      const action = {
        flow_token: token ?? "unused",
        ...(data !== null && { flow_action_data: data }),
      };
      return { subType: "flow", type: "action", action };
    }
    case "catalog": {
      if (value?.kind !== "product") return null;
      const action = { thumbnail_product_retailer_id: value.productId };
      return { subType: "catalog", type: "action", action };
    }
    case "products": {
      if (value?.kind !== "products") return null;
      const sections = value.sections.map(({ title, productIds }) => ({
        title,
        product_items: productIds.map((id) => ({ product_retailer_id: id })),
      }));
      const action = { thumbnail_product_retailer_id: value.productId, sections };
      return { subType: "mpm", type: "action", action };
    }
    case "fixed":
      return null;
  }
}

function codeOf(body: TextPart | null, values: SlotValues): string | null {
  const [placeholder] = body?.placeholders ?? [];
  return placeholder === undefined ? null : textIn(values, `body.${placeholder.name}`);
}

function textIn(values: SlotValues, key: string): string | null {
  const value = values.get(key);
  return value?.kind === "text" ? value.text : null;
}
