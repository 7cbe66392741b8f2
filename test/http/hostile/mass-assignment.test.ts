import { describe, expect, it } from "vitest";
import { DEFAULT_WORKSPACE } from "../../../src/domain/ids.ts";
import { NOTHING } from "../../../src/domain/people/visibility.ts";
import { problemOf, useBench, type Bench } from "../support/bench.ts";
import { prepareWrites, WRITES } from "../support/writes.ts";

const bench = useBench();

/** What no caller may set, by whatever name it might have inside. */
const FORBIDDEN = [
  "id",
  "_id",
  "workspaceId",
  "tenantId",
  "ownerId",
  "version",
  "createdAt",
  "updatedAt",
  "deadline",
  "secrets",
  "hash",
  "permissions",
];

const ALL_CONTACTS = {
  visibility: { kind: "all" },
  conversations: NOTHING,
  search: null,
  cursor: null,
  limit: 9,
} as const;
const ALL_TASKS = {
  kind: "task",
  of: { by: "workspace" },
  unfinished: null,
  cursor: null,
  limit: 9,
} as const;
/** Members of that name which a route does know. */
function knows(path: string, name: string): boolean {
  if (name === "role") return path.startsWith("/v1/users") && !path.includes("/tokens");
  if (name === "version") return path.endsWith("/enable") || path.endsWith("/backtest");
  if (name === "permissions") return path.startsWith("/v1/roles");
  return name === "ownerId" && /owner$|opportunities|activities|tasks/.test(path);
}

/** All that a write could have changed. */
async function everything({ store, token }: Bench, conversationId: string): Promise<string> {
  return JSON.stringify([
    await store.conversation(DEFAULT_WORKSPACE, conversationId),
    await store.endpoints(DEFAULT_WORKSPACE),
    await store.lines(DEFAULT_WORKSPACE),
    (await store.users(DEFAULT_WORKSPACE)).map((user) => ({ ...user, lastActiveAt: null })),
    await store.roles(DEFAULT_WORKSPACE),
    await store.teams(DEFAULT_WORKSPACE),
    await store.statuses(DEFAULT_WORKSPACE),
    await store.contacts(DEFAULT_WORKSPACE, ALL_CONTACTS),
    await store.customFields(DEFAULT_WORKSPACE),
    await store.records(DEFAULT_WORKSPACE, ALL_TASKS),
    await store.lastSeq(DEFAULT_WORKSPACE),
    (await store.depth()).waitingEntries,
    token,
  ]);
}

describe("mass assignment", () => {
  it.each(WRITES)("%s %s takes no member that it does not know", async (...write) => {
    const { ask } = bench();
    const [prepared] = await prepareWrites(bench(), [write]);
    const { method, path, url, body, refusal, conversationId } = prepared!;
    const before = await everything(bench(), conversationId);
    const names = [...FORBIDDEN, "role", "active_", "$set"];
    for (const name of names.filter((each) => !knows(path, each))) {
      for (const value of ["x", 1, { $ne: null }]) {
        const problem = problemOf(await ask(method, url, { ...body, [name]: value }));
        expect(problem).toEqual({
          status: 400,
          code: refusal,
          fields: [`body.${name}`],
        });
      }
    }
    expect(await everything(bench(), conversationId)).toBe(before);
    const plain = await ask(method, url, body);
    // 404: there is no such record, and the message has no file to fetch again.
    expect([200, 201, 202, 404, 409]).toContain(plain.statusCode);
  });

  it("is tried on every route that writes", async () => {
    const document = (await bench().app.inject("/openapi.json")).json<{
      paths: Record<string, Record<string, unknown>>;
    }>();
    // A form has no members; its parts have tests of their own (media-bombs).
    const FORMS = ["POST /v1/media"];
    const shape = (method: string, path: string) =>
      `${method} ${path.replace(/:[acekorst]|\{\w+\}|admin|\bm1\b|tok_1|\bplan\b|crm-7|\d{5,}/g, "*")}`;
    const tried = WRITES.map(([method, path]) => shape(method, path)).sort();
    const there = Object.entries(document.paths)
      .filter(([path]) => path.startsWith("/v1/"))
      .flatMap(([path, methods]) =>
        Object.keys(methods)
          .filter((method) => ["post", "put", "patch"].includes(method))
          .map((method) => shape(method.toUpperCase(), path)),
      )
      .sort();
    expect([...tried, ...FORMS].sort()).toEqual(there);
  });
});
