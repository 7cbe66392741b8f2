import { z } from "zod";
import { bindingsSchema } from "./binding.ts";

/** A template as an agent asks for it: named, with what goes into its slots (R7.4, R7.5). */
export const askedTemplateSchema = z.strictObject({
  type: z.literal("template"),
  name: z.string().min(1).max(512),
  language: z
    .string()
    .min(2)
    .max(16)
    .meta({ description: "As the list of templates has it.", examples: ["es_MX"] }),
  bindings: bindingsSchema.default({}).meta({
    description:
      "By the keys of the template's slots (`GET /v1/templates/{id}`). A field of the contact always has a `default`.",
    examples: [{ "body.1": { kind: "field", field: "firstName", default: "amigo" } }],
  }),
});

export type AskedTemplate = z.infer<typeof askedTemplateSchema>;
