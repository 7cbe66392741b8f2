import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SCOPES, type Scope } from "../../../src/domain/people/scope.ts";
import { GLOBEX_LINE, LINE } from "../../support/builders.ts";
import { closeBench, type Bench } from "../support/bench.ts";
import { withToken } from "../support/person.ts";
import { routesOf } from "../support/routes.ts";
import { CONVERSATION_ROWS } from "./conversation-rows.ts";
import { CONTACT_ROWS, RECORD_ROWS } from "./crm-rows.ts";
import { answerOf, plain, type Row } from "./row.ts";
import { AUTOMATION_ROWS } from "./automation-rows.ts";
import { SETTINGS_ROWS } from "./settings-rows.ts";
import { openWorld, type World } from "./world.ts";
import { WORKSPACE_ROWS } from "./workspace-rows.ts";

/* Every route with every scope: of an administrator, so that nothing but the scope stands in the way. */

const STREAM = plain("GET /v1/stream", "inbox", "events", { done: "200" });
const ROWS: Row[] = [
  ...CONVERSATION_ROWS,
  ...CONTACT_ROWS,
  ...RECORD_ROWS,
  ...WORKSPACE_ROWS,
  ...SETTINGS_ROWS,
  ...AUTOMATION_ROWS,
  STREAM,
];

let world: World;
const askWith = new Map<string, Bench["ask"]>();
beforeAll(async () => {
  world = await openWorld();
  for (const scope of SCOPES) {
    askWith.set(scope, await issued([scope]));
    askWith.set(`all but ${scope}`, await issued(SCOPES.filter((each) => each !== scope)));
  }
});
afterAll(() => closeBench(world.bench));

async function issued(scopes: readonly Scope[]): Promise<Bench["ask"]> {
  const made = await world.bench.ask("POST", "/v1/users/me/tokens", { scopes });
  return withToken(world.bench.app, made.json<{ token: string }>().token);
}

/** Names what does not exist, so that nothing is done where the scope is the right one. */
async function ask(row: Row, token: string): Promise<string> {
  const [method = "", route = ""] = row.route.split(" ");
  const url = (row.path ?? route)
    .replaceAll("$line", LINE)
    .replaceAll("$ownLine", GLOBEX_LINE)
    .replaceAll(/\$\w+|:\w+|rol_1|\bwatch\b|\bmax\b|st_1|\bplan\b/g, "nothing");
  const answer = await askWith.get(token)?.(method as "GET", url, row.body, row.headers);
  return answerOf(answer ?? { statusCode: 0, body: "" });
}

const MISSING = "403 auth.scope_missing";

describe("the scopes of a token", () => {
  it("are tried on every route behind a token", async () => {
    const there = (await routesOf(world.bench.deps)).filter((route) => route.includes(" /v1/"));
    const tried = new Set(ROWS.map(({ route }) => route));
    expect(there.filter((route) => !tried.has(route))).toEqual([]);
  });

  it("open every route that they are for, and none besides", async () => {
    const wrong: string[] = [];
    for (const row of ROWS) {
      for (const scope of SCOPES) {
        // It would have no end.
        if (row === STREAM && scope === "events") continue;
        const got = await ask(row, scope);
        const isOpen = row.scope === null || row.scope === scope;
        if ((got === MISSING) === isOpen) wrong.push(`${row.route} with ${scope}: ${got}`);
      }
      if (row.scope === null) continue;
      const got = await ask(row, `all but ${row.scope}`);
      if (got !== MISSING) wrong.push(`${row.route} without ${row.scope}: ${got}`);
    }
    expect(wrong).toEqual([]);
  });
});
