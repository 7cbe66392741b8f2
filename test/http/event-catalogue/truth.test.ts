import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { EVENT_TYPES, type NewEvent } from "../../../src/domain/events.ts";
import { EVENT_CATALOGUE } from "../../../src/http/event-catalogue/catalogue.ts";
import { happening, lifeOf } from "../../machines/happenings.ts";
import { undocumented } from "../../support/documented-event.ts";
import { crmEvents } from "./edits.ts";
import { automatedLife, rareLife } from "./lives.ts";

const walks = fc.array(happening, { maxLength: 40, size: "max" });
const stored = (event: NewEvent) => ({ ...event, seq: 1 });
const wrongIn = (events: readonly NewEvent[]) =>
  events.map((event) => undocumented(stored(event))).filter((wrong) => wrong !== null);

describe("what the machine announces", () => {
  it("is as the catalogue says, member for member, in any life", () => {
    fc.assert(
      fc.property(walks, (walk) => {
        expect(wrongIn(lifeOf(walk).events)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it("is as the catalogue says with WhatsApp's rarer news", () => {
    expect(wrongIn(rareLife().events)).toEqual([]);
  });

  it("is as the catalogue says where automations run", () => {
    expect(wrongIn(automatedLife().events)).toEqual([]);
  });
});

describe("what is told of a change in the CRM", () => {
  it("is as the catalogue says", () => {
    expect(wrongIn(crmEvents())).toEqual([]);
  });
});

describe("the catalogue", () => {
  const long = fc.array(happening, { minLength: 30, maxLength: 40 });
  const lives = fc.sample(long, { numRuns: 100, seed: 7 }).map((walk) => lifeOf(walk));
  const told = [...lives, rareLife(), automatedLife()].flatMap((life): NewEvent[] => life.events);

  it("documents no type and no member that no event has", () => {
    const seen = new Map<string, Set<string>>(EVENT_TYPES.map((type) => [type, new Set()]));
    for (const { type, data } of [...told, ...crmEvents()]) {
      for (const path of pathsIn(data)) seen.get(type)?.add(path);
    }
    const documented = EVENT_TYPES.map(
      (type) => [type, documentedIn(EVENT_CATALOGUE[type].data)] as const,
    );
    const missing = documented.flatMap(([type, paths]) =>
      paths.filter((path) => !seen.get(type)!.has(path)).map((path) => `${type}: ${path}`),
    );
    expect(missing).toEqual([]);
    for (const [type, paths] of documented) expect([type, paths.length > 2]).toEqual([type, true]);
  });
});

/** Contents have their own schema, which the timeline shares and its tests know. */
const isContent = (name: string) => name === "content";

function pathsIn(value: unknown, path = ""): string[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [];
  return Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .flatMap(([name, member]) => [
      `${path}${name}`,
      ...(isContent(name) ? [] : pathsIn(member, `${path}${name}.`)),
    ]);
}

function documentedIn(schema: z.ZodType, path = ""): string[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) {
    return documentedIn(schema.unwrap() as z.ZodType, path);
  }
  if (!(schema instanceof z.ZodObject)) return [];
  return Object.entries(schema.shape).flatMap(([name, member]) => [
    `${path}${name}`,
    ...(isContent(name) ? [] : documentedIn(member as z.ZodType, `${path}${name}.`)),
  ]);
}
