import { describe, expect, it } from "vitest";
import { parseParked, parseWebhook } from "../../../../src/channels/whatsapp/parse/envelope.ts";
import { fixture, fixtureNames } from "../support.ts";
import { messageFixtures } from "./expected/messages.ts";
import { otherFixtures } from "./expected/others.ts";
import { statusFixtures } from "./expected/statuses.ts";

const expected = { ...messageFixtures, ...statusFixtures, ...otherFixtures };

describe("parsing the WhatsApp fixtures", () => {
  it("has an expectation for every fixture", () => {
    expect(Object.keys(expected).toSorted()).toEqual(fixtureNames);
  });

  it.each(Object.keys(expected))("reads %s as expected", (name) => {
    const items = parseWebhook(fixture(name));
    expect(items).toMatchObject(expected[name] ?? []);
    expect(items).toHaveLength(expected[name]?.length ?? 0);
  });

  it.each(fixtureNames)("reads every item of %s again from its raw form alone", (name) => {
    for (const item of parseWebhook(fixture(name))) {
      const stored = JSON.parse(JSON.stringify(item.raw)) as unknown;
      expect(parseParked(stored)).toContainEqual(item);
    }
  });

  it.each(fixtureNames)("gives the items of %s distinct keys, the same each time", (name) => {
    const keys = parseWebhook(fixture(name)).map((item) => `${item.lineId}|${item.key}`);
    expect(new Set(keys).size).toBe(keys.length);
    const again = parseWebhook(fixture(name)).map((item) => `${item.lineId}|${item.key}`);
    expect(again).toEqual(keys);
  });

  it("takes the whole batch of all fixtures in one body", () => {
    const bodies = fixtureNames.map((name) => fixture(name) as { entry: unknown[] });
    const alone = bodies.flatMap((body) => parseWebhook(body));
    const joined = parseWebhook({
      object: "whatsapp_business_account",
      entry: bodies.flatMap((body) => body.entry),
    });
    expect(joined).toEqual(alone);
  });
});
