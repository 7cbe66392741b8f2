import { z } from "zod";
import { EVENT_TYPES } from "../domain/events.ts";

/** Types of events in a query string. */
export const eventTypesSchema = z
  .string()
  .max(1_000)
  .transform((text) => text.split(","))
  .pipe(z.array(z.enum(EVENT_TYPES)))
  .meta({
    type: "string",
    description: "Only these types, with commas between them.",
    examples: ["conversation.started_by_contact,window.expired"],
  });
