import { isDeepStrictEqual } from "node:util";
import { envelopeOf, type EventType, type StoredEvent } from "../../src/domain/events.ts";
import { EVENT_CATALOGUE } from "../../src/http/event-catalogue/catalogue.ts";
import { eventSchema } from "../../src/http/views/event.ts";

/**
 * How an event differs from what the catalogue says of its type: a member that is not documented, one that is missing, a value of another
 * kind. Null when it does not.
 */
export function undocumented(event: StoredEvent): string | null {
  const envelope = JSON.parse(JSON.stringify(envelopeOf(event))) as { data: unknown };
  const { data, error } = schemaOf(event.type).safeParse(envelope);
  if (error !== undefined) {
    const rules = error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
    return `${event.type}: ${rules.join("; ")}`;
  }
  // What a schema does not know, it drops.
  if (isDeepStrictEqual(data, envelope)) return null;
  return `${event.type} says more than is documented: ${JSON.stringify(envelope)}`;
}

const schemas = new Map<EventType, ReturnType<typeof makeSchema>>();

/** Made once for each type: that costs more than many events are asked by it. */
function schemaOf(type: EventType): ReturnType<typeof makeSchema> {
  const schema = schemas.get(type) ?? makeSchema(type);
  schemas.set(type, schema);
  return schema;
}

function makeSchema(type: EventType) {
  return eventSchema.extend({ data: EVENT_CATALOGUE[type].data });
}
