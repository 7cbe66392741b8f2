import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { defaultLine, useBench } from "./support/bench.ts";

const FOLDER = new URL("../fixtures/whatsapp/", import.meta.url);
const FIXTURES = readdirSync(FOLDER).filter((name) => name.endsWith(".json"));
const read = (name: string) => readFileSync(new URL(name, FOLDER));

const bench = useBench();

interface Page<T> {
  items: T[];
  cursor: string | null;
}

async function allOf<T>(path: string): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | null = null;
  do {
    const page: string = cursor === null ? "" : `&cursor=${cursor}`;
    const response = await bench().ask("GET", `${path}?limit=100${page}`);
    expect(response.statusCode).toBe(200);
    const answer: Page<T> = response.json<Page<T>>();
    items.push(...answer.items);
    cursor = answer.cursor;
  } while (cursor !== null);
  return items;
}

describe("every webhook that the fixtures show", () => {
  it("is taken, and everything it says can be read back", async () => {
    const lines = new Set(
      FIXTURES.flatMap((name) =>
        [
          ...read(name)
            .toString()
            .matchAll(/"phone_number_id": "(\d+)"/g),
        ].map(([, id]) => id ?? ""),
      ),
    );
    for (const id of lines) await bench().store.putLine(defaultLine({ id }));
    for (const name of FIXTURES) {
      expect([name, (await bench().hear(read(name))).statusCode]).toEqual([name, 200]);
    }
    const conversations = await allOf<{ id: string; lastMessage: unknown }>("/v1/conversations");
    expect(conversations.length).toBeGreaterThan(5);
    const types = new Set<string>();
    for (const { id } of conversations) {
      const items = await allOf<{ kind: string; content?: { type: string } | null }>(
        `/v1/conversations/${id}/timeline`,
      );
      for (const { content } of items) if (content) types.add(content.type);
    }
    for (const type of ["text", "image", "location", "contacts", "reply", "order", "unsupported"]) {
      expect(types).toContain(type);
    }
    expect((await allOf("/v1/notices")).length).toBeGreaterThan(10);
    expect((await allOf("/v1/parked")).length).toBeGreaterThan(0);
    expect((await bench().ask("GET", "/v1/events?limit=1000")).statusCode).toBe(200);
    expect(bench().logged).toEqual([]);
  });

  it("from a phone app's past rings the lane that may wait", async () => {
    const body = read("history-phase-0.json");
    const [, id = ""] = /"phone_number_id": "(\d+)"/.exec(body.toString()) ?? [];
    await bench().store.putLine(defaultLine({ id }));
    await bench().hear(body);
    expect(new Set(bench().engine.rings.map(({ lane }) => lane))).toEqual(new Set(["bulk"]));
  });
});
