import { describe, expect, it } from "vitest";
import { LINE } from "../../support/builders.ts";
import { useBench } from "../support/bench.ts";
import { leavesOf, withAt, type Leaf } from "../support/bodies.ts";
import { prepareWrites, WRITES } from "../support/writes.ts";

const bench = useBench();

/** No text at all: half a character, which stores keep in different ways, and a control that ends it elsewhere. */
const BROKEN = ["a\ud800b", "\udc00", "a\u0000b", "a\u001bb", "a\u007f"];

const AUTO_CLOSE = { afterMs: 60_000, description: "No answer", reasonCode: "silent" };

/** With the texts that `WRITES` leaves out. */
const MORE: typeof WRITES = [
  ["POST", "/v1/conversations/:c/close", { description: "done", reasonCode: "sold" }],
  [
    "POST",
    "/v1/conversations/bulk/close",
    { ids: ["nothing"], description: "x", reasonCode: "sold" },
  ],
  ["PATCH", "/v1/endpoints/:e", { description: "Ours" }],
  [
    "PUT",
    `/v1/lines/${LINE}`,
    {
      name: "Sales",
      displayPhoneNumber: "+1",
      wabaId: "1",
      portfolioId: "p1",
      accessToken: "EAAG",
      settings: { autoClose: AUTO_CLOSE },
    },
  ],
  ["POST", "/v1/custom-fields", { key: "size", label: "Size", type: "choice", choices: ["S"] }],
  ["PATCH", "/v1/contacts/:k", { customFields: { plan: "basic" }, position: "CEO" }],
  [
    "POST",
    "/v1/conversations/:c/messages",
    { type: "location", latitude: 1, longitude: 1, name: "X" },
  ],
  [
    "POST",
    "/v1/automations",
    {
      name: "Ends",
      start: { on: "conversation.started_by_contact" },
      first: "end",
      steps: [{ id: "end", do: "close", description: "done", reasonCode: "sold" }],
    },
  ],
];

/** Ids of a bulk request are looked for, and told one by one that they are not there. */
const isText = ({ at, value }: Leaf) => typeof value === "string" && at[0] !== "ids";

describe("a write", { timeout: 120_000 }, () => {
  it("takes no text that is none, whatever the member", async () => {
    const taken = new Set<string>();
    for (const { method, path, url, body } of await prepareWrites(bench(), [...WRITES, ...MORE])) {
      for (const { at } of leavesOf(body).filter(isText)) {
        for (const broken of BROKEN) {
          const { statusCode } = await bench().ask(method, url, withAt(body, at, broken));
          if (statusCode < 400) taken.add(`${method} ${path} ${at.join(".")}`);
        }
      }
    }
    expect([...taken]).toEqual([]);
  });
});
