import type { Template } from "../../../src/domain/template/template.ts";
import { SALES, SUPPORT } from "../outside/places.ts";
import { TEMPLATE } from "./draw-steps.ts";

/** The one template that flows send, in the account of each workspace. */
export function templatesAt(fetchedAt: number): Template[] {
  return [SALES, SUPPORT].map(({ workspaceId, wabaId }) => ({
    workspaceId,
    wabaId,
    id: `7${wabaId}`,
    name: TEMPLATE.name,
    language: TEMPLATE.language,
    category: "UTILITY",
    status: "APPROVED",
    parameterFormat: "POSITIONAL",
    components: [{ type: "BODY", text: "¿Seguimos?" }],
    quality: "GREEN",
    rejectedReason: null,
    fetchedAt,
    deletedAt: null,
  }));
}
