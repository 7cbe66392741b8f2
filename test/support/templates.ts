import type { Template } from "../../src/domain/template/template.ts";
import { ACME, T0 } from "./builders.ts";

/** The account of the lines of `builders.ts`. */
export const WABA = "300000000000001";

/** A template that can be sent: `Hola {{1}}`. */
export function aTemplate(changes: Partial<Template> = {}): Template {
  return {
    workspaceId: ACME,
    wabaId: WABA,
    id: "7001",
    name: "order_ready",
    language: "es_MX",
    category: "UTILITY",
    status: "APPROVED",
    parameterFormat: "POSITIONAL",
    components: [{ type: "BODY", text: "Hola {{1}}" }],
    quality: "GREEN",
    rejectedReason: null,
    fetchedAt: T0,
    deletedAt: null,
    ...changes,
  };
}
