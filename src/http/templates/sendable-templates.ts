import { z } from "zod";
import type { LineId, WorkspaceId } from "../../domain/ids.ts";

export const templateNameSchema = z.object({
  name: z.string(),
  language: z.string(),
  category: z.string(),
});

/** What people choose a template by. */
export type TemplateName = z.infer<typeof templateNameSchema>;

/** Where the API asks which templates could be sent now. */
export interface SendableTemplates {
  /** Those that WhatsApp has approved for this line, by name; a few dozen at most, for people to choose from. */
  sendableOn(of: { workspaceId: WorkspaceId; lineId: LineId }): Promise<TemplateName[]>;
}
