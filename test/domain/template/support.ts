import { bindTemplate, type BoundTemplate } from "../../../src/domain/template/bind-template.ts";
import { bindingsSchema } from "../../../src/domain/template/binding.ts";
import type { TemplateDefinition } from "../../../src/domain/template/definition.ts";
import { readTemplate } from "../../../src/domain/template/read-template.ts";
import type { MediaKind } from "../../../src/domain/media/media.ts";
import type { ParameterFormat } from "../../../src/domain/template/template.ts";

export const NOW = Date.UTC(2026, 10, 22, 12);

export interface Drawn {
  components: unknown[];
  format?: ParameterFormat;
  category?: string;
}

export function reading({ components, format, category }: Drawn) {
  return readTemplate({
    components,
    parameterFormat: format ?? "POSITIONAL",
    category: category ?? "UTILITY",
  });
}

/** The definition of a template that must be readable. */
export function definitionOf(drawn: Drawn): TemplateDefinition {
  const read = reading(drawn);
  if (read.kind === "unsupported") throw new Error(read.reasons.join(", "));
  return read.definition;
}

const LIBRARY: Record<string, MediaKind> = {
  ast_image: "image",
  ast_video: "video",
  ast_document: "document",
  ast_sticker: "sticker",
};

/** Binds as a request would: through the schema, with a contact's fields and a library of one file of each kind. */
export function bind(
  drawn: Drawn,
  bindings: object,
  fields: Record<string, string | null> = {},
): BoundTemplate {
  const key = { name: "order_ready", language: "es_MX", category: drawn.category ?? "UTILITY" };
  return bindTemplate(key, definitionOf(drawn), {
    bindings: bindingsSchema.parse(bindings),
    fieldOf: (field) => fields[field] ?? null,
    hasField: () => true,
    media: new Map(
      Object.entries(LIBRARY).map(([id, kind]) => [
        id,
        { kind, type: "application/pdf", filename: `${kind}.bin` },
      ]),
    ),
    now: NOW,
  });
}

/** A template that is nothing but this body. */
export function bodyOnly(text: string, rest: Omit<Drawn, "components"> = {}): Drawn {
  return { components: [{ type: "BODY", text }], ...rest };
}

export function withButton(button: object): Drawn {
  return {
    components: [
      { type: "BODY", text: "Hola" },
      { type: "BUTTONS", buttons: [button] },
    ],
  };
}
