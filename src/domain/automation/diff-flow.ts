import type { FlowDefinition } from "./flow.ts";
import type { Step, StepId } from "./step.ts";
import { canonicalJson } from "./step-hash.ts";

/** A member that two versions have otherwise. Absent on a side: null. */
export interface MemberChange {
  member: string;
  from: unknown;
  to: unknown;
}

export interface FlowDiff {
  /** Of everything but the steps: name, start event, scope, policy. */
  changed: MemberChange[];
  steps: {
    added: StepId[];
    removed: StepId[];
    changed: { id: StepId; members: MemberChange[] }[];
  };
}

/** What is different in `to`. The order of the steps in the definition means nothing, and is not compared. */
export function diffFlow(from: FlowDefinition, to: FlowDefinition): FlowDiff {
  const { steps: before, ...old } = from;
  const { steps: after, ...fresh } = to;
  const was = byId(before);
  const is = byId(after);
  return {
    changed: changesOf(old, fresh),
    steps: {
      added: after.filter(({ id }) => !was.has(id)).map(({ id }) => id),
      removed: before.filter(({ id }) => !is.has(id)).map(({ id }) => id),
      changed: after.flatMap((step) => {
        const members = changesOf(was.get(step.id) ?? step, step);
        return members.length === 0 ? [] : [{ id: step.id, members }];
      }),
    },
  };
}

function byId(steps: readonly Step[]): Map<StepId, Step> {
  return new Map(steps.map((step) => [step.id, step]));
}

function changesOf(from: object, to: object): MemberChange[] {
  const [old, fresh] = [new Map(Object.entries(from)), new Map(Object.entries(to))];
  const members = [...new Set([...old.keys(), ...fresh.keys()])];
  return members.flatMap((member) => {
    const [was, is] = [old.get(member) ?? null, fresh.get(member) ?? null] as unknown[];
    return canonicalJson(was) === canonicalJson(is) ? [] : [{ member, from: was, to: is }];
  });
}
