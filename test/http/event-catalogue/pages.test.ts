import { describe, expect, it } from "vitest";
import { EVENT_TYPES } from "../../../src/domain/events.ts";
import { EVENT_CATALOGUE } from "../../../src/http/event-catalogue/catalogue.ts";
import { undocumented } from "../../support/documented-event.ts";

const pages = Object.entries(EVENT_CATALOGUE);

describe("the catalogue of events", () => {
  it("has a page for each type of event, in no type's name twice, and for nothing else", () => {
    expect(pages.map(([type]) => type).toSorted()).toEqual(EVENT_TYPES.toSorted());
    for (const [type, { example }] of pages) expect(example.type).toBe(type);
  });

  it("says of each in one sentence what it means, and in some more when it is published", () => {
    for (const [type, { means, when, rules }] of pages) {
      expect([type, means]).toEqual([type, expect.stringMatching(/^[A-Z][^.]+\.$/)]);
      expect([type, when]).toEqual([type, expect.stringMatching(/^[A-Z\d].+\.$/)]);
      for (const rule of rules) expect([type, rule]).toEqual([type, expect.stringMatching(RULE)]);
    }
  });

  it("shows of each an event that its own schema takes, and that says all that must be said", () => {
    const wrong = pages.map(([, { example }]) => {
      const at = { occurredAt: Date.parse(example.occurredAt) };
      return undocumented({ ...example, ...at, recordedAt: Date.parse(example.recordedAt) });
    });
    expect(wrong.filter((each) => each !== null)).toEqual([]);
  });

  it("gives each example an id and a place in the feed of its own", () => {
    expect(new Set(pages.map(([, { example }]) => example.seq)).size).toBe(pages.length);
    expect(new Set(pages.map(([, { example }]) => example.id)).size).toBe(pages.length);
  });
});

const RULE = /^(T\d+|R\d+\.\d+|Q\d+|I\d+)$/;
