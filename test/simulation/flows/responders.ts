import type { AskOutcome } from "../../../src/channels/endpoint/ask.ts";
import type { Random } from "../../../src/simulator/random.ts";

/** What somebody's program says to a contact; now and then what no responder may say. */
export function drawAnswerOfResponder(random: Random): AskOutcome & { kind: "answered" } {
  const draw = random.int(1, 20);
  if (draw === 1) return answered("no JSON");
  if (draw === 2) return answered('{"messages":[{"text":""}],"then":"later"}');
  const count = random.pick([0, 1, 1, 1, 2]);
  const messages = Array.from({ length: count }, (_, index) => ({
    text: `Soy un robot, parte ${index + 1} de ${count}: ${random.int(1, 9_999)}`,
  }));
  const then = random.pick(["wait", "wait", "done", "handOver"]);
  // oxlint-disable-next-line unicorn/no-thenable -- a word of the contract; it is never a function
  return answered(JSON.stringify({ messages, then }));
}

function answered(body: string): AskOutcome & { kind: "answered" } {
  return { kind: "answered", status: 200, body: Buffer.from(body) };
}
