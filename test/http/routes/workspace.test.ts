import { describe, expect, it } from "vitest";
import { DEFAULT_WORKSPACE } from "../../../src/domain/ids.ts";
import { aWorkspace } from "../../support/people-builders.ts";
import { problemOf, useBench } from "../support/bench.ts";
import { aPerson } from "../support/person.ts";
import { textMessage, webhook } from "../support/webhooks.ts";

const bench = useBench();

const lapse = (changes: object) =>
  bench().store.putWorkspace(aWorkspace({ id: DEFAULT_WORKSPACE, ...changes }));

describe("the workspace", () => {
  it("tells its plan, its add-ons and what they open", async () => {
    expect((await bench().ask("GET", "/v1/workspace")).json()).toEqual({
      id: "default",
      name: "Default",
      plan: "pro",
      addOns: ["whatsapp"],
      timeZone: "America/Mexico_City",
      entitlements: ["inbox"],
    });
  });

  it.each([[{ plan: "lite" }], [{ addOns: [] }]])(
    "with %j has no inbox, whoever asks, and still stores webhooks and takes settings (Q16)",
    async (changes) => {
      const { ask, hear, converse, store } = bench();
      const id = await converse();
      const seller = await aPerson(bench(), { id: "eva" });
      await lapse(changes);
      for (const url of [
        "/v1/conversations",
        `/v1/conversations/${id}`,
        "/v1/events",
        "/v1/media",
      ]) {
        for (const answer of [await ask("GET", url), await seller.ask("GET", url)]) {
          expect(problemOf(answer)).toMatchObject({ status: 403, code: "plan.inbox_missing" });
        }
      }
      const closing = await ask("POST", `/v1/conversations/${id}/close`, { description: "x" });
      expect(problemOf(closing)).toMatchObject({ status: 403, code: "plan.inbox_missing" });
      for (const url of ["/v1/lines", "/v1/users", "/v1/roles", "/v1/workspace", "/v1/endpoints"]) {
        expect((await ask("GET", url)).statusCode).toBe(200);
      }
      const heard = await hear(webhook({ messages: [textMessage("wamid.2")] }));
      expect(heard.statusCode).toBe(200);
      const row = await store.conversation(DEFAULT_WORKSPACE, id);
      expect(row?.conversation.facts.unreadCount).toBe(2);
      await lapse({});
      expect((await ask("GET", `/v1/conversations/${id}`)).statusCode).toBe(200);
    },
  );

  it("takes a time zone from its administrators, and no name that is none", async () => {
    const { ask, store } = bench();
    const answer = await ask("PATCH", "/v1/workspace", { timeZone: "Europe/Madrid" });
    expect(answer.json()).toMatchObject({ plan: "pro", timeZone: "Europe/Madrid" });
    expect(await store.workspace(DEFAULT_WORKSPACE)).toMatchObject({ timeZone: "Europe/Madrid" });
    const errors = [
      { field: "body.timeZone", rule: "must be a time zone such as America/Mexico_City" },
    ];
    for (const timeZone of ["Mars/Olympus", "UTC+2"]) {
      const refused = await ask("PATCH", "/v1/workspace", { timeZone });
      expect(refused.json()).toMatchObject({ code: "request.invalid", errors });
    }
    const seller = await aPerson(bench(), { id: "eva" });
    const forbidden = await seller.ask("PATCH", "/v1/workspace", { timeZone: "UTC" });
    expect(problemOf(forbidden)).toMatchObject({ code: "auth.administrators_only" });
  });

  it("that nobody made has nothing", async () => {
    const { store } = bench();
    const boss = await aPerson(bench(), { workspaceId: "globex", role: "administrator" });
    await store.putWorkspace(aWorkspace({ id: "globex", plan: "lite", addOns: ["whatsapp"] }));
    expect((await boss.ask("GET", "/v1/workspace")).json()).toMatchObject({ entitlements: [] });
  });
});
