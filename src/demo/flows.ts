import { readFileSync } from "node:fs";
import type { DemoClient } from "./client.ts";
import { COUNTER_LINE, SALES_LINE } from "./lines.ts";

const FOLDER = new URL("../../examples/automations/", import.meta.url);

/** The examples, and the line of the demo on which each listens: so that each story can be followed by itself. */
const EXAMPLES = [
  { file: "welcome-and-qualify", lineId: SALES_LINE.id },
  { file: "round-robin-with-pick-up-deadline", lineId: COUNTER_LINE.id },
  { file: "rescue-before-the-window-closes", lineId: COUNTER_LINE.id },
] as const;

/** Whom the flows give conversations to. */
const SELLERS = ["Sofía", "Tomás"] as const;

/** Half an hour for the team to answer, in a demo that a person watches. */
const SHORT_WAIT_MS = 5_000;

interface Waiting {
  do: string;
  for?: { kind: string; ms?: number };
}

interface Definition {
  name: string;
  steps: Waiting[];
}

/** Makes the sellers and the flows that are not there yet, and switches the flows on. Answers the files' names by the flows' ids. */
export async function loadFlows(
  client: DemoClient,
  { isShortened }: { isShortened: boolean },
): Promise<Map<string, string>> {
  await addSellers(client);
  const { items } = await client.get("/v1/automations?limit=100");
  const known = new Map(
    (items as { id: string; name: string }[]).map(({ id, name }) => [name, id]),
  );
  const files = new Map<string, string>();
  for (const { file, lineId } of EXAMPLES) {
    const written = JSON.parse(readFileSync(new URL(`${file}.json`, FOLDER), "utf8")) as Definition;
    const definition = {
      ...(isShortened ? shortened(written) : written),
      scope: { lines: [lineId] },
    };
    const id = known.get(definition.name);
    const flow =
      id === undefined
        ? await client.post("/v1/automations", definition)
        : await client.put(`/v1/automations/${id}`, definition);
    files.set(String(flow["id"]), file);
    await client.post(`/v1/automations/${String(flow["id"])}/enable`, {});
  }
  return files;
}

function shortened(definition: Definition): Definition {
  const steps = definition.steps.map((step) =>
    step.do === "wait" && step.for?.kind === "duration"
      ? { ...step, for: { ...step.for, ms: SHORT_WAIT_MS } }
      : step,
  );
  return { ...definition, steps };
}

async function addSellers(client: DemoClient): Promise<void> {
  const { items } = await client.get("/v1/users");
  const names = new Set((items as { name: string }[]).map(({ name }) => name));
  for (const name of SELLERS) {
    if (!names.has(name)) await client.post("/v1/users", { name, role: "seller" });
  }
}
