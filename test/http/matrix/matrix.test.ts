import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { GLOBEX_LINE, LINE } from "../../support/builders.ts";
import { closeBench } from "../support/bench.ts";
import { routesOf } from "../support/routes.ts";
import { CONVERSATION_ROWS } from "./conversation-rows.ts";
import { CONTACT_ROWS, RECORD_ROWS } from "./crm-rows.ts";
import {
  CONTACTS,
  NAMES,
  RECORDS,
  refusalOf,
  seesContact,
  seesRecord,
  sightOf,
  THREADS,
  type Name,
} from "./people.ts";
import { answerOf, type Row } from "./row.ts";
import { AUTOMATION_ROWS } from "./automation-rows.ts";
import { SETTINGS_ROWS } from "./settings-rows.ts";
import { openWorld, type World } from "./world.ts";
import { WORKSPACE_ROWS } from "./workspace-rows.ts";

/*
 * Who is answered what, for every route, everybody who may ask, and everything that they may stand to it (reliability.md 4.3, BOLA): the
 * answers stand in tables that no code of the policy has a part in.
 */

const ROWS: Row[] = [
  ...CONVERSATION_ROWS,
  ...CONTACT_ROWS,
  ...RECORD_ROWS,
  ...WORKSPACE_ROWS,
  ...SETTINGS_ROWS,
  ...AUTOMATION_ROWS,
];

/** Routes that are tried elsewhere: what has no end, and what has no token. */
const ELSEWHERE = [
  "GET /v1/stream",
  "GET /health/live",
  "GET /health/ready",
  "GET /metrics",
  "GET /webhooks/whatsapp",
  "POST /webhooks/whatsapp",
  "POST /hooks/automations/:secret",
];

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => closeBench(world.bench));

let requests = 0;

/** Asks on somebody's behalf, for one object. */
async function ask(name: Name, row: Row, id: string): Promise<string> {
  requests += 1;
  const [method = "", route = ""] = row.route.split(" ");
  const ownLine = name === "stranger" ? GLOBEX_LINE : LINE;
  const values: Record<string, string> = { ...world.names, ownLine, id, n: String(requests) };
  const fill = (text: string) =>
    text.replaceAll(/\$(\w+)/g, (found, key: string) => values[key] ?? found);
  const url = fill(row.path ?? route.replace(":id", "$id"));
  const body: unknown =
    row.body === undefined ? undefined : JSON.parse(fill(JSON.stringify(row.body)));
  return answerOf(await world.people[name].ask(method as "GET", url, body, row.headers));
}

/** Every difference between what is answered and what should be. */
async function differences(
  row: Row,
  cells: (name: Name) => Iterable<[object: string, id: string | null, wanted: string]>,
): Promise<string[]> {
  const wrong: string[] = [];
  for (const name of NAMES) {
    const refusal = refusalOf(name, row.demand);
    for (const [object, id, wanted] of cells(name)) {
      if (id === null) continue;
      const got = await ask(name, row, id);
      const right = refusal ?? wanted;
      if (got !== right) wrong.push(`${name}, ${object}: ${got} instead of ${right}`);
      if (row.about === "conversation" && got.startsWith("2")) await world.restore(id);
    }
  }
  return wrong;
}

const doneOf = ({ done }: Row, object: string, name: Name): string =>
  typeof done === "string" ? done : done(object, name);

describe("the matrix", () => {
  it("has a row of every route", async () => {
    const there = await routesOf(world.bench.deps);
    const tried = new Set([...ROWS.map(({ route }) => route), ...ELSEWHERE]);
    expect(there.filter((route) => !tried.has(route))).toEqual([]);
    expect([...tried].filter((route) => !there.includes(route))).toEqual([]);
  });

  it.each(CONVERSATION_ROWS.map((row) => [row.route, row] as const))("%s", async (_route, row) => {
    const wrong = await differences(row, (name) =>
      THREADS.map((thread) => {
        const sight = sightOf(name, thread);
        const permitted = sight === "act" || (sight === "read" && row.needs === "read");
        const refused =
          sight === "none" ? "404 conversation.unknown" : "403 conversation.not_yours";
        const wanted =
          row.instead?.(sight, thread) ?? (permitted ? doneOf(row, thread, name) : refused);
        return [thread, world.thread(name, thread), wanted];
      }),
    );
    expect(wrong).toEqual([]);
  });

  it.each(CONTACT_ROWS.map((row) => [row.route, row] as const))("%s", async (_route, row) => {
    const wrong = await differences(row, (name) =>
      CONTACTS.map((kind) => {
        const wanted = seesContact(name, kind) ? doneOf(row, kind, name) : row.hidden;
        return [kind, world.contact(name, kind), wanted ?? ""];
      }),
    );
    expect(wrong).toEqual([]);
  });

  it.each(RECORD_ROWS.map((row) => [row.route, row] as const))("%s", async (_route, row) => {
    const path = row.route.split("/")[2] ?? "";
    const wrong = await differences(row, (name) =>
      RECORDS.map((relation) => {
        const wanted = seesRecord(name, relation) ? doneOf(row, relation, name) : row.hidden;
        return [relation, world.record(name, relation, path), wanted ?? ""];
      }),
    );
    expect(wrong).toEqual([]);
  });

  it.each(
    [...WORKSPACE_ROWS, ...SETTINGS_ROWS, ...AUTOMATION_ROWS].map(
      (row) => [row.route, row] as const,
    ),
  )("%s", async (_route, row) => {
    const wrong = await differences(row, (name) => {
      const isForeign = name === "stranger" || name === "lapsed";
      const wanted = isForeign ? (row.elsewhere ?? doneOf(row, "", name)) : doneOf(row, "", name);
      return [["nothing", "nothing", wanted]];
    });
    expect(wrong).toEqual([]);
  });

  it("refuses the stream, which has tests of its own, to whoever has no inbox", async () => {
    for (const name of NAMES) {
      const refusal = refusalOf(name, "inbox");
      if (refusal === null) continue;
      const answer = await world.people[name].ask("GET", "/v1/stream");
      expect([name, answerOf(answer)]).toEqual([name, refusal]);
    }
  });

  it("has asked thousands of times", () => {
    expect(requests).toBeGreaterThan(3_000);
  });
});
