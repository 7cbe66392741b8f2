import { describe, expect, it } from "vitest";
import type { Store } from "../../src/store/store.ts";
import { createFaultyStore } from "../support/faulty-store.ts";
import { problemOf, useBench } from "./support/bench.ts";

const CLOSE = { description: "Answered" };

describe("a command that goes wrong", () => {
  let fault: "none" | "away" | "dead" = "none";
  const faulty = useBench({
    wrap: (store) => {
      const away = createFaultyStore(store, ({ method }) =>
        fault === "away" && method === "submit" ? { kind: "before" } : null,
      );
      const outcome: Store["outcome"] = async (workspaceId, key) => {
        const found = await store.outcome(workspaceId, key);
        return fault === "dead" && found?.kind === "settled"
          ? { ...found, outcome: { kind: "dead", reason: "bug" } }
          : found;
      };
      return new Proxy(away, {
        get: (target, name, receiver) =>
          name === "outcome" ? outcome : (Reflect.get(target, name, receiver) as unknown),
      });
    },
  });

  it("because the store is away gets 503, and can be repeated", async () => {
    const { ask, converse } = faulty();
    const id = await converse();
    const keyed = { "idempotency-key": "k" };
    fault = "away";
    const response = await ask("POST", `/v1/conversations/${id}/close`, CLOSE, keyed);
    fault = "none";
    expect(problemOf(response)).toMatchObject({ status: 503, code: "store.unavailable" });
    expect((await ask("POST", `/v1/conversations/${id}/close`, CLOSE, keyed)).statusCode).toBe(200);
  });

  it("because of a defect of ours is not called done", async () => {
    const { ask, converse } = faulty();
    const id = await converse();
    const keyed = { "idempotency-key": "k" };
    await ask("POST", `/v1/conversations/${id}/close`, CLOSE, keyed);
    fault = "dead";
    const response = await ask("POST", `/v1/conversations/${id}/close`, CLOSE, keyed);
    const outcome = await ask("GET", "/v1/outcomes/k");
    fault = "none";
    expect(problemOf(response)).toMatchObject({ status: 500, code: "command.failed" });
    expect(outcome.json()).toMatchObject({ outcome: { kind: "dead", code: null } });
  });
});
