import type { OutgoingTemplate } from "../sending/outgoing.ts";
import type { Template } from "./template.ts";
import type { Binding, Bindings } from "./binding.ts";
import { componentsOf, type SlotValues } from "./components.ts";
import type { TemplateDefinition } from "./definition.ts";
import { fillSlot, type SlotSources, type SlotValue } from "./fill-slot.ts";
import { renderedParts, renderTemplate } from "./render.ts";
import { slotsOf } from "./slots.ts";
import { charsIn } from "../chars.ts";

/** Something that is missing or wrong, and where: a slot, a whole part (`body`), or a key that is no slot. */
export interface SlotProblem {
  slot: string;
  rule: string;
}

/** A template with everything that its slots are bound to. */
export interface BoundTemplate {
  /** As the contact reads it; slots that are empty show their placeholder. */
  text: string;
  /** What stands in the slots that hold text, by their keys. */
  values: Record<string, string>;
  /** Slots in which the default stands, because the contact has nothing there. */
  defaults: string[];
  /** Everything that is missing or wrong. It can be sent when there is none. */
  problems: SlotProblem[];
  /** What is sent, frozen (Q34); null while there are problems. */
  content: OutgoingTemplate | null;
}

/** Fills a template's slots, checks all of them against WhatsApp's limits, and renders it. Nothing here knows whether it may be sent now. */
export function bindTemplate(
  { name, language, category }: Pick<Template, "name" | "language" | "category">,
  definition: TemplateDefinition,
  { bindings, ...sources }: SlotSources & { bindings: Bindings },
): BoundTemplate {
  const { values, problems } = fillAll(definition, bindings, sources);
  problems.push(...tooLong(definition, values));
  const text = renderTemplate(definition, values);
  const texts = textsOf(values);
  const frozen = Object.fromEntries(texts.map(([key, value]) => [key, value.text]));
  return {
    text,
    values: frozen,
    defaults: texts.filter(([, { isDefault }]) => isDefault).map(([key]) => key),
    problems,
    content:
      problems.length > 0
        ? null
        : {
            type: "template",
            name,
            language,
            category,
            components: componentsOf(definition, values),
            text,
            values: frozen,
          },
  };
}

function fillAll(
  definition: TemplateDefinition,
  bindings: Bindings,
  sources: SlotSources,
): { values: Map<string, SlotValue>; problems: SlotProblem[] } {
  const given = new Map<string, Binding>(Object.entries(bindings));
  const values = new Map<string, SlotValue>();
  const problems: SlotProblem[] = [];
  for (const slot of slotsOf(definition)) {
    const filled = fillSlot(slot, given.get(slot.key), sources);
    given.delete(slot.key);
    if (filled.kind === "filled") values.set(slot.key, filled.value);
    else if (filled.kind === "wrong") problems.push({ slot: slot.key, rule: filled.rule });
  }
  for (const key of given.keys()) {
    problems.push({ slot: key, rule: "is no placeholder of this template" });
  }
  return { values, problems };
}

/** Texts that are too long with their values, each of which is short enough by itself (132005). */
function tooLong(definition: TemplateDefinition, values: SlotValues): SlotProblem[] {
  return renderedParts(definition, values).flatMap(({ key, text, charsMax }) => {
    const chars = charsIn(text);
    if (charsMax === null || chars <= charsMax) return [];
    const rule = `must have at most ${charsMax} characters with its values; it has ${chars}`;
    return [{ slot: key, rule }];
  });
}

type TextValue = Extract<SlotValue, { kind: "text" }>;

function textsOf(values: SlotValues): [string, TextValue][] {
  return [...values].flatMap(([key, value]): [string, TextValue][] =>
    value.kind === "text" ? [[key, value]] : [],
  );
}
