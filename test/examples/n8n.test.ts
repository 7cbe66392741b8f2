import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { Webhook } from "standardwebhooks";
import { describe, expect, it } from "vitest";
import { EVENT_CATALOGUE } from "../../src/http/event-catalogue/catalogue.ts";

/*
 * n8n itself is not run here: the workflow's Code node is, with what n8n hands to one, and the ends of the workflow's wires are followed.
 */

interface Node {
  name: string;
  type: string;
  parameters: { jsCode?: string; options?: Record<string, unknown> };
}

const WORKFLOW = new URL("../../examples/n8n/ventana-events.json", import.meta.url);
const { nodes, connections } = JSON.parse(readFileSync(WORKFLOW, "utf8")) as {
  nodes: Node[];
  connections: Record<string, { main: { node: string }[][] }>;
};
const SECRET = `whsec_${Buffer.alloc(32, "a").toString("base64")}`;
const PLACEHOLDER = "whsec_PUT_THE_SECRET_OF_YOUR_ENDPOINT_HERE";
const CODE = nodes.find(({ type }) => type === "n8n-nodes-base.code")?.parameters.jsCode ?? "";
const { example } = EVENT_CATALOGUE["conversation.started_by_contact"];
const BODY = JSON.stringify(example);

type Outcome = { json: { genuine: boolean; why?: string; event?: unknown } }[];
type CodeNode = (require: unknown, $input: unknown) => Promise<Outcome>;

/** Runs the Code node for a request whose raw body the Webhook node has put into `data`. */
function verify(headers: Record<string, string>, body = BODY): Promise<Outcome> {
  const AsyncFunction = Object.getPrototypeOf(async () => {}).constructor as new (
    ...source: string[]
  ) => CodeNode;
  const run = new AsyncFunction("require", "$input", CODE.replace(PLACEHOLDER, SECRET));
  const helpers = {
    getBinaryDataBuffer: (index: number, name: string) =>
      index === 0 && name === "data" ? Promise.resolve(Buffer.from(body)) : Promise.reject(),
  };
  const $input = { first: () => ({ json: { headers } }) };
  return run.call({ helpers }, createRequire(import.meta.url), $input);
}

function headersOf(at: Date, secret = SECRET): Record<string, string> {
  return {
    "webhook-id": example.id,
    "webhook-timestamp": String(Math.floor(at.getTime() / 1_000)),
    "webhook-signature": new Webhook(secret).sign(example.id, at, BODY),
  };
}

describe("the Code node of the n8n workflow", () => {
  it("has one place for the secret", () => {
    expect(CODE.split(PLACEHOLDER)).toHaveLength(2);
  });

  it("hands on what is genuine", async () => {
    expect(await verify(headersOf(new Date()))).toEqual([
      { json: { genuine: true, event: JSON.parse(BODY) } },
    ]);
  });

  it("finds what is forged, altered, old or unsigned", async () => {
    const now = new Date();
    const forger = `whsec_${Buffer.alloc(32, "b").toString("base64")}`;
    const outcomes = [
      await verify(headersOf(now, forger)),
      await verify(headersOf(now), BODY.replace("Sales", "Sails")),
      await verify(headersOf(new Date(now.getTime() - 6 * 60_000))),
      await verify({}),
    ];
    expect(outcomes.map(([item]) => item?.json)).toEqual([
      { genuine: false, why: "no signature fits" },
      { genuine: false, why: "no signature fits" },
      { genuine: false, why: "too old, or ahead of time" },
      { genuine: false, why: "a header is missing" },
    ]);
  });
});

describe("the n8n workflow", () => {
  it("takes the raw body, and answers on either way", () => {
    const node = (name: string | undefined) => nodes.find((each) => each.name === name);
    const next = (name: string) => connections[name]?.main.map(([wire]) => node(wire?.node)) ?? [];
    const [hook] = nodes.filter(({ type }) => type === "n8n-nodes-base.webhook");
    expect(hook?.parameters).toMatchObject({
      httpMethod: "POST",
      responseMode: "responseNode",
      options: { rawBody: true },
    });
    const [code] = next(hook?.name ?? "");
    expect(code?.parameters.jsCode).toBe(CODE);
    const answers = next(next("Verify")[0]?.name ?? "");
    expect(answers.map((answer) => [answer?.type, answer?.parameters.options])).toEqual([
      ["n8n-nodes-base.respondToWebhook", { responseCode: 204 }],
      ["n8n-nodes-base.respondToWebhook", { responseCode: 401 }],
    ]);
  });
});
