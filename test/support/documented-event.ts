import { isDeepStrictEqual } from "node:util";
import { envelopeOf, type StoredEvent } from "../../src/domain/events.ts";
import { EVENT_CATALOGUE } from "../../src/http/event-catalogue/catalogue.ts";
import { eventSchema } from "../../src/http/views/event.ts";

/**
 * How an event differs from what the catalogue says of its type: a member that is not documented, one that is missing, a value of another
 * kind. Null when it does not.
 */
export function undocumented(event: StoredEvent): string | null {
  const envelope = JSON.parse(JSON.stringify(envelopeOf(event))) as { data: unknown };
  const schema = eventSchema.extend({ data: EVENT_CATALOGUE[event.type].data });
  const { data, error } = schema.safeParse(envelope);
  if (error !== undefined) {
    const rules = error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
    return `${event.type}: ${rules.join("; ")}`;
  }
  // What a schema does not know, it drops.
  if (isDeepStrictEqual(data, envelope)) return null;
  return `${event.type} says more than is documented: ${JSON.stringify(envelope)}`;
}
