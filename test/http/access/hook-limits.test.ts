/** How often automations may be called from outside: by flow, by workspace, and by address. */
import { describe, expect, it } from "vitest";
import { LINE, SECOND } from "../../support/builders.ts";
import { aLiveFlow } from "../support/automations.ts";
import { problemOf, useBench } from "../support/bench.ts";
import { aPerson } from "../support/person.ts";

const PER_FLOW = 20;
const PER_WORKSPACE = 50;

const bench = useBench({
  settings: { rateLimits: { perToken: PER_FLOW, perWorkspace: PER_WORKSPACE, refused: 0 } },
});
const unlimited = useBench({
  settings: { rateLimits: { perToken: 0, perWorkspace: 0, refused: 0 } },
});

type Bench = ReturnType<typeof bench>;

/** A flow that is called from outside, and its path. Whoever makes it has a token of their own. */
async function aHook(at: Bench, name: string, workspaceId?: string): Promise<string> {
  const place = workspaceId === undefined ? {} : { workspaceId };
  const boss = await aPerson(at, { id: `boss-${name}`, role: "administrator", ...place });
  const id = await aLiveFlow({ ...at, ask: boss.ask }, { name, start: { on: "http" } });
  return (await boss.ask("POST", `/v1/automations/${id}/hook`)).json<{ path: string }>().path;
}

let calls = 0;
/** Calls it so many times, each time from another address; gives the answers by their status. */
async function burst({ app }: Bench, path: string, count: number) {
  const answers = await Promise.all(
    Array.from({ length: count }, () => {
      const at = ++calls;
      const remoteAddress = `10.${at >> 16}.${(at >> 8) & 255}.${at & 255}`;
      const payload = { phone: "+525512345678", lineId: LINE };
      return app.inject({ method: "POST", url: path, payload, remoteAddress });
    }),
  );
  const of = (status: number) => answers.filter(({ statusCode }) => statusCode === status).length;
  return { of, refused: answers.find(({ statusCode }) => statusCode === 429) };
}

describe("calls from outside", () => {
  it("to one flow are as many a minute as its limit says, from wherever they come; the rest is told when to come again", async () => {
    const path = await aHook(bench(), "one");
    const { of, refused } = await burst(bench(), path, 3 * PER_FLOW);
    expect([of(202), of(429)]).toEqual([PER_FLOW, 2 * PER_FLOW]);
    expect(problemOf(refused!).code).toBe("request.too_many");
    expect(refused!.json()).toMatchObject({ detail: `At most ${PER_FLOW} a minute.` });
    expect(refused!.headers["retry-after"]).toBe("60");
    bench().clock.advance(60 * SECOND);
    expect((await burst(bench(), path, 1)).of(202)).toBe(1);
  });

  it("to all flows of a workspace are as many as its limit says, and no other workspace's", async () => {
    const paths = [await aHook(bench(), "a"), await aHook(bench(), "b"), await aHook(bench(), "c")];
    let passed = 0;
    for (const path of paths) passed += (await burst(bench(), path, PER_FLOW)).of(202);
    expect(passed).toBe(PER_WORKSPACE);
    const elsewhere = await aHook(bench(), "d", "globex");
    expect((await burst(bench(), elsewhere, 1)).of(429)).toBe(0);
  });

  it("above the limit of their flow do not count for the workspace", async () => {
    const [wild, calm] = [await aHook(bench(), "wild"), await aHook(bench(), "calm")];
    await burst(bench(), wild, 10 * PER_WORKSPACE);
    expect((await burst(bench(), calm, PER_FLOW)).of(202)).toBe(PER_FLOW);
  });

  it("shut nobody out who has a token, and are shut out by nobody with one", async () => {
    const path = await aHook(bench(), "busy");
    const eva = await aPerson(bench(), { id: "eva" });
    await burst(bench(), path, 2 * PER_FLOW);
    expect((await eva.ask("GET", "/v1/users/me")).statusCode).toBe(200);
    const other = await aHook(bench(), "other");
    for (let count = 0; count < PER_WORKSPACE; count++) await eva.ask("GET", "/v1/users/me");
    expect((await burst(bench(), other, 1)).of(202)).toBe(1);
  });

  it("with an address made anew are still those of the same flow", async () => {
    const boss = await aPerson(bench(), { id: "boss", role: "administrator" });
    const id = await aLiveFlow({ ...bench(), ask: boss.ask }, { start: { on: "http" } });
    const made = async () =>
      (await boss.ask("POST", `/v1/automations/${id}/hook`)).json<{ path: string }>().path;
    await burst(bench(), await made(), PER_FLOW);
    expect((await burst(bench(), await made(), 1)).of(429)).toBe(1);
  });

  it("by one address that only guesses are refused before anything is looked for", async () => {
    const guess = () =>
      bench().app.inject({ method: "POST", url: "/hooks/automations/guess", payload: {} });
    const statuses: number[] = [];
    for (let count = 0; count <= PER_FLOW; count++) statuses.push((await guess()).statusCode);
    expect(statuses).toEqual([...Array.from({ length: PER_FLOW }, () => 404), 429]);
  });

  it("are 600 a minute for a flow where the operator has set no limits, and any number for a workspace", async () => {
    const [one, two] = [await aHook(unlimited(), "one"), await aHook(unlimited(), "two")];
    const first = await burst(unlimited(), one, 610);
    expect([first.of(202), first.of(429)]).toEqual([600, 10]);
    expect((await burst(unlimited(), two, 10)).of(202)).toBe(10);
  });
});
