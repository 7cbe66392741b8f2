import { describe, expect, it } from "vitest";
import type { KnownEvent } from "../../clients/typescript/operations.ts";
import type { EventType } from "../../src/domain/events.ts";
import { EVENT_CATALOGUE } from "../../src/http/event-catalogue/catalogue.ts";

/** What a receiver may write. That this compiles is half of the test: `type` tells what stands in `data`. */
function inWords(event: KnownEvent): string {
  switch (event.type) {
    case "conversation.closed":
      return `${event.data.contact.name}: ${event.data.description}, ${event.data.closedBy}`;
    case "message.received": {
      const { content } = event.data.message;
      return content !== null && "text" in content ? (content.text ?? "") : "something";
    }
    case "contact.preference_changed":
      return `${event.data.preference} ${event.data.wanted ? "yes" : "no"}`;
    default:
      return `${event.type} of ${event.conversation?.id ?? "the CRM"}`;
  }
}

const exampleOf = (type: EventType) =>
  JSON.parse(JSON.stringify(EVENT_CATALOGUE[type].example)) as KnownEvent;

describe("an event as the client knows it", () => {
  it("is told by its type, and has the data of that type", () => {
    expect(inWords(exampleOf("conversation.closed"))).toBe("Bruno D.: Sold twelve chairs, user");
    expect(inWords(exampleOf("message.received"))).toBe("Hola, ¿siguen abiertos?");
    expect(inWords(exampleOf("contact.preference_changed"))).toBe("whatsapp no");
    expect(inWords(exampleOf("task.deleted"))).toBe("task.deleted of the CRM");
  });
});
