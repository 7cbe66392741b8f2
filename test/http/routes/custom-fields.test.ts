import { describe, expect, it } from "vitest";
import { problemOf, useBench } from "../support/bench.ts";

const bench = useBench();
const URL = "/v1/custom-fields";
const PLAN = { key: "plan", label: "Plan", type: "choice", choices: ["Lite", "Pro"] };

describe("custom fields", () => {
  it("are defined once, listed by key, relabelled, and taken away", async () => {
    const { ask } = bench();
    expect((await ask("POST", URL, PLAN)).json()).toEqual(PLAN);
    await ask("POST", URL, { key: "born", label: "Born", type: "date" });
    expect(problemOf(await ask("POST", URL, PLAN)).code).toBe("custom_field.taken");
    const listed = (await ask("GET", URL)).json<{ items: { key: string }[] }>();
    expect(listed.items.map(({ key }) => key)).toEqual(["born", "plan"]);
    const changed = await ask("PATCH", `${URL}/plan`, { label: "The plan", choices: ["Pro"] });
    expect(changed.json()).toEqual({ ...PLAN, label: "The plan", choices: ["Pro"] });
    expect((await ask("DELETE", `${URL}/plan`)).statusCode).toBe(204);
    for (const method of ["PATCH", "DELETE"] as const) {
      const answer = await ask(method, `${URL}/plan`, method === "PATCH" ? {} : undefined);
      expect(problemOf(answer).code).toBe("custom_field.unknown");
    }
  });

  it.each([
    [{ key: "a b" }, "body.key"],
    [{ label: "" }, "body.label"],
    [{ type: "file" }, "body.type"],
    [{ choices: [] }, "body.choices"],
    [{ choices: undefined }, "body.choices"],
  ])("refuses %j and names the field", async (changes, field) => {
    const answer = await bench().ask("POST", URL, { ...PLAN, ...changes });
    expect(problemOf(answer)).toEqual({ status: 400, code: "request.invalid", fields: [field] });
  });

  it.each([
    ["plan", { choices: [] }, "body.choices"],
    ["born", { choices: ["a"] }, "body"],
    ["plan", { label: "x".repeat(200) }, "body.label"],
  ])("refuses to change %s by %j", async (key, changes, field) => {
    const { ask } = bench();
    await ask("POST", URL, PLAN);
    await ask("POST", URL, { key: "born", label: "Born", type: "date" });
    const answer = await ask("PATCH", `${URL}/${key}`, changes);
    expect(problemOf(answer)).toEqual({ status: 400, code: "request.invalid", fields: [field] });
  });

  it("are a hundred at most (R15.8)", async () => {
    const { ask } = bench();
    for (let number = 0; number < 100; number++) {
      const added = await ask("POST", URL, { key: `f${number}`, label: "F", type: "text" });
      expect(added.statusCode).toBe(201);
    }
    expect(problemOf(await ask("POST", URL, PLAN)).code).toBe("custom_field.limit_reached");
  });

  it("that are gone, or lost a choice, are not shown, and their values stay", async () => {
    const { ask } = bench();
    await ask("POST", URL, PLAN);
    const person = { firstName: "Ana", lastName: "Souza", consent: true };
    const body = { ...person, customFields: { plan: "Lite" } };
    const { id } = (await ask("POST", "/v1/contacts", body)).json<{ id: string }>();
    const shown = async () =>
      (await ask("GET", `/v1/contacts/${id}`)).json<{ crm: { customFields: object } }>().crm
        .customFields;
    await ask("PATCH", `${URL}/plan`, { choices: ["Pro"] });
    expect(await shown()).toEqual({});
    await ask("DELETE", `${URL}/plan`);
    expect(await shown()).toEqual({});
    await ask("POST", URL, PLAN);
    expect(await shown()).toEqual({ plan: "Lite" });
  });
});
