import type { FlowError, placeNamer } from "./flow-error.ts";
import { walk, type Node } from "./flow-graph.ts";
import { textsOf, variablesAsked, variablesIn, variablesSet } from "./flow-texts.ts";
import type { FlowDefinition } from "./flow.ts";

/** What can be read of a definition that may be broken. */
export interface Draft {
  nodes: Node[];
  first: string | null;
  /** Without `steps`; null when it breaks a rule. */
  head: Head | null;
  nameOf: ReturnType<typeof placeNamer>;
}
type Head = Omit<FlowDefinition, "steps">;

/** Names that lead nowhere, circles, steps that are never reached. */
export function graphErrors({ nodes, first, nameOf }: Draft): FlowError[] {
  const errors: FlowError[] = [];
  const places = new Map<string, number>();
  for (const { id, index } of nodes) {
    const before = id === null ? undefined : places.get(id);
    if (before !== undefined)
      errors.push({
        field: nameOf(["steps", index, "id"]),
        rule: `must be its own: steps[${before}] has it already`,
      });
    else if (id !== null) places.set(id, index);
  }
  for (const node of nodes) {
    for (const { member, to } of node.ways) {
      if (!places.has(to))
        errors.push({
          field: `${nameOf(["steps", node.index])}.${member}`,
          rule: `must be a step of this flow: there is no ${shown(to)}`,
        });
    }
  }
  if (first === null) return errors;
  if (!places.has(first))
    return [
      ...errors,
      { field: "first", rule: `must be a step of this flow: there is no ${shown(first)}` },
    ];
  const { reached, cycles } = walk(nodes, first);
  for (const { from, member, path } of cycles) {
    errors.push({
      field: `${nameOf(["steps", from.index])}.${member}`,
      rule: `must not lead back: ${path.join(" -> ")}`,
    });
  }
  for (const [id, index] of places) {
    if (!reached.has(id))
      errors.push({
        field: nameOf(["steps", index]),
        rule: "must be led to by a step that is reached",
      });
  }
  return errors;
}

function shown(id: string): string {
  return JSON.stringify(id.slice(0, 64));
}

/** Variables that no step sets on any way to where they are wanted. Who starts a flow by hand or by a call may give it any. */
export function variableErrors({ nodes, first, head, nameOf }: Draft): FlowError[] {
  if (head === null || first === null || head.start.on === "manual" || head.start.on === "http")
    return [];
  const unset = (name: string) => `must be set by an earlier step: nothing sets ${name}`;
  const errors =
    head.when === null
      ? []
      : variablesAsked(head.when).map((name) => ({ field: "when", rule: unset(name) }));
  const set = new Map<string, Set<string>>();
  for (const { index, id, step, ways } of walk(nodes, first).order) {
    const before = set.get(id ?? "") ?? new Set<string>();
    if (step !== null) {
      const wanted = [
        ...textsOf(step).flatMap(({ path, text }) =>
          variablesIn(text).map((name) => ({ path, name })),
        ),
        ...(step.do === "decide"
          ? variablesAsked(step.if).map((name) => ({ path: ["if"], name }))
          : []),
      ];
      for (const { path, name } of wanted) {
        if (!before.has(name))
          errors.push({ field: nameOf(["steps", index, ...path]), rule: unset(name) });
      }
    }
    const after = [...before, ...(step === null ? [] : variablesSet(step))];
    for (const { to } of ways) set.set(to, new Set([...(set.get(to) ?? []), ...after]));
  }
  return errors;
}
