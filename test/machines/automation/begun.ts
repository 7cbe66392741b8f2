import { HOUR, T0 } from "../support.ts";
import { BotLife } from "./bot-life.ts";

/** Steps, and a beginning, that tests of questions, of edits and of how runs end have in common. */
export const START = { on: "conversation.started_by_contact" };

export const text = (words: string) => ({ type: "text", text: words });
export const SAY = { id: "say", do: "send", messages: [text("Hola")], next: null };
export const ASK = {
  id: "ask",
  do: "ask",
  message: text("¿Qué color?"),
  expect: { kind: "number" },
  timeoutMs: HOUR,
  next: null,
};

export const waitThen = (next: string | null) => ({
  id: "wait",
  do: "wait",
  for: { kind: "duration", ms: HOUR },
  next,
});

/** A conversation in which the contact's first message has started a flow `f` with these steps. */
export function begun(
  steps: Record<string, unknown>[],
  rest: Record<string, unknown> = {},
): BotLife {
  const life = new BotLife().has("f", { start: START, steps, ...rest });
  life.says("Hola", T0);
  return life;
}
