import type { OutgoingTemplate } from "../sending/outgoing.ts";

type Component = Record<string, unknown>;

const MEDIA_KINDS = ["image", "video", "document"] as const;

/** Our ids of the files in a frozen template, of its header and of its cards, each once. */
export function mediaIdsOf({ components }: Pick<OutgoingTemplate, "components">): string[] {
  const ids = new Set<string>();
  mapMedia(components, (id) => {
    ids.add(id);
    return id;
  });
  return [...ids];
}

/** The components with WhatsApp's ids in place of ours. Throws when one is missing, which would send a file of somebody else's. */
export function withMediaIds(
  components: readonly Component[],
  providerIds: ReadonlyMap<string, string>,
): Component[] {
  return mapMedia(components, (id) => {
    const providerId = providerIds.get(id);
    if (providerId === undefined) throw new Error("a file of the template has no id at WhatsApp");
    return providerId;
  });
}

function mapMedia(components: readonly Component[], idOf: (id: string) => string): Component[] {
  return components.map((component) => ({
    ...component,
    ...(Array.isArray(component["parameters"]) && {
      parameters: component["parameters"].map((one: Component) => mapParameter(one, idOf)),
    }),
    ...(Array.isArray(component["cards"]) && {
      cards: component["cards"].map((card: { components: Component[] }) => ({
        ...card,
        components: mapMedia(card.components, idOf),
      })),
    }),
  }));
}

function mapParameter(parameter: Component, idOf: (id: string) => string): Component {
  const kind = MEDIA_KINDS.find((each) => each === parameter["type"]);
  if (kind === undefined) return parameter;
  const media = parameter[kind] as { id: string };
  return { ...parameter, [kind]: { ...media, id: idOf(media.id) } };
}
