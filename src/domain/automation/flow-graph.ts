import { idOf } from "./flow-error.ts";
import { stepSchema, type Step } from "./step.ts";
import { waysOf } from "./step-graph.ts";

/** A step as it stands in a definition that may be broken: its own ways, or what looks like ways. */
export interface Node {
  index: number;
  id: string | null;
  /** Null: it breaks its schema. */
  step: Step | null;
  ways: { member: string; to: string }[];
}

export function nodesOf(steps: readonly unknown[]): Node[] {
  return steps.map((raw, index) => {
    const step = stepSchema.safeParse(raw).data ?? null;
    const ways = step === null ? looksLikeWays(raw, "") : waysOf(step);
    return {
      index,
      id: step?.id ?? idOf(raw),
      step,
      ways: ways.flatMap(({ member, to }) => (to === null ? [] : [{ member, to }])),
    };
  });
}

const WAYS = new Set([
  "next",
  "yes",
  "no",
  "onInvalid",
  "onTimeout",
  "onNobody",
  "onHandOver",
  "onFail",
]);
const DEPTH_MAX = 6;

/** Texts under the names of ways, wherever they stand. */
function looksLikeWays(
  value: unknown,
  path: string,
  depth = 0,
): { member: string; to: string | null }[] {
  if (typeof value !== "object" || value === null || depth > DEPTH_MAX) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const member = Array.isArray(value)
      ? `${path}[${key}]`
      : `${path}${path === "" ? "" : "."}${key}`;
    if (typeof inner === "string") return WAYS.has(key) ? [{ member, to: inner }] : [];
    return looksLikeWays(inner, member, depth + 1);
  });
}

export interface Cycle {
  /** The step and way that lead back. */
  from: Node;
  member: string;
  /** Ids, from the step that is led back to, to itself. */
  path: string[];
}

/** What a walk from the first step on finds. */
export interface Walk {
  reached: Set<string>;
  /** One for each way that leads back. */
  cycles: Cycle[];
  /** Each before the steps it leads to, except on the ways that lead back. */
  order: Node[];
}

/** Walks in depth, without recursion: a flow may be as long as it likes. */
export function walk(nodes: readonly Node[], first: string): Walk {
  const byId = new Map<string, Node>();
  for (const node of nodes) if (node.id !== null && !byId.has(node.id)) byId.set(node.id, node);
  const cycles: Cycle[] = [];
  const reached = new Set<string>();
  const onPath = new Set<string>();
  const done: Node[] = [];
  const stack: { node: Node; way: number }[] = [];
  const enter = (id: string): void => {
    const node = byId.get(id);
    if (node === undefined) return;
    reached.add(id);
    onPath.add(id);
    stack.push({ node, way: 0 });
  };
  enter(first);
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const way = top.node.ways[top.way++];
    if (way === undefined) {
      stack.pop();
      onPath.delete(top.node.id ?? "");
      done.push(top.node);
    } else if (onPath.has(way.to)) {
      const ids = stack.map(({ node }) => node.id ?? "");
      cycles.push({
        from: top.node,
        member: way.member,
        path: [...ids.slice(ids.indexOf(way.to)), way.to],
      });
    } else if (!reached.has(way.to)) enter(way.to);
  }
  return { reached, cycles, order: done.reverse() };
}
