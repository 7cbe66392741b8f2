import { laneOfTask } from "../../../../src/domain/automation/effect.ts";
import { automationKey, effectIdOf } from "../../../../src/domain/automation/run.ts";
import { webhookIdOf } from "../../../../src/workers/automation/derived-id.ts";
import type { Dump } from "../../../support/memory-store/dump.ts";
import { groupBy, type Evidence } from "../evidence.ts";
import { lateness } from "../promptness.ts";
import type { AutomationsWatch, DecidedEffect } from "./automations-watch.ts";
import { isTakeover } from "./takeovers.ts";

/**
 * What a step does outside has one result, under its own key, and nothing of an automation stands in a mailbox that no step asked for. A webhook
 * that is posted again is the same, byte for byte, under the same id.
 */
export function checkEffects(evidence: Evidence, dump: Dump, { decided }: AutomationsWatch): void {
  const { verdict, ledger } = evidence;
  const { workspaceId, entries, automations } = dump;
  const own = [...decided.values()].filter((effect) => effect.workspaceId === workspaceId);
  const keys = new Set(entries.map(({ entry }) => entry.key));
  for (const effect of own) {
    const key = automationKey(effect.id);
    if (!keys.has(key)) verdict.broken("effects", `${effect.id} came to nothing`);
    else checkPrompt(evidence, effect, key);
  }
  const visits = new Set(
    automations.steps.map(({ runId, stepId, visit }) => effectIdOf(runId, stepId, visit)),
  );
  for (const { entry } of entries) {
    const { key, cause, input } = entry;
    if (cause.actor.kind !== "automation" || input.kind === "start") continue;
    // It comes before the first step.
    if (isTakeover(entry)) continue;
    const effectId = /^auto\|(.+?)(\/[a-zA-Z]+)?$/.exec(key)?.[1] ?? key;
    const isOwn = visits.has(effectId) || visits.has(key.slice(automationKey("").length));
    if (!isOwn) verdict.broken("effects", `${key} was done, and is no step's`);
    if (input.kind === "effectResult" && automationKey(input.effectId) !== key) {
      verdict.broken("effects", `${key} is the result of ${input.effectId}`);
    }
  }
  const asked = ledger.asked.filter((call) => call.workspaceId === workspaceId);
  const tasks = new Map(own.map(({ id, task }) => [webhookIdOf(id), task]));
  for (const [id, calls] of groupBy(asked, ({ webhookId }) => webhookId)) {
    const task = tasks.get(id);
    if (task === undefined) verdict.broken("effects", `${id} was posted, and no step asked for it`);
    if (calls.some(({ isGenuine }) => !isGenuine)) verdict.broken("effects", `${id} is not signed`);
    // A responder is told how things stand when it is asked.
    const said = calls.map(({ body }) => (task?.kind === "respond" ? runIn(body) : body));
    if (new Set(said).size > 1) {
      verdict.broken("effects", `${id} was posted with different bodies`);
    }
  }
}

function runIn(body: string): string {
  const { run } = JSON.parse(body) as { run: unknown };
  return JSON.stringify(run);
}

/** What needs nobody else is done as soon as any other work. */
function checkPrompt(
  { verdict, acceptedAt, patience }: Evidence,
  { workspaceId, id, task, committedAt }: DecidedEffect,
  key: string,
): void {
  const until = acceptedAt.get(`${workspaceId} ${key}`);
  if (laneOfTask(task) === "outside" || until === undefined) return;
  const lateMs = lateness(committedAt, until, patience);
  if (lateMs !== null) verdict.broken("stuck", `${id} waited ${lateMs} ms to be carried out`);
}
