import { parseGuardedJson } from "../../channels/whatsapp/json-guard.ts";
import type { Effect, EffectTask } from "../../domain/automation/effect.ts";
import { callEndpoint, type CallDeps } from "./call-endpoint.ts";
import { done, failed, type EffectEnd } from "./effect-end.ts";
import { pickMembers } from "./pick-members.ts";

/** Five tries within eight minutes: a flow does not wait longer, and nor does the contact. */
const WAITS = [5_000, 25_000, 120_000, 300_000];

/** Calls a webhook. Of its answer those members become variables that the step asks for; when it asks for none, no answer is read. */
export async function callWebhook(
  { url, body, save }: EffectTask & { kind: "webhook" },
  effect: Effect,
  deps: CallDeps,
): Promise<EffectEnd> {
  const called = await callEndpoint({ url, body, waits: WAITS }, effect, deps);
  if (called.kind !== "answered" && called.kind !== "cut") return called;
  if (Object.keys(save).length === 0) return done();
  if (called.kind === "cut") return answerCut();
  const json = parseGuardedJson(called.body);
  return json.kind === "ok" ? done(pickMembers(json.value, save)) : unreadable(json.kind);
}

export function answerCut(): EffectEnd {
  return failed("endpoint.answer_cut", "its answer is too long, or did not come to its end");
}

export function unreadable(why: string): EffectEnd {
  return failed("endpoint.answer_unreadable", `its answer cannot be read: ${why}`);
}
