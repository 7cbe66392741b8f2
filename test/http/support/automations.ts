import type { Bench } from "./bench.ts";

/** A flow of one step, as people write it. */
export function definition(rest: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    name: "Welcome",
    start: { on: "conversation.started_by_contact" },
    first: "greet",
    steps: [{ id: "greet", do: "note", text: "hola" }],
    ...rest,
  };
}

/** Makes a flow, and switches it on. */
export async function aLiveFlow(bench: Bench, rest: Record<string, unknown> = {}): Promise<string> {
  const { id } = (await bench.ask("POST", "/v1/automations", definition(rest))).json<{
    id: string;
  }>();
  const answer = await bench.ask("POST", `/v1/automations/${id}/enable`);
  if (answer.statusCode !== 200) throw new Error(answer.body);
  return id;
}
