import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { InboundItem } from "../../../../src/domain/intake/inbound.ts";
import { parseParked, parseWebhook } from "../../../../src/channels/whatsapp/parse/envelope.ts";
import { bodyOf, fixture, fixtureNames, textMessage } from "../support.ts";

const numRuns = process.env["VENTANA_FULL"] === "1" ? 20_000 : 1_000;
const bodies = fixtureNames.map((name) => fixture(name));

/** Whatever was parsed: every item has a key, and its raw form gives the same item again. */
function expectSound(items: InboundItem[]): void {
  for (const item of items) {
    expect(item.key).toMatch(/^[a-z]:./);
    expect(parseParked(JSON.parse(JSON.stringify(item.raw)))).toContainEqual(item);
  }
}

/** Every place in a JSON value, as a path. */
function placesOf(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== "object" || value === null) return [path];
  return [
    path,
    ...Object.entries(value).flatMap(([name, member]) => placesOf(member, [...path, name])),
  ];
}

function replaced(value: unknown, path: string[], by: unknown): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return by;
  const members = value as Record<string, unknown>;
  const member = replaced(members[name], rest, by);
  if (!Array.isArray(value)) return { ...members, [name]: member };
  return value.map((other: unknown, index) => (String(index) === name ? member : other));
}

/** JSON as it comes over the wire, without -0 and the like. */
const anyJson = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as unknown);

/** A fixture with one to three places replaced by anything, or by what stands in another place. */
const mutated = fc
  .tuple(
    fc.constantFrom(...bodies),
    fc.array(fc.tuple(fc.nat(), fc.nat(), fc.boolean(), anyJson), { minLength: 1, maxLength: 3 }),
  )
  .map(([body, changes]) =>
    changes.reduce((current, [at, from, isForeign, json]) => {
      const places = placesOf(current);
      const path = places[at % places.length] ?? [];
      const source = places[from % places.length] ?? [];
      const donor = source.reduce<unknown>(
        (value, name) => (value as Record<string, unknown>)[name],
        current,
      );
      return replaced(current, path, isForeign ? json : donor);
    }, body),
  );

describe("parseWebhook, whatever it is given", { timeout: 120_000 }, () => {
  it("never throws, and gives only sound items, for any JSON", () => {
    fc.assert(
      fc.property(anyJson, (json) => expectSound(parseWebhook(json))),
      { numRuns },
    );
  });

  it("never throws, and gives only sound items, for damaged webhooks", () => {
    fc.assert(
      fc.property(mutated, (body) => expectSound(parseWebhook(body))),
      { numRuns },
    );
  });

  it("never lets an item block its neighbours, nor change what they say", () => {
    const good = [textMessage({ id: "wamid.1" }), textMessage({ id: "wamid.2" })] as const;
    const alone = parseWebhook(bodyOf("messages", { messages: good }));
    fc.assert(
      fc.property(anyJson, anyJson, anyJson, (first, second, third) => {
        const messages = [first, good[0], second, good[1], third];
        const items = parseWebhook(bodyOf("messages", { messages }));
        expect(items).toHaveLength(5);
        expect([items[1], items[3]]).toEqual(alone);
      }),
      { numRuns },
    );
  });

  it("never lets a change block its neighbours", () => {
    const good = (bodyOf("messages", { messages: [textMessage()] })["entry"] as unknown[])[0];
    fc.assert(
      fc.property(mutated, (body) => {
        const entries = (body as { entry?: unknown } | null)?.entry;
        const around = Array.isArray(entries) ? (entries as unknown[]) : [entries];
        const items = parseWebhook({
          object: "whatsapp_business_account",
          entry: [...around, good],
        });
        expect(items.at(-1)).toMatchObject({ kind: "message", key: "m:wamid.A" });
      }),
      { numRuns },
    );
  });

  it("changes nothing of what it was given", () => {
    for (const body of bodies) {
      const before = structuredClone(body);
      parseWebhook(body);
      expect(body).toEqual(before);
    }
  });
});
